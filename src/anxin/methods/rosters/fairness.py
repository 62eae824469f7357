"""How evenly nights and kilometres are shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anxin.methods.rosters.problem import RosterProblem


@dataclass(frozen=True)
class Spread:
    """How one load is shared among people.

    gini : 0 where all have the same, near 1 where one has all; None where nobody has any.
    max_over_mean : what the one with most has, in means; None likewise.
    """

    mean: float
    most: float
    least: float
    gini: float | None
    max_over_mean: float | None


def spread_of(loads: ArrayLike) -> Spread:
    """Return how evenly a load is shared.

    Parameters
    ----------
    loads :
        (n,) nights or kilometres of each person, none negative.

    References
    ----------
    Gini (1912) by the ordered form: Cowell (2011), Measuring Inequality, eq. 2.14 (as a mean difference).

    """
    held = np.sort(np.asarray(loads, float))
    if held.size and held[0] < 0:
        raise ValueError("A load cannot be negative.")
    if not held.size or held[-1] == 0:
        return Spread(0.0, 0.0, 0.0, None, None)
    n, mean = held.size, held.mean()
    gini = float((2 * np.arange(1, n + 1) - n - 1) @ held / (n * n * mean))
    return Spread(float(mean), float(held[-1]), float(held[0]), gini, float(held[-1] / mean))


def loads_of(problem: RosterProblem, crews: Sequence[Sequence[int]]) -> tuple[list[int], list[float]]:
    """Return each person's nights and kilometres in the roster, those before it not included."""
    nights, km = [0] * len(problem.walkers), [0.0] * len(problem.walkers)
    for shift, members in zip(problem.shifts, crews, strict=True):
        for walker in members:
            nights[walker] += 1
            km[walker] += shift.km
    return nights, km
