"""All that this package reads of a problem; how a problem is laid out is known here alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from anxin.methods.routing import PlanProblem
from anxin.methods.routing.problem import first_begin


def prizes_of(problem: PlanProblem) -> NDArray[np.int64]:
    """Return what a visit to each stop (k,) is worth."""
    return np.array([stop.prize for stop in problem.stops], np.int64)


def with_prizes(problem: PlanProblem, prizes: Sequence[int]) -> PlanProblem:
    """Return the same evening with other prizes (k,); what is worth nothing to anybody, a rest, stays so."""
    stops = [
        replace(stop, prize=int(prize)) if stop.prize else stop
        for stop, prize in zip(problem.stops, prizes, strict=True)
    ]
    return replace(problem, stops=stops)


def rows_of(problem: PlanProblem) -> NDArray[np.int64]:
    """Return the row of the walking seconds (k,) at which each stop lies."""
    return np.array([stop.place for stop in problem.stops], np.int64)


def stay_at(problem: PlanProblem, stop: int) -> int:
    """Return the seconds that a visit lasts at least."""
    return problem.stops[stop].dwell


def is_required(problem: PlanProblem, stop: int) -> bool:
    """Say whether a stop is worth more than all that are not required."""
    return problem.stops[stop].required


def begins_at(problem: PlanProblem, stop: int, there: int) -> int:
    """Return when a visit begins for whoever is there at `there`: at once, or when the next window opens."""
    return first_begin(problem.stops[stop], there)


def ends_of(problem: PlanProblem, crew: int) -> tuple[int, int]:
    """Return the rows at which a crew's shift begins and ends."""
    return problem.crews[crew].start, problem.crews[crew].back
