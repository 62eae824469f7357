"""How good a forecast was: what it ranked first, and whether its numbers can be believed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, pdtr, pdtrik

Array = NDArray[np.float64]
LEAST_RATE = 1e-7  # an expectation of zero would make one event infinitely surprising


def hits_at(expected: Array, counts: Array, share: float) -> float:
    """Return the events in the top `share` of places, ties in expectation.

    `expected` (n,) ranks the places, `counts` (n,) are the events. Where the cut goes through places of equal
    expectation, they are drawn evenly, so that the order of the rows decides nothing.
    """
    chosen = share * len(expected)
    ranked = np.sort(expected)[::-1]
    cut = ranked[min(len(ranked), max(1, math.ceil(chosen - 1e-9))) - 1]
    above, level = expected > cut, expected == cut
    left = chosen - above.sum()
    return float(counts[above].sum() + counts[level].sum() * left / level.sum())


def poisson_range(expected: float, share: float = 0.95) -> tuple[int, int]:
    """Return the counts between which an exactly right expectation leaves the middle `share` of outcomes."""
    tails = (1 - share) / 2, (1 + share) / 2
    low, high = (max(0, math.ceil(np.nan_to_num(pdtrik(tail, max(expected, LEAST_RATE))) - 1e-9)) for tail in tails)
    return low, high


def log_loss(expected: Array, counts: Array) -> float:
    """Return minus the Poisson log likelihood, summed over all cells."""
    rate = np.maximum(expected, LEAST_RATE)
    return float((rate - counts * np.log(rate) + gammaln(counts + 1.0)).sum())


def poisson_crps(expected: Array, counts: Array) -> float:
    """Return the continuous ranked probability score of a Poisson forecast, summed over all cells.

    References
    ----------
    Czado, Gneiting, Held (2009), Biometrics 65:1254, doi:10.1111/j.1541-0420.2009.01191.x: sum over k of
    (F(k) - 1[y <= k]) squared.

    """
    rate = np.maximum(expected, LEAST_RATE)
    highest = int(max(counts.max(initial=0), rate.max(initial=0) + 10 * math.sqrt(rate.max(initial=0)) + 10))
    total = 0.0
    for k in range(highest + 1):
        total += float(((pdtr(k, rate) - (counts <= k)) ** 2).sum())
    return total
