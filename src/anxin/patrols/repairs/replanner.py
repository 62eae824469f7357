"""An evening under way planned again from where each crew stands, changing as little as possible."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.core.errors import AnxinError
from anxin.core.territory.models import Place
from anxin.methods.routing import Crew as CrewOfPlan
from anxin.methods.routing import Hindrance, PlanProblem, replan, unmet
from anxin.methods.routing import Stop as StopOfPlan
from anxin.patrols.evening import ASKED, Candidate, Evening, dwell_seconds, seconds_at, seconds_of
from anxin.patrols.models import REST, Plan, Route, Stop
from anxin.patrols.planner import DraftRoute, draft_route, must_be_sound
from anxin.patrols.repairs.absence import lost_by, routes_out
from anxin.patrols.repairs.meetings import Meeting, missed_by, still_wanted
from anxin.patrols.repairs.rules import RAIN_SLOWS, Cause, Visit, is_over, stands_at
from anxin.patrols.street.models import ActKind, StreetAct
from anxin.patrols.street.rules import meant
from anxin.patrols.walking import ways_between

SECONDS = 2.0
KEPT_PRIZE = 10  # a visit that was planned is worth the same whatever first spoke for it
PRIZES = {"listed": 60, "near_repeat": 30, ASKED: 60}


@dataclass(frozen=True)
class Happening:
    """What happened, when, and to whom: the route of the crew that is out or back, or the place that is urgent."""

    cause: Cause
    at: datetime
    route: Route | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Repaired:
    """The rest of the evening anew: route key -> its draft from now on, or None where nothing is left to do.

    `over` are the stops that stay as they are, `missed` the meetings to which the crew that is out cannot come.
    """

    rest: dict[int, DraftRoute | None]
    over: frozenset[int]
    missed: list[Meeting]
    urgent_left_out: Hindrance | None


@dataclass(frozen=True)
class UnderWay:
    """A plan of which a part is over: routes and their visits in seconds of the day; who goes nowhere any more."""

    routes: list[Route]
    visits: dict[int, list[Visit]]
    stops: dict[int, Stop]
    out: frozenset[int]  # positions in `routes`
    now: int
    lost: list[tuple[int, Stop]]  # what a crew that is back had and nobody took: position of the route and stop
    missed: list[Meeting]

    @property
    def left(self) -> list[tuple[int, Stop]]:
        """What is not over: position of the route and stop, each route in its order."""
        return [
            (index, self.stops[visit.key])
            for index, route in enumerate(self.routes)
            for visit in self.visits[route.pk]
            if not is_over(visit, self.now)
        ]


def repair(plan: Plan, happening: Happening) -> Repaired:
    """Plan the rest of an evening again. Refuses when nothing is left of it."""
    under_way = _under_way(plan, happening)
    if len(under_way.out) == len(under_way.routes) and happening.route is None:
        raise AnxinError(_("This evening is over; there is nothing left to change."))
    if happening.cause is Cause.CREW_BACK and happening.route in [under_way.routes[index] for index in under_way.out]:
        raise AnxinError(_("The crew's shift is over; it cannot be called back."))
    evening, problem, orders, urgent = _what_is_left(plan, under_way, happening)
    found = replan(problem, orders, seconds=SECONDS)
    must_be_sound(problem, found)
    left = {stop.pk for _index, stop in under_way.left}
    return Repaired(
        {
            route.pk: draft_route(evening, problem, index, found.routes[index]) if found.routes[index] else None
            for index, route in enumerate(under_way.routes)
        },
        frozenset(under_way.stops) - left,
        under_way.missed,
        None if urgent is None else unmet(problem, found).get(urgent),
    )


def second_of(moment: datetime, plan: Plan) -> int:
    """Return the seconds since the midnight with which the evening's day began."""
    midnight = timezone.make_aware(datetime.combine(plan.date, datetime.min.time()))
    return int((moment - midnight).total_seconds())


def _under_way(plan: Plan, happening: Happening) -> UnderWay:
    routes = list(plan.routes.select_related("crew", "crew__start", "crew__end"))
    stops = {stop.pk: stop for stop in Stop.objects.filter(route__plan=plan).select_related("place", "route")}
    acts = StreetAct.objects.filter(date=plan.date, kind__in=(ActKind.ARRIVE, ActKind.SKIP), early=False)
    ticks = _ticked(stops.values(), acts)
    visits: dict[int, list[Visit]] = {route.pk: [] for route in routes}
    for stop in sorted(stops.values(), key=lambda each: each.arrives_at):
        times = second_of(stop.arrives_at, plan), second_of(stop.leaves_at, plan)
        ticked = stop.pk in ticks
        visits[stop.route_id].append(Visit(stop.pk, stop.place_id, *times, 60 * stop.walk_minutes, ticked))
    now = second_of(happening.at, plan)
    gone = routes_out(plan)
    if happening.cause is Cause.CREW_OUT and happening.route is not None:
        gone.add(happening.route.pk)
    if happening.cause is Cause.CREW_BACK and happening.route is not None:
        gone.discard(happening.route.pk)
    out = frozenset(i for i, route in enumerate(routes) if route.pk in gone or _shift_end(route, plan) <= now)
    under_way = UnderWay(routes, visits, stops, out, now, [], [])
    if happening.route is None:
        return under_way
    mine = next(i for i, route in enumerate(routes) if route.pk == happening.route.pk)
    if happening.cause is Cause.CREW_BACK:
        return replace(under_way, lost=[(mine, stop) for stop in lost_by(routes[mine], stops.values())])
    return replace(under_way, missed=missed_by(mine, under_way.left, out, plan.date))


