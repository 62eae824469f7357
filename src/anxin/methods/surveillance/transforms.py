"""Logarithms and powers of counts, looked up instead of computed: counts repeat."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Transforms = Callable[[Array], tuple[Array, Array, Array]]
LARGEST_TABLE = 100_000


def transforms_of(counts: Array) -> Transforms:
    """Return a function that gives log(y + 0.1), y log y and y^(2/3) of any part of `counts`.

    Whole counts below 100,000 are looked up in a table, which is several times faster; others are computed.
    """
    largest = counts.max(initial=0)
    if largest > LARGEST_TABLE or (counts != np.rint(counts)).any():
        return _compute
    tables = _compute(np.arange(int(largest) + 1, dtype=float))

    def look_up(y: Array) -> tuple[Array, Array, Array]:
        which = y.astype(np.intp)
        return tables[0][which], tables[1][which], tables[2][which]

    return look_up


def _compute(y: Array) -> tuple[Array, Array, Array]:
    return np.log(y + 0.1), np.where(y > 0, y * np.log(np.where(y > 0, y, 1)), 0.0), np.cbrt(y) ** 2
