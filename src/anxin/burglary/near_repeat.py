"""Estates beside a recent burglary: for a week or two their risk is raised, and neighbours can be warned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from anxin.burglary.judge import District

METRES_A_DEGREE = 111_195.0


def estates_near_recent(district: District, until: date, *, days: int, metres: float) -> dict[int, date]:
    """Return index of the estate -> day of the newest burglary at it or within `metres`, in the last `days`."""
    recent = (district.day > (until - timedelta(days=days)).toordinal()) & (district.day <= until.toordinal())
    located = np.isfinite(district.longitude)
    if not recent.any() or not located.any():
        return {}
    points = _on_a_plane(district)
    struck, day = district.where[recent], district.day[recent]
    has_point = located[struck]
    struck, day = struck[has_point], day[has_point]
    usable = np.flatnonzero(located)
    tree = cKDTree(points[usable])
    newest: dict[int, int] = {}
    around: Any = tree.query_ball_point(points[struck], metres)
    for index, when in zip(around, day, strict=True):
        for near in index:
            key = int(usable[near])
            newest[key] = max(newest.get(key, 0), int(when))
    return {key: date.fromordinal(when) for key, when in newest.items()}


def _on_a_plane(district: District) -> NDArray[np.float64]:
    """Return metres east and north; within a district the earth is flat enough."""
    middle = np.nanmean(district.latitude) if np.isfinite(district.latitude).any() else 0.0
    east = district.longitude * METRES_A_DEGREE * np.cos(np.radians(middle))
    return np.column_stack([east, district.latitude * METRES_A_DEGREE])