def _ticked(stops: Iterable[Stop], acts: QuerySet[StreetAct]) -> set[int]:
    """Return the stops that their crew ticked; a tick means one visit, not each of the evening."""
    by_crew: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    for stop in stops:
        by_crew[stop.route.crew_id][stop.place_id, stop.visit] = stop.pk
    said: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for crew, place, visit in acts.exclude(place=None).values_list("crew_id", "place_id", "visit"):
        said[crew].add((place or 0, visit))
    return {
        by_crew[crew][key]
        for crew, keys in said.items()
        for key in meant(keys, by_crew[crew]).values()
        if key in by_crew[crew]
    }


def _shift_end(route: Route, plan: Plan) -> int:
    return max(seconds_of(route.crew.begins) + 60 * route.crew.minutes, second_of(route.ends_at, plan))


def _what_is_left(
    plan: Plan, under_way: UnderWay, happening: Happening
) -> tuple[Evening, PlanProblem, list[list[int]], int | None]:
    """Return the rest of the evening, the order in which each crew has it, and the number of the urgent visit."""
    left = [*still_wanted(under_way.left, under_way.missed, under_way.out), *under_way.lost]
    standing = [
        stands_at(under_way.visits[route.pk], route.crew.start_id, seconds_of(route.crew.begins), under_way.now)
        for route in under_way.routes
    ]
    places = _places(under_way, left, [place for place, _ in standing], happening.place)
    rows = {place.pk: row for row, place in enumerate(places)}
    at_one_place = Counter(stop.place_id for _index, stop in left)
    candidates = [_candidate(stop, rows, index, plan, shared=at_one_place[stop.place_id] > 1) for index, stop in left]
    urgent = _add_urgent(candidates, rows, happening.place)
    candidates = [_without(candidate, under_way.out, len(under_way.routes)) for candidate in candidates]
    crews = [_shift(route, rows, standing[index], under_way, plan) for index, route in enumerate(under_way.routes)]
    ways = ways_between(np.array([p.longitude for p in places], float), np.array([p.latitude for p in places], float))
    evening = Evening(plan.date, [route.crew for route in under_way.routes], places, candidates, [], 0, ways)
    orders = [
        [n for n, (index, stop) in enumerate(left) if index == crew and crew not in under_way.out and stop.pk]
        for crew in range(len(crews))
    ]
    problem = PlanProblem(_seconds(evening, happening.cause), crews, [c.stop for c in candidates])
    return evening, problem, orders, urgent


def _places(
    under_way: UnderWay, left: list[tuple[int, Stop]], standing: list[int], urgent: Place | None
) -> list[Place]:
    keys = {stop.place_id for _, stop in left} | set(standing) | {route.crew.home.pk for route in under_way.routes}
    if urgent is not None:
        keys.add(urgent.pk)
    return [place for place in Place.objects.filter(pk__in=keys).order_by("pk") if place.longitude is not None]


def _candidate(stop: Stop, rows: dict[int, int], crew: int, plan: Plan, *, shared: bool) -> Candidate:
    """A visit that was planned: as long as it was; what was asked for and a rest keep their hour.

    A rest stays with its crew, and so do visits of several crews or hours at one place: they are meant to be apart.
    """
    dwell = int((stop.leaves_at - stop.arrives_at).total_seconds())
    prize = max([KEPT_PRIZE, *(PRIZES.get(reason, 0) for reason in stop.reasons)])
    held = StopOfPlan(rows[stop.place_id], prize, dwell)
    begins = second_of(stop.arrives_at, plan)
    if REST in stop.reasons:
        held = replace(held, windows=((begins - 1200, begins + 1800),))
    elif ASKED in stop.reasons:
        held = replace(held, required=True, windows=((begins, begins + 900),))
    if shared or REST in stop.reasons:
        held = replace(held, crews=frozenset({crew}))
    return Candidate(stop.place, held, tuple(stop.reasons))


def _add_urgent(candidates: list[Candidate], rows: dict[int, int], place: Place | None) -> int | None:
    """Make the visit to an urgent place required, or add it; return its number."""
    if place is None:
        return None
    for number, candidate in enumerate(candidates):
        if candidate.place.pk == place.pk and REST not in candidate.reasons:
            candidates[number] = replace(candidate, stop=replace(candidate.stop, required=True))
            return number
    urgent = StopOfPlan(rows[place.pk], PRIZES[ASKED], dwell_seconds(), required=True)
    candidates.append(Candidate(place, urgent, (ASKED,)))
    return len(candidates) - 1


def _without(candidate: Candidate, out: frozenset[int], crews: int) -> Candidate:
    """A crew that is out goes nowhere; what it had may go to any other."""
    if not out:
        return candidate
    mine = candidate.stop.crews
    may = frozenset(range(crews)) if mine is None else mine
    return replace(candidate, stop=replace(candidate.stop, crews=may - out))


def _shift(
    route: Route, rows: dict[int, int], standing: tuple[int, int], under_way: UnderWay, plan: Plan
) -> CrewOfPlan:
    crew, (place, begins) = route.crew, standing
    walked = sum(visit.way for visit in under_way.visits[route.pk] if is_over(visit, under_way.now))
    most = None if crew.most_km is None else max(0, round(crew.most_km * 1000 / (crew.speed_kmh / 3.6)) - walked)
    return CrewOfPlan(rows[place], begins, max(_shift_end(route, plan), begins + 1), rows[crew.home.pk], most)


def _seconds(evening: Evening, cause: Cause) -> list[np.ndarray]:
    slower = RAIN_SLOWS if cause is Cause.RAIN else 1.0
    matrices = {
        speed: seconds_at(evening.ways.metres, speed / slower) for speed in {c.speed_kmh for c in evening.crews}
    }
    return [matrices[crew.speed_kmh] for crew in evening.crews]
