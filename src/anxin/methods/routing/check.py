"""Is a plan what it claims to be? Written without a look at any planner, so that no error is shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from anxin.methods.routing.problem import CrewPlan, PlannedStop, PlanProblem, Stop


def check_plan(problem: PlanProblem, plan: CrewPlan) -> list[str]:
    """Return what is wrong with a plan, one sentence each; an empty list for a plan that can be walked."""
    if len(plan.routes) != len(problem.crews):
        return ["There is not one route for each crew."]
    wrong = [f"Stop {stop} is visited twice." for stop, times in Counter(plan.visited).items() if times > 1]
    if set(plan.visited) & set(plan.left_out) or len(plan.visited) + len(plan.left_out) != len(problem.stops):
        wrong.append("Visited and left-out stops do not add up.")
    if sum(problem.stops[stop].prize for stop in plan.visited) != plan.prize:
        wrong.append("The prize does not add up.")
    wrong += _check_sets(problem, plan)
    for crew, route in enumerate(plan.routes):
        if route:
            wrong += _check_route(problem, crew, route)
    return wrong


def _check_sets(problem: PlanProblem, plan: CrewPlan) -> list[str]:
    visited = [problem.stops[number] for number in plan.visited]
    one_of = Counter(stop.one_of for stop in visited if stop.one_of is not None)
    wanted = Counter(stop.together for stop in problem.stops if stop.together is not None)
    together = Counter(stop.together for stop in visited if stop.together is not None)
    return [f"Of the stops of choice {key} {many} are visited." for key, many in one_of.items() if many > 1] + [
        f"Only {many} of the {wanted[key]} stops that belong together ({key}) are visited."
        for key, many in together.items()
        if many != wanted[key]
    ]


def _check_route(problem: PlanProblem, number: int, route: Sequence[PlannedStop]) -> list[str]:
    crew, way = problem.crews[number], problem.seconds[number]
    wrong, where, at, walked, load = [], crew.start, crew.begins, 0, 0
    for visit in route:
        stop = problem.stops[visit.stop]
        leg = int(way[where, stop.place])
        if visit.walk != leg:
            wrong.append(f"Crew {number} walks {visit.walk} s to stop {visit.stop}; the way takes {leg} s.")
        if visit.arrives < at + leg:
            wrong.append(f"Crew {number} cannot be at stop {visit.stop} by then.")
        wrong += _check_visit(number, visit, stop)
        where, at = stop.place, visit.leaves
        walked, load = walked + leg, load + stop.load
    back = int(way[where, crew.back])
    if at + back > crew.ends:
        wrong.append(f"Crew {number} is not back before its shift ends.")
    if crew.most_walk is not None and walked + back > crew.most_walk:
        wrong.append(f"Crew {number} walks {walked + back} s, more than its {crew.most_walk} s.")
    if crew.carries is not None and load > crew.carries:
        wrong.append(f"Crew {number} carries {load}, more than its {crew.carries}.")
    return wrong


def _check_visit(number: int, visit: PlannedStop, stop: Stop) -> list[str]:
    wrong = []
    if visit.leaves - visit.arrives < stop.dwell:
        wrong.append(f"Crew {number} stays too short at stop {visit.stop}.")
    if stop.windows and not any(opens <= visit.arrives <= closes for opens, closes in stop.windows):
        wrong.append(f"Crew {number} begins stop {visit.stop} outside of its windows.")
    if stop.crews is not None and number not in stop.crews:
        wrong.append(f"Crew {number} may not go to stop {visit.stop}.")
    return wrong
