"""An evening under way planned again from where each crew stands, changing as little as possible."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.core.errors import AnxinError
from anxin.core.territory.models import Place
from anxin.methods.routing import Crew as CrewOfPlan
from anxin.methods.routing import CrewPlan, PlanProblem, replan
from anxin.methods.routing import Stop as StopOfPlan
from anxin.patrols.evening import ASKED, REST, Candidate, Evening, dwell_seconds, seconds_at, seconds_of
from anxin.patrols.models import Plan, Route, Stop
from anxin.patrols.planner import DraftRoute, draft_route, must_be_sound
from anxin.patrols.repairs.rules import RAIN_SLOWS, Cause, Visit, is_over, stands_at
from anxin.patrols.walking import ways_between

SECONDS = 2.0
KEPT_PRIZE = 10  # a visit that was planned is worth the same whatever first spoke for it
PRIZES = {"listed": 60, "near_repeat": 30, ASKED: 60}


@dataclass(frozen=True)
class Happening:
    """What happened, when, and to whom: the route of the crew that is out, or the place that is urgent."""

    cause: Cause
    at: datetime
    route: Route | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Repaired:
    """The rest of the evening anew: route key -> its draft from now on, or None where nothing is left to do."""

    rest: dict[int, DraftRoute | None]
    urgent_met: bool


@dataclass(frozen=True)
class UnderWay:
    """A plan of which a part is over: routes and their visits in seconds of the day."""

    routes: list[Route]
    visits: dict[int, list[Visit]]
    stops: dict[int, Stop]
    now: int


def repair(plan: Plan, happening: Happening) -> Repaired:
    """Plan the rest of an evening again. Refuses when nothing is left of it."""
    under_way = _under_way(plan, happening.at)
    if all(second_of(route.ends_at, plan) <= under_way.now for route in under_way.routes):
        raise AnxinError(_("This evening is over; there is nothing left to change."))
    evening, problem, orders = _what_is_left(plan, under_way, happening)
    found = replan(problem, orders, seconds=SECONDS)
    must_be_sound(problem, found)
    return Repaired(
        {
            route.pk: draft_route(evening, problem, index, found.routes[index]) if found.routes[index] else None
            for index, route in enumerate(under_way.routes)
        },
        _is_met(evening, found, happening.place),
    )


def second_of(moment: datetime, plan: Plan) -> int:
    """Return the seconds since the midnight with which the evening's day began."""
    midnight = timezone.make_aware(datetime.combine(plan.date, datetime.min.time()))
    return int((moment - midnight).total_seconds())


def _under_way(plan: Plan, at: datetime) -> UnderWay:
    routes = list(plan.routes.select_related("crew", "crew__start", "crew__end"))
    stops = {stop.pk: stop for stop in Stop.objects.filter(route__plan=plan).select_related("place")}
    visits: dict[int, list[Visit]] = {route.pk: [] for route in routes}
    for stop in sorted(stops.values(), key=lambda each: each.arrives_at):
        times = second_of(stop.arrives_at, plan), second_of(stop.leaves_at, plan)
        visits[stop.route_id].append(Visit(stop.pk, stop.place_id, *times))
    return UnderWay(routes, visits, stops, second_of(at, plan))


def _what_is_left(
    plan: Plan, under_way: UnderWay, happening: Happening
) -> tuple[Evening, PlanProblem, list[list[int]]]:
    """Return the rest of the evening, and the order in which each crew has it so far."""
    left = [
        (index, under_way.stops[visit.key])
        for index, route in enumerate(under_way.routes)
        for visit in under_way.visits[route.pk]
        if not is_over(visit, under_way.now)
    ]
    standing = [
        stands_at(under_way.visits[route.pk], route.crew.start_id, seconds_of(route.crew.begins), under_way.now)
        for route in under_way.routes
    ]
    places = _places(under_way, left, [place for place, _ in standing], happening.place)
    rows = {place.pk: row for row, place in enumerate(places)}
    candidates = [_candidate(stop, rows, index, plan) for index, stop in left]
    if happening.place is not None:
        urgent = StopOfPlan(rows[happening.place.pk], PRIZES[ASKED], dwell_seconds(), required=True)
        candidates.append(Candidate(happening.place, urgent, (ASKED,)))
    if happening.route is not None:
        out = [route.pk for route in under_way.routes].index(happening.route.pk)
        candidates = [_without(candidate, out, len(under_way.routes)) for candidate in candidates]
    crews = [
        _shift(route, rows, place, begins, plan)
        for route, (place, begins) in zip(under_way.routes, standing, strict=True)
    ]
    ways = ways_between(np.array([p.longitude for p in places], float), np.array([p.latitude for p in places], float))
    evening = Evening(plan.date, [route.crew for route in under_way.routes], places, candidates, [], 0, ways)
    orders: list[list[int]] = [[] for _ in crews]
    for number, (index, _stop) in enumerate(left):
        orders[index].append(number)
    if happening.route is not None:
        orders[out] = []
    problem = PlanProblem(_seconds(evening, happening.cause), crews, [c.stop for c in candidates])
    return evening, problem, orders


def _places(
    under_way: UnderWay, left: list[tuple[int, Stop]], standing: list[int], urgent: Place | None
) -> list[Place]:
    keys = {stop.place_id for _, stop in left} | set(standing)
    keys |= {(route.crew.end or route.crew.start).pk for route in under_way.routes}
    if urgent is not None:
        keys.add(urgent.pk)
    return [place for place in Place.objects.filter(pk__in=keys).order_by("pk") if place.longitude is not None]


def _candidate(stop: Stop, rows: dict[int, int], crew: int, plan: Plan) -> Candidate:
    """A visit that was planned: as long as it was; what was asked for and a rest keep their hour, a rest its crew."""
    dwell = int((stop.leaves_at - stop.arrives_at).total_seconds())
    prize = max([KEPT_PRIZE, *(PRIZES.get(reason, 0) for reason in stop.reasons)])
    held = StopOfPlan(rows[stop.place_id], prize, dwell)
    begins = second_of(stop.arrives_at, plan)
    if REST in stop.reasons:
        held = replace(held, crews=frozenset({crew}), windows=((begins - 1200, begins + 1800),))
    elif ASKED in stop.reasons:
        held = replace(held, required=True, windows=((begins - 300, begins + 600),))
    return Candidate(stop.place, held, tuple(stop.reasons))


def _without(candidate: Candidate, out: int, crews: int) -> Candidate:
    """A crew that is out goes nowhere; what it had may go to any other."""
    mine = candidate.stop.crews
    may = frozenset(range(crews)) if mine is None else mine
    return replace(candidate, stop=replace(candidate.stop, crews=may - {out}))


def _shift(route: Route, rows: dict[int, int], place: int, begins: int, plan: Plan) -> CrewOfPlan:
    crew = route.crew
    ends = max(seconds_of(crew.begins) + 60 * crew.minutes, second_of(route.ends_at, plan))
    return CrewOfPlan(rows[place], begins, max(ends, begins + 1), rows[(crew.end or crew.start).pk])


def _seconds(evening: Evening, cause: Cause) -> list[np.ndarray]:
    slower = RAIN_SLOWS if cause is Cause.RAIN else 1.0
    matrices = {
        speed: seconds_at(evening.ways.metres, speed / slower) for speed in {c.speed_kmh for c in evening.crews}
    }
    return [matrices[crew.speed_kmh] for crew in evening.crews]


def _is_met(evening: Evening, found: CrewPlan, urgent: Place | None) -> bool:
    return urgent is None or len(evening.candidates) - 1 in found.visited
