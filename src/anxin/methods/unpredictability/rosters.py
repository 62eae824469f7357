"""Many near-best rosters of one evening: some solved plans, each with many ways to walk its routes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anxin.methods.routing import CrewPlan, PlanProblem, check_plan
from anxin.methods.unpredictability.reading import prizes_of, with_prizes
from anxin.methods.unpredictability.route_variants import Route, RouteVariants, prize_of, spare_stops

Engine = Callable[[PlanProblem, int], CrewPlan]  # a problem and a seed give a plan


@dataclass(frozen=True)
class RosterFamily:
    """A solved `plan`, and for each crew the routes that it may walk in it, the plan's own first.

    Crews choose independently: no stop stands in the routes of two crews, so every choice is a plan.
    """

    plan: CrewPlan
    routes: tuple[tuple[Route, ...], ...]

    def roster(self, problem: PlanProblem, chosen: Sequence[int]) -> CrewPlan:
        """Return the plan in which crew c walks its route number `chosen[c]`."""
        return with_routes(problem, self.plan, [own[i] for own, i in zip(self.routes, chosen, strict=True)])


def generate_rosters(
    problem: PlanProblem,
    engine: Engine,
    *,
    seed: int,
    solves: int = 6,
    variants: int = 24,
    tries: int = 200,
    told: Callable[[int, int], None] | None = None,
) -> tuple[RosterFamily, ...]:
    """Return families of checked rosters: `solves` plans, each with up to `variants` walks a crew.

    The first solve has the true prizes. The others have them shaken (log-normal, 15 %) and lowered where
    earlier solves went, so that other places come up; what a plan collects is reckoned with true prizes.
    `told` hears after each solve how many of how many are done.

    Raises
    ------
    ValueError
        If the engine's own plan fails `check_plan`.

    References
    ----------
    Yin et al. (2012), AI Magazine 33(4), doi:10.1609/aimag.v33i4.2432: schedules as columns of a mix.

    """
    rng = np.random.default_rng(seed)
    visits = np.zeros(len(problem.stops))
    families: list[RosterFamily] = []
    for number in range(solves):
        asked = problem if number == 0 else with_prizes(problem, _shaken(problem, visits / number, rng))
        found = engine(asked, seed + number)
        plan = with_routes(problem, found, found.routes)
        faults = check_plan(problem, plan)
        if faults:
            raise ValueError(f"The engine's plan is faulty: {faults[0]}")
        visits[[visit.stop for route in plan.routes for visit in route]] += 1
        families.append(_family(problem, plan, rng, variants, tries))
        if told:
            told(number + 1, solves)
    return tuple(families)


def with_routes(problem: PlanProblem, plan: CrewPlan, routes: Sequence[Route]) -> CrewPlan:
    """Return `plan` with other routes, its prize and what it leaves out reckoned anew."""
    visited = {visit.stop for route in routes for visit in route}
    left_out = tuple(stop for stop in range(len(problem.stops)) if stop not in visited)
    prize = sum(prize_of(problem, route) for route in routes)
    return replace(plan, routes=tuple(routes), prize=prize, left_out=left_out)


def _shaken(problem: PlanProblem, visited: NDArray[np.float64], rng: np.random.Generator) -> list[int]:
    true = np.maximum(prizes_of(problem), 1).astype(float)  # a rest is worth nothing to anybody
    scale = max(1.0, 100 / true.min(initial=100))  # small whole prizes leave no room to shake them
    shaken = scale * true * rng.lognormal(0, 0.15, len(true)) / (1 + visited)
    return [int(prize) for prize in np.rint(np.maximum(1, shaken))]


def _family(problem: PlanProblem, plan: CrewPlan, rng: np.random.Generator, variants: int, tries: int) -> RosterFamily:
    spare = spare_stops(problem, plan.routes)
    routes = []
    for crew, route in enumerate(plan.routes):
        search = RouteVariants(problem, crew, route, spare.get(crew, ()))
        own, *others = search.search(rng, tries=tries, keep=variants)
        routes.append((own, *(other for other in others if _is_sound(problem, plan, crew, other))))
    return RosterFamily(plan, tuple(routes))


def _is_sound(problem: PlanProblem, plan: CrewPlan, crew: int, route: Route) -> bool:
    routes = [route if number == crew else own for number, own in enumerate(plan.routes)]
    return not check_plan(problem, with_routes(problem, plan, routes))
