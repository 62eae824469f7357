"""Estates beside a recent burglary: for a week or two their risk is raised, and neighbours can be warned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from anxin.burglary.judge import District
from anxin.core.territory.plane import metres_a_degree


def estates_near_recent(district: District, until: date, *, days: int, metres: float) -> dict[int, date]:
    """Return index of the estate -> day of the newest burglary at it or within `metres`, in the last `days`."""
    recent = (district.day > (until - timedelta(days=days)).toordinal()) & (district.day <= until.toordinal())
    located = np.isfinite(district.longitude)
    if not recent.any() or not located.any():
        return {}
    points = np.column_stack([district.longitude, district.latitude])
    points *= metres_a_degree(float(np.nanmean(district.latitude)))
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
