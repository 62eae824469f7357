"""An evening that goes otherwise: plan again, change as little as possible, and say what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anxin.methods.routing.anneal import Annealing
from anxin.methods.routing.check import check_plan
from anxin.methods.routing.plan import value_of
from anxin.methods.routing.problem import CrewPlan, PlanProblem, plan_of

GENTLE = 0.05  # warmth: a plan in use is mended, not melted


@dataclass(frozen=True)
class Change:
    """What is different for one stop: the crews before and after (None for nobody) and the begins, seconds."""

    stop: int
    crew_before: int | None
    crew_after: int | None
    begins_before: int | None
    begins_after: int | None

    @property
    def minutes_later(self) -> int | None:
        """Minutes by which the visit begins later, where it was and is made."""
        if self.begins_before is None or self.begins_after is None:
            return None
        return round((self.begins_after - self.begins_before) / 60)


def replan(problem: PlanProblem, orders: Sequence[Sequence[int]], *, seconds: float, seed: int = 1) -> CrewPlan:
    """Return a plan near to the `orders` of stops that the crews have, on a problem that has changed.

    Prizes decide, then how many visits stay with their crew, then the way. Stops that are over are not in
    `orders`, crews under way start where they are. What no longer fits is dropped, cheapest first.
    """
    usual = {stop: crew for crew, order in enumerate(orders) for stop in order}
    stops = [replace(stop, usual_crew=usual.get(number)) for number, stop in enumerate(problem.stops)]
    mended = replace(problem, stops=stops)
    start = _what_fits(mended, orders)
    found = _as_before(mended, start, Annealing(mended).run(seconds=seconds, seed=seed, start=start, warm=GENTLE))
    return max(start, found, key=lambda plan: (*value_of(mended, plan)[:1], kept(plan, usual), value_of(mended, plan)))


def _as_before(problem: PlanProblem, start: CrewPlan, found: CrewPlan) -> CrewPlan:
    """A crew that keeps all its visits keeps their order too: a shorter way is not worth a changed timetable."""
    orders = [
        [visit.stop for visit in (old if {v.stop for v in old} == {v.stop for v in new} else new)]
        for old, new in zip(start.routes, found.routes, strict=True)
    ]
    return plan_of(problem, orders)


def kept(plan: CrewPlan, usual: dict[int, int]) -> int:
    """Return how many visits stay with the crew that had them."""
    return sum(usual.get(visit.stop) == crew for crew, route in enumerate(plan.routes) for visit in route)


def changes(before: CrewPlan, after: CrewPlan, *, tolerance: int = 300) -> list[Change]:
    """Return every stop whose crew changed, or whose begin moved by more than `tolerance` seconds."""
    was, now = _visits(before), _visits(after)
    found = []
    for stop in sorted(was.keys() | now.keys()):
        (crew_before, begins_before), (crew_after, begins_after) = (
            was.get(stop, (None, None)),
            now.get(stop, (None, None)),
        )
        moved = begins_before is None or begins_after is None or abs(begins_after - begins_before) > tolerance
        if moved or crew_before != crew_after:
            found.append(Change(stop, crew_before, crew_after, begins_before, begins_after))
    return found


def _visits(plan: CrewPlan) -> dict[int, tuple[int, int]]:
    return {visit.stop: (crew, visit.arrives) for crew, route in enumerate(plan.routes) for visit in route}


def _what_fits(problem: PlanProblem, orders: Sequence[Sequence[int]]) -> CrewPlan:
    kept_orders = [_shortened(problem, crew, list(order)) for crew, order in enumerate(orders)]
    return plan_of(problem, kept_orders)


def _shortened(problem: PlanProblem, crew: int, order: list[int]) -> list[int]:
    """Drop the visit that is worth least until the crew can walk its round."""
    alone: list[list[int]] = [[]] * len(problem.crews)
    while order:
        plan = plan_of(problem, [*alone[:crew], order, *alone[crew + 1 :]])
        if not [fault for fault in check_plan(problem, plan) if "belong together" not in fault]:
            break
        order = [stop for stop in order if stop != min(order, key=problem.worth)]
    return order
