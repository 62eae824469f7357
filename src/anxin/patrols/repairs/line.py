"""The part of a drawn way that is behind a crew. Points are (longitude, latitude) in degrees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from anxin.core.territory.plane import metres_a_degree

Points = Sequence[Sequence[float | None]]


def walked_part(line: Points, over: Points) -> list[list[float]]:
    """Return the way up to the last of the stops that are over; a drawn way passes each of its stops."""
    cut, drawn = 0, [[round(float(x or 0), 6), round(float(y or 0), 6)] for x, y in line]
    for x, y in over:
        stop = [round(float(x or 0), 6), round(float(y or 0), 6)]
        cut = next((i for i in range(cut, len(drawn)) if drawn[i] == stop), cut)
    return drawn[: cut + 1] if over else []


def metres_of(line: Points) -> float:
    """Return the length of a way in metres."""
    points = np.array(line, float).reshape(-1, 2)
    if len(points) < 2:
        return 0.0
    steps = np.diff(points, axis=0) * metres_a_degree(float(points[0, 1]))
    return float(np.linalg.norm(steps, axis=1).sum())
