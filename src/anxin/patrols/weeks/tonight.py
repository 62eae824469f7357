"""Tonight, where weeks ahead were drawn: as drawn if it still holds, else drawn anew for tonight's needs."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np

from anxin.methods.routing import CrewPlan, Hindrance, PlannedStop, PlanProblem, check_plan, unmet
from anxin.methods.routing.problem import first_begin
from anxin.methods.unpredictability import prizes_of
from anxin.patrols.evening import Evening, evening_of
from anxin.patrols.planner import DraftPlan, Origin, draft_plan, lay_out
from anxin.patrols.weeks import rules
from anxin.patrols.weeks.mixing import mix_evening
from anxin.patrols.weeks.models import DrawnEvening
from anxin.patrols.weeks.queries import drawn_for

FEW_SOLVES = 4


def plan_tonight(day: date, *, anew: datetime | None = None) -> DraftPlan:
    """Return the evening's plan: the one drawn for it, one drawn anew, or, without weeks ahead, the best one.

    What was drawn is kept while every crew walks as it did, the walk passes the check, and what has come up since
    without being visited weighs at most a tenth of it. `anew`: draw anew in any case, with this moment's numbers.
    """
    drawn = drawn_for(day)
    if drawn is None:
        return draft_plan(day)
    kept = None if anew else _as_drawn(drawn)
    return kept or _drawn_anew(drawn, anew)


def _as_drawn(drawn: DrawnEvening) -> DraftPlan | None:
    places = {place for route in drawn.routes for place, _arrives, _leaves in route["visits"]}
    evening, problem = evening_of(drawn.date, also=places)
    plan = _plan(evening, problem, drawn.routes)
    if plan is None or check_plan(problem, plan) or Hindrance.CROWDED_OUT in unmet(problem, plan).values():
        return None
    known = set(drawn.weeks.needed)
    missed = [stop for stop in plan.left_out if evening.is_needed(stop) and evening.places[stop].pk not in known]
    if not rules.still_holds(drawn.prize, prizes_of(problem)[missed].tolist()):
        return None
    return replace(lay_out(evening, problem, plan), origin=Origin.DRAWN)


def _plan(evening: Evening, problem: PlanProblem, routes: list[dict[str, Any]]) -> CrewPlan | None:
    """Read the stored routes in tonight's numbers; None where a crew or a place is no longer there."""
    stored = {route["crew"]: route["visits"] for route in routes}
    if set(stored) != {crew.pk for crew in evening.crews}:
        return None
    left = list(range(len(evening.candidates)))
    read = []
    for index, crew in enumerate(evening.crews):
        route = _route(evening, problem, index, stored[crew.pk], left)
        if route is None:
            return None
        read.append(route)
    visited = {visit.stop for route in read for visit in route}
    left_out = tuple(stop for stop in range(len(problem.stops)) if stop not in visited)
    return CrewPlan(tuple(read), int(prizes_of(problem)[list(visited)].sum()), left_out)


def _route(
    evening: Evening, problem: PlanProblem, crew: int, visits: list[list[int]], left: list[int]
) -> tuple[PlannedStop, ...] | None:
    """Read a crew's visits; each takes the first stop at its place and hour that is left, or there is no such walk."""
    where, route = problem.crews[crew].start, []
    for place, arrives, leaves in visits:
        fitting = (
            number
            for number in left
            if evening.places[number].pk == place and first_begin(problem.stops[number], arrives) == arrives
        )
        stop = next(fitting, None)
        if stop is None:
            return None
        left.remove(stop)
        row = problem.stops[stop].place
        route.append(PlannedStop(stop, arrives, leaves, int(problem.seconds[crew][where, row])))
        where = row
    return tuple(route)


def _drawn_anew(drawn: DrawnEvening, moment: datetime | None) -> DraftPlan:
    week = mix_evening(drawn.date, drawn.weeks.share, {}, solves=FEW_SOLVES, wishes=True)
    marks = [bytes(drawn.weeks.secret), drawn.date.isoformat().encode(), str(moment).encode()]
    rng = np.random.default_rng(list(hashlib.sha256(b"\n".join(marks)).digest()))
    plan = week.mix.draw(rng)
    return replace(lay_out(week.evening, week.mix.problem, plan), origin=Origin.DRAWN_ANEW)
