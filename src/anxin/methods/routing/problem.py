"""An evening to plan, and a plan of it: what goes into the planner and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.int64]
Window = tuple[int, int]


@dataclass(frozen=True)
class Crew:
    """One crew: the row of `seconds` at which it starts and ends, and its shift in seconds of the day.

    most_walk : the longest way of the whole shift, in seconds of this crew's own matrix.
    carries : how much load it takes along (leaflets, door closers), in the unit of `Stop.load`.
    """

    start: int
    begins: int
    ends: int
    end: int | None = None
    most_walk: int | None = None
    carries: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.begins < self.ends:
            raise ValueError(f"A shift must begin before it ends: {self.begins} to {self.ends}.")
        if (self.most_walk or 0) < 0 or (self.carries or 0) < 0:
            raise ValueError("The longest way and the load must not be negative.")

    @property
    def back(self) -> int:
        """The row at which the shift ends."""
        return self.start if self.end is None else self.end


@dataclass(frozen=True)
class Stop:
    """A visit that may be made, once and by one crew.

    place : row of `seconds`.
    prize : whole number >= 1, how much the visit is worth; 0 only for what nobody gains by, such as a rest.
    dwell : seconds spent there.
    windows : the visit begins within one of these; empty for any time.
    required : worth more than all stops together that are not required.
    crews : numbers of the crews that may go; None for all.
    one_of : of all stops with this number at most one is visited (one street corner covers the street).
    together : stops with this number are all visited or none (a second visit, two crews at one door).
    usual_crew : the crew that has it already; with equal prizes a plan that leaves it there is better.
    """

    place: int
    prize: int = 1
    dwell: int = 0
    windows: tuple[Window, ...] = ()
    required: bool = False
    crews: frozenset[int] | None = None
    one_of: int | None = None
    together: int | None = None
    load: int = 0
    usual_crew: int | None = None

    def __post_init__(self) -> None:
        if self.prize < 0 or (self.prize == 0 and not self.required):
            raise ValueError("A prize must be at least 1.")
        if self.dwell < 0 or self.load < 0:
            raise ValueError("Dwell and load must not be negative.")
        if any(opens > closes for opens, closes in self.windows):
            raise ValueError("A window must open before it closes.")


@dataclass(frozen=True)
class PlanProblem:
    """An evening: seconds on the way for each crew, (n, n), whole numbers; crews; and stops worth a visit.

    Crews that walk alike should share one matrix object. `prize_first` makes the prize decide and the way break
    ties, which is what a patrol wants; without it a prize is weighed against the way, second for unit.
    """

    seconds: Sequence[Matrix]
    crews: Sequence[Crew]
    stops: Sequence[Stop]
    prize_first: bool = True

    def __post_init__(self) -> None:
        if len(self.seconds) != len(self.crews):
            raise ValueError("Give one matrix of walking seconds for each crew.")
        for matrix in {id(each): each for each in self.seconds}.values():
            if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or matrix.dtype.kind not in "iu":
                raise ValueError("Give walking seconds as a square matrix of whole numbers.")
            if matrix.size and matrix.min() < 0:
                raise ValueError("Walking seconds must not be negative.")
        if len({matrix.shape for matrix in self.seconds}) > 1:
            raise ValueError("Give matrices of one size: all crews walk between the same places.")
        rows = min((len(matrix) for matrix in self.seconds), default=0)
        if self.seconds and any(not 0 <= stop.place < rows for stop in self.stops):
            raise ValueError("A stop names a row that the walking seconds do not have.")
        if any(not 0 <= row < rows for crew in self.crews for row in (crew.start, crew.back)):
            raise ValueError("A crew names a row that the walking seconds do not have.")

    @cached_property
    def prize_of_all(self) -> int:
        """The sum of all prizes."""
        return sum(stop.prize for stop in self.stops)

    def worth(self, stop: int) -> int:
        """Return what a visit counts when plans are compared: its prize, and more than all others if required."""
        held = self.stops[stop]
        return held.prize + (self.prize_of_all + 1 if held.required else 0)


@dataclass(frozen=True)
class PlannedStop:
    """A visit: index into `stops`, its begin and end in seconds of the day, the seconds from the place before."""

    stop: int
    arrives: int
    leaves: int
    walk: int


@dataclass(frozen=True)
class CrewPlan:
    """One route a crew (a crew with nothing to do has none), the prize collected and what was left out."""

    routes: tuple[tuple[PlannedStop, ...], ...]
    prize: int
    left_out: tuple[int, ...]

    @property
    def visited(self) -> tuple[int, ...]:
        """The stops that are visited, crew by crew."""
        return tuple(visit.stop for route in self.routes for visit in route)


def plan_of(problem: PlanProblem, orders: Sequence[Sequence[int]]) -> CrewPlan:
    """Return the plan in which each crew visits its stops in the given order, each as early as may be.

    A stop that could not be begun in time keeps the earliest time there is, for the checker to find.
    """
    routes = [_timed(problem, crew, order) for crew, order in enumerate(orders)]
    taken = {visit.stop for route in routes for visit in route}
    prize = sum(problem.stops[stop].prize for stop in taken)
    left = tuple(i for i in range(len(problem.stops)) if i not in taken)
    return CrewPlan(tuple(routes), prize, left)


def _timed(problem: PlanProblem, crew: int, order: Sequence[int]) -> tuple[PlannedStop, ...]:
    where, at, visits = problem.crews[crew].start, problem.crews[crew].begins, []
    for number in order:
        stop = problem.stops[number]
        walk = int(problem.seconds[crew][where, stop.place])
        begins = first_begin(stop, at + walk)
        visits.append(PlannedStop(number, begins, begins + stop.dwell, walk))
        where, at = stop.place, begins + stop.dwell
    return tuple(visits)


def first_begin(stop: Stop, there: int) -> int:
    """Return when a visit begins for whoever is there at `there`: at once, or when the next window opens."""
    fitting = [max(there, opens) for opens, closes in stop.windows if max(there, opens) <= closes]
    return min(fitting, default=there)
