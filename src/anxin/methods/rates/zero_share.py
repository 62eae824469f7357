"""How many places have no event, and how many would if size alone decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm


@dataclass(frozen=True)
class ZeroShare:
    """A share of places without an event, with the central 95 % range that chance alone gives."""

    share: float
    low: float
    high: float


def expected_zero_share(events: float, size: ArrayLike, *, level: float = 0.95) -> ZeroShare:
    """Return the share of places expected to have none, had every home the same risk.

    `events` in all, `size` (n,) > 0 for example homes. An estate of 40 homes is nearly always zero:
    this share is the part of the record that size explains.
    """
    sizes = np.asarray(size, float)
    if sizes.size == 0:
        raise ValueError("There is no place.")
    return share_with_chance(np.exp(-events * sizes / sizes.sum()), level=level)


def share_with_chance(none: NDArray[np.float64], *, level: float = 0.95) -> ZeroShare:
    """Return the mean of independent chances `none` (n,), with the range of the share they give.

    The Poisson-binomial count is taken as normal, which is exact enough from about 10 expected places on.
    """
    spread = norm.ppf(0.5 + level / 2) * np.sqrt((none * (1 - none)).sum()) / len(none)
    share = float(none.mean())
    return ZeroShare(share, max(0.0, share - float(spread)), min(1.0, share + float(spread)))
