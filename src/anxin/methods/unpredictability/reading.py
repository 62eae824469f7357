"""All that this package reads of a problem; how a problem is laid out is known here alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from anxin.methods.routing import PlanProblem


def prizes_of(problem: PlanProblem) -> NDArray[np.int64]:
    """Return what a visit to each stop (k,) is worth."""
    return np.array(problem.prizes, np.int64)


def with_prizes(problem: PlanProblem, prizes: Sequence[int]) -> PlanProblem:
    """Return the same evening with other prizes (k,)."""
    return replace(problem, prizes=prizes)


def rows_of(problem: PlanProblem) -> NDArray[np.int64]:
    """Return the row of the walking seconds (k,) at which each stop lies."""
    return np.array(problem.stops, np.int64)


def stay_at(problem: PlanProblem, _stop: int) -> int:
    """Return the seconds that a visit lasts at least."""
    return problem.dwell


def ends_of(problem: PlanProblem, crew: int) -> tuple[int, int]:
    """Return the rows at which a crew's shift begins and ends."""
    return problem.crews[crew].start, problem.crews[crew].start
