"""The roster without rest and pairing, as a flow: exact, fast, a bound for the whole and a start for the solver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from anxin.methods.rosters.limits import most_nights
from anxin.methods.rosters.problem import RosterProblem

Index = NDArray[np.int64]
WISHED_FREE = 3  # an evening wished free is taken only where somebody else would have two nights more
SEAT = 10**6  # a seat filled outweighs every fairness of nights
LEAST_SEAT = 10**9  # and a seat without which the crew cannot walk outweighs every other


@dataclass(frozen=True)
class FlowRoster:
    """Pairs of walker and shift, and what they cost: nobody can fill more seats, or as many more fairly.

    walker, shift : (k,) rows that belong together.
    seats : seats filled.
    burden : squared nights plus evenings taken although wished free.
    """

    walker: Index
    shift: Index
    seats: int
    burden: int


def flow_roster(problem: RosterProblem, *, seats: int | None = None) -> FlowRoster:
    """Return the fairest filling of the seats when each person walks once a night and nothing else binds.

    `seats` asks for so many of them, whichever; None fills as many as can be, those first that let a crew walk.

    A source sends each person up to their limit of nights, the k-th at the marginal cost of a square,
    2 (before + k) - 1; each night lets one through; seats are for the trained first, then for anybody.
    Every roster that keeps the rules is such a flow, so its cost is a lower bound.

    References
    ----------
    Ahuja, Magnanti, Orlin (1993), Network Flows, ch. 14 (convex costs as parallel arcs).

    """
    pairs = np.argwhere(problem.available)
    graph = _Graph(problem, pairs[:, 0], pairs[:, 1])
    chosen = graph.solve(seats)
    walker, shift = pairs[chosen, 0], pairs[chosen, 1]
    return FlowRoster(walker, shift, len(walker), burden_of(problem, walker, shift))


def burden_of(problem: RosterProblem, walker: Index, shift: Index) -> int:
    """Return the sum of squared nights (those before included) plus 3 for each evening taken although wished free."""
    before = np.array([held.nights_before for held in problem.walkers], np.int64)
    nights = before + np.bincount(walker, minlength=len(before))
    free = 0 if problem.wished_free is None else int(problem.wished_free[walker, shift].sum())
    return int((nights**2).sum()) + WISHED_FREE * free


class _Graph:
    """Nodes: source, sink, people, people's nights, shifts' seats for the trained, and shifts' seats for anybody."""

    def __init__(self, problem: RosterProblem, walker: Index, shift: Index) -> None:
        self.problem, self.walker, self.shift = problem, walker, shift
        night = np.array([held.night for held in problem.shifts], np.int64)
        keys, self.evening = np.unique(
            np.stack([walker, night[shift]], axis=1).reshape(-1, 2), axis=0, return_inverse=True
        )
        self.owner = keys[:, 0]
        n, m = len(problem.walkers), len(problem.shifts)
        self.people = 2
        self.evenings = self.people + n
        self.for_trained = self.evenings + len(keys)
        self.for_anybody = self.for_trained + m
        self.flow = SimpleMinCostFlow()

    def solve(self, wanted: int | None) -> NDArray[np.bool_]:
        """Return which pairs carry flow."""
        # A set number of seats is the fairest of all ways to fill so many; no seat may count more than another.
        seats = self._add_seats(*((LEAST_SEAT, SEAT) if wanted is None else (0, 0)))
        self._add_people()
        to_trained, to_anybody = self._add_pairs()
        if wanted is None:
            self._arcs(np.array([0]), np.array([1]), np.array([seats]), np.array([0]))  # seats may stay empty
        else:
            seats = wanted
        self.flow.set_nodes_supplies(np.array([0, 1]), np.array([seats, -seats]))
        if self.flow.solve() != SimpleMinCostFlow.OPTIMAL:
            raise RuntimeError("The flow of a roster always has a solution; this one was not found.")
        chosen = self.flow.flows(to_anybody) > 0
        trained = self._is_trained()
        chosen[trained] |= self.flow.flows(to_trained) > 0
        return np.asarray(chosen, np.bool_)

    def _is_trained(self) -> NDArray[np.bool_]:
        return np.array([held.trained for held in self.problem.walkers], np.bool_)[self.walker]

    def _add_seats(self, worth_of_least: int, worth_of_more: int) -> int:
        trained = self.problem.rules.trained_a_crew
        shifts = self.problem.shifts
        most = np.array([held.most for held in shifts], np.int64)
        least = np.maximum([held.least for held in shifts], trained)
        rows, sink = np.arange(len(shifts)), np.ones(len(shifts), np.int64)
        self._arcs(self.for_trained + rows, sink, np.full(len(shifts), trained), -worth_of_least * sink)
        self._arcs(self.for_anybody + rows, sink, np.maximum(least - trained, 0), -worth_of_least * sink)
        self._arcs(self.for_anybody + rows, sink, np.maximum(most - least, 0), -worth_of_more * sink)
        return int(most.sum()) + len(shifts) * trained

    def _add_people(self) -> None:
        for i, held in enumerate(self.problem.walkers):
            cap = most_nights(self.problem, i)
            nights = held.nights_before + np.arange(1, cap + 1)
            ones = np.ones(cap, np.int64)
            self._arcs(0 * ones, (self.people + i) * ones, ones, 2 * nights - 1)
        ones = np.ones(len(self.owner), np.int64)
        self._arcs(self.people + self.owner, self.evenings + np.arange(len(self.owner)), ones, 0 * ones)

    def _add_pairs(self) -> tuple[Index, Index]:
        free = self.problem.wished_free
        cost = np.zeros(len(self.walker), np.int64)
        if free is not None:
            cost = WISHED_FREE * free[self.walker, self.shift].astype(np.int64)
        trained = self._is_trained()
        tails, ones = self.evenings + self.evening, np.ones(len(self.walker), np.int64)
        to_anybody = self._arcs(tails, self.for_anybody + self.shift, ones, cost)
        to_trained = self._arcs(tails[trained], self.for_trained + self.shift[trained], ones[trained], cost[trained])
        return to_trained, to_anybody

    def _arcs(self, tails: Index, heads: Index, capacity: Index, cost: Index) -> Index:
        return np.asarray(self.flow.add_arcs_with_capacity_and_unit_cost(tails, heads, capacity, cost))
