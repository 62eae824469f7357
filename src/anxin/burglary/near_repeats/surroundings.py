"""Estates beside a recent burglary: for a week or two their risk is raised, and neighbours can be warned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from anxin.burglary.judge import District, Floats, Ints
from anxin.core.territory.plane import metres_a_degree


def estates_near_recent(district: District, until: date, *, days: int, metres: float) -> dict[int, date]:
    """Return index of the estate -> day of the newest burglary at it or within `metres`, in the last `days`."""
    recent = (district.day > (until - timedelta(days=days)).toordinal()) & (district.day <= until.toordinal())
    struck, day = district.where[recent], district.day[recent]
    newest: dict[int, int] = {}
    around = neighbours(district.longitude, district.latitude, struck, metres=metres)
    for indices, when in zip(around, day, strict=True):
        for near in indices:
            newest[near] = max(newest.get(near, 0), int(when))
    return {key: date.fromordinal(when) for key, when in newest.items()}


def neighbours(longitude: Floats, latitude: Floats, struck: Ints, *, metres: float) -> list[list[int]]:
    """Return for each estate of `struck` (m,) the indices of those within `metres`, itself among them.

    Distance is from one estate's point to the other's; an estate without a point has itself alone.
    """
    usable = np.flatnonzero(np.isfinite(longitude) & np.isfinite(latitude))
    if not len(usable) or not len(struck):
        return [[int(one)] for one in struck]
    points = np.column_stack([longitude, latitude]) * metres_a_degree(float(latitude[usable].mean()))
    tree = cKDTree(points[usable])
    found: list[list[int]] = []
    for one in struck:
        near: Any = tree.query_ball_point(points[one], metres) if np.isfinite(points[one]).all() else []
        found.append(sorted({int(one), *(int(index) for index in usable[near])}))
    return found
