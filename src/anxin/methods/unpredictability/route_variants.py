"""Other ways to walk one crew's route: other orders, later starts, one place for another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from anxin.methods.routing import PlannedStop, PlanProblem
from anxin.methods.unpredictability.reading import begins_at, ends_of, is_required, prizes_of, rows_of, stay_at

SLOT_SECONDS = 1800
Route = tuple[PlannedStop, ...]
Cell = tuple[int, int]  # stop, half hour of the day


def cells_of(route: Sequence[PlannedStop]) -> frozenset[Cell]:
    """Return the (stop, half hour of the day) pairs in which the route's visits begin."""
    return frozenset((visit.stop, visit.arrives // SLOT_SECONDS) for visit in route)


def prize_of(problem: PlanProblem, route: Sequence[PlannedStop]) -> int:
    """Return what the route collects."""
    return int(prizes_of(problem)[[visit.stop for visit in route]].sum())


@dataclass(frozen=True)
class RouteVariants:
    """Finds other walks for `crew`, who would walk `route`; `spare` are stops that no other crew may take.

    A variant keeps the stay of each visit, ends within the shift and collects at least `least` times the
    prize of `route`. Whether it keeps everything else is for `check_plan` to say.
    """

    problem: PlanProblem
    crew: int
    route: Route
    spare: Sequence[int]
    least: float = 0.7

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        return rows_of(self.problem)

    @cached_property
    def _prizes(self) -> NDArray[np.int64]:
        return prizes_of(self.problem)

    def search(self, rng: np.random.Generator, *, tries: int, keep: int) -> list[Route]:
        """Return `route` and up to `keep` - 1 others, chosen so that visits fall into as many half hours as can be."""
        if not self.route:
            return [self.route]
        floor = self.least * prize_of(self.problem, self.route)
        found = {cells_of(self.route): self.route}
        for _ in range(tries):
            other = self._walk(self._order(rng), rng)
            if other and self._prizes[[visit.stop for visit in other]].sum() >= floor:
                found.setdefault(cells_of(other), other)
        return _most_different(found, keep)

    def _order(self, rng: np.random.Generator) -> list[int]:
        order = [visit.stop for visit in self.route]
        if len(order) > 1 and rng.random() < 0.5:
            order.remove(self._cheapest(order, rng))
        for stop in rng.permutation(list(self.spare))[: rng.integers(0, 3)]:
            order.insert(int(rng.integers(0, len(order) + 1)), int(stop))
        return self._turned(order, rng)

    def _turned(self, order: list[int], rng: np.random.Generator) -> list[int]:
        """Reverse all of it or a part, walk it from another stop on, shuffle it, or leave it."""
        first, last = sorted(rng.integers(0, len(order) + 1, 2).tolist())
        match int(rng.integers(0, 5)):
            case 0:
                return order[::-1]
            case 1:
                return order[:first] + order[first:last][::-1] + order[last:]
            case 2:
                return order[first:] + order[:first]
            case 3:
                return [int(stop) for stop in rng.permutation(order)]
            case _:
                return order

    def _walk(self, order: list[int], rng: np.random.Generator) -> Route | None:
        """Walk the order within the shift: leave out what is worth least until it fits, then wait some of the rest."""
        while order and (slack := self._slack(order)) < 0:
            order.remove(self._cheapest(order, rng))
        return self._timed(order, self._wait(slack, rng)) if order else None

    @staticmethod
    def _wait(slack: int, rng: np.random.Generator) -> int:
        """Return no wait, all that there is room for, or some of it; in whole minutes, as people keep them."""
        return int(rng.choice([0.0, rng.random(), 1.0]) * slack) // 60 * 60

    def _slack(self, order: Sequence[int]) -> int:
        crew, walk = self.problem.crews[self.crew], self.problem.seconds[self.crew]
        start, end = ends_of(self.problem, self.crew)
        rows = [start, *self._rows[list(order)], end]
        spent = int(walk[rows[:-1], rows[1:]].sum()) + sum(self._stay(stop) for stop in order)
        return crew.ends - crew.begins - spent

    def _timed(self, order: Sequence[int], wait: int) -> Route:
        crew, walk = self.problem.crews[self.crew], self.problem.seconds[self.crew]
        where, _end = ends_of(self.problem, self.crew)
        at, visits = crew.begins + wait, []
        for stop in order:
            row = int(self._rows[stop])
            seconds = int(walk[where, row])
            arrives = begins_at(self.problem, stop, at + seconds)
            where, at = row, arrives + self._stay(stop)
            visits.append(PlannedStop(stop, arrives, at, seconds))
        return tuple(visits)

    def _stay(self, stop: int) -> int:
        return next(
            (visit.leaves - visit.arrives for visit in self.route if visit.stop == stop), stay_at(self.problem, stop)
        )

    def _cheapest(self, order: Sequence[int], rng: np.random.Generator) -> int:
        """Return one of the stops, the more likely the less it is worth; what is required, last of all."""
        order = [stop for stop in order if not is_required(self.problem, stop)] or list(order)
        worth = np.maximum(self._prizes[order].astype(float), 1.0)
        chance = worth**-1.5
        return int(rng.choice(order, p=chance / chance.sum()))


def spare_stops(problem: PlanProblem, routes: Sequence[Route], *, most: int = 8) -> dict[int, list[int]]:
    """Share the stops that nobody visits among the crews, each to the one whose way it lengthens least.

    Returns at most `most` a crew, the best by prize for the longer way. No stop goes to two crews, so that
    crews can vary their routes independently of one another.
    """
    taken = {visit.stop for route in routes for visit in route}
    left = np.array([stop for stop in range(len(problem.stops)) if stop not in taken], np.int64)
    walking = [crew for crew, route in enumerate(routes) if route]
    if not len(left) or not walking:
        return {}
    longer = np.stack([_detour(problem, crew, routes[crew], left) for crew in walking])
    nearest = longer.argmin(axis=0)
    stays = np.array([stay_at(problem, int(stop)) for stop in left])
    worth = prizes_of(problem)[left] / (longer.min(axis=0) + stays)
    shared = {}
    for number, crew in enumerate(walking):
        own = np.flatnonzero(nearest == number)
        shared[crew] = left[own[np.argsort(-worth[own], kind="stable")[:most]]].tolist()
    return shared


def _detour(problem: PlanProblem, crew: int, route: Route, left: NDArray[np.int64]) -> NDArray[np.int64]:
    walk, (start, end) = problem.seconds[crew], ends_of(problem, crew)
    at = rows_of(problem)
    rows = np.array([start, *at[[visit.stop for visit in route]], end])
    to = at[left]
    legs = walk[np.ix_(rows[:-1], to)] + walk[np.ix_(to, rows[1:])].T - walk[rows[:-1], rows[1:]][:, None]
    return np.asarray(legs.min(axis=0))


def _most_different(found: Mapping[frozenset[Cell], Route], keep: int) -> list[Route]:
    """Return the first and those whose cells the ones chosen before have least of all."""
    rest = list(found)
    chosen, seen = [rest.pop(0)], Counter[Cell]()
    while rest and len(chosen) < keep:
        seen.update(chosen[-1])
        nearest = min(rest, key=lambda cells: sum(seen[cell] for cell in cells) / len(cells))
        rest.remove(nearest)
        chosen.append(nearest)
    return [found[cells] for cells in chosen]
