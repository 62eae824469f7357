"""Which places each crew visits, in which order and when."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from anxin.methods.routing.anneal import Annealing
from anxin.methods.routing.local_search import LocalSearch, can_take
from anxin.methods.routing.problem import CrewPlan, PlanProblem, plan_of

TRIAL = 0.15  # of the time, for each engine, before the better one gets the rest
PULLS = (3.0, 1.0)  # no one balance of prize and way is best for all evenings: each gets its run


def plan_crews(problem: PlanProblem, *, seconds: float, seeds: Sequence[int] = (1, 2)) -> CrewPlan:
    """Return the best plan that the seeds find, each in `seconds` on a core of its own.

    Two engines try the evening, then the better one goes on (docs/methods/crew-plan.md). A plan is never worth
    less than staying at home.
    """
    if not problem.stops or not problem.crews:
        return plan_of(problem, [()] * len(problem.crews))
    with ThreadPoolExecutor(len(seeds)) as pool:
        found = list(pool.map(lambda seed: plan_once(problem, seconds=seconds, seed=seed), seeds))
    return max(found, key=lambda plan: value_of(problem, plan))


def plan_once(problem: PlanProblem, *, seconds: float, seed: int) -> CrewPlan:
    """Return the best plan that one seed finds in CPU `seconds` of this thread."""
    annealing = Annealing(problem)
    if can_take(problem):
        found = _race(problem, annealing, seconds=seconds, seed=seed)
    else:
        found = annealing.run(seconds=0.8 * seconds, seed=seed, pull=PULLS[0])
        found = _whole(problem, found, seconds=0.2 * seconds, seed=seed)
    nobody_goes = plan_of(problem, [()] * len(problem.crews))
    return max(found, nobody_goes, key=lambda plan: value_of(problem, plan))


def value_of(problem: PlanProblem, plan: CrewPlan) -> tuple[int, int]:
    """Return what a plan is worth, to be compared: prizes and then the way, or the prizes less the way."""
    worth = sum(problem.worth(stop) for stop in plan.visited)
    way = seconds_on_the_way(problem, plan)
    return (worth, -way) if problem.prize_first else (worth - way, 0)


def seconds_on_the_way(problem: PlanProblem, plan: CrewPlan) -> int:
    """Return the seconds that all crews are on the way, back to the end of their routes."""
    total = 0
    for crew, route in enumerate(plan.routes):
        if route:
            last = problem.stops[route[-1].stop].place
            total += sum(visit.walk for visit in route)
            total += int(problem.seconds[crew][last, problem.crews[crew].back])
    return total


def _race(problem: PlanProblem, annealing: Annealing, *, seconds: float, seed: int) -> CrewPlan:
    warm = annealing.run(seconds=TRIAL * seconds, seed=seed, pull=PULLS[0])
    local = LocalSearch(problem).run(seconds=TRIAL * seconds, seed=seed)
    left = (1 - 2 * TRIAL) * seconds
    if value_of(problem, local) > value_of(problem, warm):
        return LocalSearch(problem).run(seconds=left, seed=seed, start=local)
    more = [
        annealing.run(seconds=left / len(PULLS), seed=seed + 100 * turn, pull=pull)
        for turn, pull in enumerate(reversed(PULLS), start=1)
    ]
    return max([warm, local, *more], key=lambda plan: value_of(problem, plan))


def _whole(problem: PlanProblem, plan: CrewPlan, *, seconds: float, seed: int) -> CrewPlan:
    """Give up what belongs together and is not complete, and use the time that this frees."""
    closed: set[int] = set()
    while broken := _incomplete(problem, plan):
        closed |= broken
        orders = [[visit.stop for visit in route if visit.stop not in closed] for route in plan.routes]
        nobody = replace(
            problem,
            stops=[replace(s, crews=frozenset()) if i in closed else s for i, s in enumerate(problem.stops)],
        )
        plan = Annealing(nobody).run(seconds=seconds / 2, seed=seed, start=plan_of(problem, orders), warm=0.05)
    return plan


def _incomplete(problem: PlanProblem, plan: CrewPlan) -> set[int]:
    """Return the stops of sets that are visited in part."""
    visited = set(plan.visited)
    sets: dict[int, set[int]] = {}
    for number, stop in enumerate(problem.stops):
        if stop.together is not None:
            sets.setdefault(stop.together, set()).add(number)
    return {number for members in sets.values() if members & visited and members - visited for number in members}
