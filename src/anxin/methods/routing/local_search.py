"""The second engine: PyVRP's iterated local search, the stronger of the two where routes are long."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pyvrp

from anxin.methods.routing.problem import Crew, CrewPlan, PlanProblem, Stop, plan_of
from anxin.methods.routing.tasks import NEVER

# Prizes that outweigh every way need penalties of their own size; the default bound warns of each of them.
_PARAMETERS = pyvrp.SolveParams(penalty=pyvrp.PenaltyParams(max_penalty=1e12))


def can_take(problem: PlanProblem) -> bool:
    """Say whether PyVRP has words for this evening: it knows no sets, no crew's own stops and no usual crew."""
    return not any(_is_special(stop) for stop in problem.stops)


class LocalSearch:
    """Plans one evening; the prize decides because it outweighs the longest way (docs/methods/crew-plan.md)."""

    def __init__(self, problem: PlanProblem) -> None:
        self.problem = problem
        self._kinds = _alike(problem)
        self._data = _as_pyvrp(problem, self._kinds)

    def run(self, *, seconds: float, seed: int, start: CrewPlan | None = None) -> CrewPlan:
        """Return the best plan found in CPU `seconds` of this thread, from a plan or from the empty one."""
        # From the empty plan it is at 0.4 % after ten seconds where a random start is at 17 % (docs/benchmarks.md).
        first = pyvrp.Solution(self._data, self._routes(start) if start else [])
        begun = time.thread_time()
        found = pyvrp.solve(
            self._data,
            lambda _cost: time.thread_time() - begun > seconds,
            seed=seed,
            collect_stats=False,
            params=_PARAMETERS,
            initial_solution=first,
        ).best
        if not found.is_feasible():
            return start or plan_of(self.problem, [()] * len(self.problem.crews))
        return plan_of(self.problem, self._orders(found))

    def _routes(self, plan: CrewPlan) -> list[pyvrp.Route]:
        kind_of = {crew: kind for kind, crews in enumerate(self._kinds) for crew in crews}
        return [
            pyvrp.Route(self._data, [visit.stop for visit in visits], kind_of[crew])
            for crew, visits in enumerate(plan.routes)
            if visits
        ]

    def _orders(self, found: pyvrp.Solution) -> list[list[int]]:
        left = [list(crews) for crews in self._kinds]
        orders: list[list[int]] = [[] for _ in self.problem.crews]
        for route in found.routes():
            crew = left[route.vehicle_type()].pop(0)
            orders[crew] = [activity.idx for activity in route.schedule() if activity.is_client()]
        return orders


def _is_special(stop: Stop) -> bool:
    sets = (stop.one_of, stop.together, stop.crews, stop.usual_crew)
    return len(stop.windows) > 1 or any(each is not None for each in sets)


def _alike(problem: PlanProblem) -> list[list[int]]:
    """Return the numbers of the crews that are alike, a list a kind."""
    kinds: dict[tuple[Crew, int], list[int]] = {}
    for number, (crew, way) in enumerate(zip(problem.crews, problem.seconds, strict=True)):
        kinds.setdefault((crew, id(way)), []).append(number)
    return list(kinds.values())


def _as_pyvrp(problem: PlanProblem, kinds: list[list[int]]) -> pyvrp.ProblemData:
    ways = list({id(way): way for way in problem.seconds}.values())
    numbers = {id(way): number for number, way in enumerate(ways)}
    # PyVRP's stubs ask for a one-dimensional array where the code takes a matrix.
    matrices: Any = [np.ascontiguousarray(way, np.int64) for way in ways]
    longest = sum(crew.ends - crew.begins for crew in problem.crews) + 1
    depots = sorted({row for crew in problem.crews for row in (crew.start, crew.back)})
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(len(ways[0]))],
        clients=[_client(problem, number, longest) for number in range(len(problem.stops))],
        depots=[pyvrp.Depot(row) for row in depots],
        vehicle_types=[
            _vehicle(problem.crews[crews[0]], len(crews), depots, numbers[id(problem.seconds[crews[0]])])
            for crews in kinds
        ],
        distance_matrices=matrices,
        duration_matrices=matrices,
    )


def _client(problem: PlanProblem, number: int, longest: int) -> pyvrp.Client:
    stop = problem.stops[number]
    opens, closes = stop.windows[0] if stop.windows else (0, NEVER)
    prize = problem.worth(number) * (longest if problem.prize_first else 1)
    return pyvrp.Client(
        stop.place,
        [stop.load],
        service_duration=stop.dwell,
        tw_early=opens,
        tw_late=closes,
        prize=int(prize),
        required=False,
    )


def _vehicle(crew: Crew, many: int, depots: list[int], profile: int) -> pyvrp.VehicleType:
    return pyvrp.VehicleType(
        many,
        [NEVER if crew.carries is None else crew.carries],
        start_depot=depots.index(crew.start),
        end_depot=depots.index(crew.back),
        tw_early=crew.begins,
        tw_late=crew.ends,
        start_late=crew.begins,
        profile=profile,
        max_distance=NEVER if crew.most_walk is None else crew.most_walk,
    )
