"""Degrees as metres on a plane; within a district the earth is flat enough."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

METRES_A_DEGREE = 111_195.0


def metres_a_degree(latitude: float) -> NDArray[np.float64]:
    """Return metres per degree (2,), east and north, at this latitude; multiply (longitude, latitude) by it."""
    return np.array([METRES_A_DEGREE * math.cos(math.radians(latitude)), METRES_A_DEGREE])
