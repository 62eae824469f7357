"""Which places each crew visits, in which order and when: a prize-collecting plan with PyVRP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvrp
from numpy.typing import NDArray
from pyvrp.stop import MaxRuntime

Matrix = NDArray[np.int64]


@dataclass(frozen=True)
class Crew:
    """One crew: the row of `seconds` at which it starts and ends, and its shift in seconds of the day."""

    start: int
    begins: int
    ends: int

    def __post_init__(self) -> None:
        if not 0 <= self.begins < self.ends:
            raise ValueError(f"A shift must begin before it ends: {self.begins} to {self.ends}.")


@dataclass(frozen=True)
class PlanProblem:
    """An evening: walking `seconds` per speed group, crews, and places worth a visit.

    seconds : one (n, n) matrix of walking seconds for each crew.
    crews : c crews.
    stops : (k,) rows of `seconds` that may be visited, each once by one crew.
    prizes : (k,) whole numbers >= 1, how much a visit is worth.
    dwell : seconds spent at a stop.
    """

    seconds: Sequence[Matrix]
    crews: Sequence[Crew]
    stops: Sequence[int]
    prizes: Sequence[int]
    dwell: int

    def __post_init__(self) -> None:
        if len(self.seconds) != len(self.crews):
            raise ValueError("Give one matrix of walking seconds for each crew.")
        if len(self.stops) != len(self.prizes):
            raise ValueError("Give one prize for each stop.")
        if any(prize < 1 for prize in self.prizes):
            raise ValueError("A prize must be at least 1.")


@dataclass(frozen=True)
class PlannedStop:
    """A visit: index into `stops`, arrival and leaving in seconds of the day, walk from the place before."""

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


def plan_crews(problem: PlanProblem, *, seconds: float, seeds: Sequence[int] = (1, 2)) -> CrewPlan:
    """Return the best plan found in `seconds`, shared evenly between the seeds.

    The prize decides and walking breaks ties: prize x (longest possible walk + 1). Starting from the empty
    plan and trying several seeds was measured to be best (docs/methods/crew-plan.md).
    """
    if not problem.stops or not problem.crews:
        return CrewPlan(tuple(() for _ in problem.crews), 0, tuple(range(len(problem.stops))))
    data = _as_pyvrp(problem)
    empty = pyvrp.Solution(data, [])
    best = empty
    judge = pyvrp.CostEvaluator([], 1, 0)
    for seed in seeds:
        found = pyvrp.solve(
            data, MaxRuntime(seconds / len(seeds)), seed=seed, collect_stats=False, initial_solution=empty
        ).best
        if found.is_feasible() and judge.cost(found) < judge.cost(best):
            best = found
    return _read_back(problem, best)


def check_plan(problem: PlanProblem, plan: CrewPlan) -> list[str]:
    """Check a plan independently of the solver; return what is wrong with it, one sentence each."""
    wrong: list[str] = []
    visited = [visit.stop for route in plan.routes for visit in route]
    wrong += [f"Stop {stop} is visited twice." for stop in {s for s in visited if visited.count(s) > 1}]
    if set(visited) & set(plan.left_out) or len(visited) + len(plan.left_out) != len(problem.stops):
        wrong.append("Visited and left-out stops do not add up.")
    if sum(problem.prizes[stop] for stop in visited) != plan.prize:
        wrong.append("The prize does not add up.")
    for number, (crew, route, walk) in enumerate(zip(problem.crews, plan.routes, problem.seconds, strict=True)):
        wrong += _check_route(problem, number, crew, route, walk)
    return wrong


def _check_route(
    problem: PlanProblem, number: int, crew: Crew, route: Sequence[PlannedStop], walk: Matrix
) -> list[str]:
    wrong, where, at = [], crew.start, crew.begins
    for visit in route:
        row = problem.stops[visit.stop]
        if visit.walk != walk[where, row]:
            wrong.append(
                f"Crew {number} walks {visit.walk} s to stop {visit.stop}; the way takes {walk[where, row]} s."
            )
        if visit.arrives < at + walk[where, row]:
            wrong.append(f"Crew {number} cannot be at stop {visit.stop} by then.")
        if visit.leaves - visit.arrives < problem.dwell:
            wrong.append(f"Crew {number} stays too short at stop {visit.stop}.")
        where, at = row, visit.leaves
    if route and at + walk[where, crew.start] > crew.ends:
        wrong.append(f"Crew {number} is not back before its shift ends.")
    return wrong


def _as_pyvrp(problem: PlanProblem) -> pyvrp.ProblemData:
    # Crews with the same start, shift and matrix could share a type; keeping one each keeps the reading simple.
    rows = [crew.start for crew in problem.crews] + list(problem.stops)
    whole = np.array(rows)
    # PyVRP's stubs ask for a one-dimensional array where the code takes a matrix.
    matrices: Any = [np.ascontiguousarray(walk[np.ix_(whole, whole)]) for walk in problem.seconds]
    longest = sum(crew.ends - crew.begins for crew in problem.crews)
    first_stop = len(problem.crews)
    clients = [
        pyvrp.Client(first_stop + i, service_duration=problem.dwell, prize=int(prize) * (longest + 1), required=False)
        for i, prize in enumerate(problem.prizes)
    ]
    vehicles = [
        pyvrp.VehicleType(
            start_depot=i,
            end_depot=i,
            tw_early=crew.begins,
            tw_late=crew.ends,
            profile=i,
            shift_duration=crew.ends - crew.begins,
            start_late=crew.begins,
        )
        for i, crew in enumerate(problem.crews)
    ]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in rows],
        clients=clients,
        depots=[pyvrp.Depot(i) for i in range(len(problem.crews))],
        vehicle_types=vehicles,
        distance_matrices=matrices,
        duration_matrices=matrices,
    )


def _read_back(problem: PlanProblem, solution: pyvrp.Solution) -> CrewPlan:
    routes: list[tuple[PlannedStop, ...]] = [() for _ in problem.crews]
    for route in solution.routes():
        crew = problem.crews[route.vehicle_type()]
        walk = problem.seconds[route.vehicle_type()]
        where, visits = crew.start, []
        for activity in route.schedule():
            if not activity.is_client():
                continue
            stop = activity.idx
            seconds = int(walk[where, problem.stops[stop]])
            visits.append(PlannedStop(stop, activity.start_time, activity.start_time + problem.dwell, seconds))
            where = problem.stops[stop]
        routes[route.vehicle_type()] = tuple(visits)
    taken = {visit.stop for visits in routes for visit in visits}
    prize = sum(int(problem.prizes[stop]) for stop in taken)
    return CrewPlan(tuple(routes), prize, tuple(i for i in range(len(problem.stops)) if i not in taken))
