"""Tonight's plan: gather who walks and what needs a visit, plan, check, and lay it out for storing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from anxin.core.released.models import NeedKind, PlaceNeed
from anxin.core.territory.models import Place
from anxin.core.territory.plane import metres_a_degree
from anxin.core.territory.queries import estates
from anxin.methods.routing import Crew as CrewOfPlan
from anxin.methods.routing import PlannedStop, PlanProblem, check_plan, plan_crews
from anxin.patrols import queries, rules
from anxin.patrols.errors import FaultyPlanError, NoCrewError
from anxin.patrols.models import Crew
from anxin.patrols.walking import Ways, ways_between


@dataclass(frozen=True)
class DraftStop:
    """One visit of a drafted route."""

    place_id: int
    arrives_at: datetime
    leaves_at: datetime
    walk_minutes: int
    reasons: list[str]


@dataclass(frozen=True)
class DraftRoute:
    """One crew's drafted evening."""

    crew: Crew
    begins_at: datetime
    ends_at: datetime
    walk_metres: int
    line: list[tuple[float, float]]
    stops: list[DraftStop]


@dataclass(frozen=True)
class DraftPlan:
    """A checked plan that is not stored yet."""

    day: date
    on_streets: bool
    network_version: str
    prize: int
    left_out: int
    left_out_needed: int
    routes: list[DraftRoute]


@dataclass(frozen=True)
class Evening:
    """What is planned over: crews first, then places, in the order of the rows of `ways`."""

    day: date
    crews: Sequence[Crew]
    places: Sequence[Place]
    needs: Mapping[int, list[rules.Need]]
    needed: int  # places that some module says need a visit, in reach or not
    ways: Ways

    def kinds(self, place: int) -> list[str]:
        """Return why the place with this number needs a visit."""
        return sorted({need.kind for need in self.needs[self.places[place].pk]})

    def is_needed(self, place: int) -> bool:
        """Say whether more than the time since the last visit speaks for it."""
        return set(self.kinds(place)) != {NeedKind.OVERDUE.value}


def draft_plan(day: date) -> DraftPlan:
    """Plan an evening. Refuses when no active crew has a place to start from."""
    evening = _evening(day)
    problem = _problem(evening)
    plan = plan_crews(problem, seconds=settings.ANXIN["plan_seconds"])
    faults = check_plan(problem, plan)
    if faults:
        raise FaultyPlanError(_("The plan failed its check: %(fault)s") % {"fault": faults[0]})
    routes = [_draft_route(evening, index, visits) for index, visits in enumerate(plan.routes) if visits]
    visited = sum(evening.is_needed(visit.stop) for visits in plan.routes for visit in visits)
    ways = evening.ways
    return DraftPlan(
        day, ways.on_streets, ways.version, plan.prize, len(plan.left_out), evening.needed - visited, routes
    )


def _evening(day: date) -> Evening:
    crews = [crew for crew in queries.active_crews() if crew.start.longitude is not None]
    if not crews:
        raise NoCrewError(_("No crew walks tonight. Add a crew with a place to start from."))
    needed = rules.by_place(_needs(day))
    chosen = {key: needed[key] for key in _in_reach(needed, crews)}
    for need in _overdue_near(day, crews):
        chosen.setdefault(need.place_id, []).append(need)
    places = [
        place for place in Place.objects.filter(pk__in=list(chosen)).order_by("pk") if place.longitude is not None
    ]
    points = [crew.start for crew in crews] + places
    ways = ways_between(np.array([p.longitude for p in points], float), np.array([p.latitude for p in points], float))
    return Evening(day, crews, places, chosen, len(needed), ways)


def _needs(day: date) -> list[rules.Need]:
    held = PlaceNeed.objects.exclude(until_date__lt=day).values_list("place_id", "kind", "weight")
    return [rules.Need(*row) for row in held]


def _in_reach(needed: Mapping[int, list[rules.Need]], crews: Sequence[Crew]) -> list[int]:
    """Return the places that are worth most among those that some crew can walk to; near ones before far ones."""
    rows = list(
        Place.objects.filter(pk__in=list(needed)).exclude(longitude=None).values_list("pk", "longitude", "latitude")
    )
    if not rows:
        return []
    away = np.stack([_metres_from(crew, rows) for crew in crews])
    reach = np.array([crew.speed_kmh / 3.6 * 60 * crew.minutes / 2 for crew in crews])[:, None]
    nearest = np.where(away <= reach, away, np.inf).min(axis=0)
    worth = np.array([-rules.prize_of(needed[row[0]]) for row in rows])
    order = np.lexsort((nearest, worth))
    return [rows[i][0] for i in order if np.isfinite(nearest[i])][: rules.MOST_NEEDED_A_CREW * len(crews)]


def _overdue_near(day: date, crews: Sequence[Crew]) -> list[rules.Need]:
    """Return the overdue estates nearest to each crew; farther ones are another crew's."""
    last = queries.last_visits()
    days = settings.ANXIN["overdue_days"]
    rows = [
        row
        for row in estates().exclude(longitude=None).values_list("pk", "longitude", "latitude")
        if rules.is_overdue(last.get(row[0]), day, days)
    ]
    chosen: set[int] = set()
    for crew in crews if rows else ():
        nearest = np.argsort(_metres_from(crew, rows), kind="stable")[: rules.MOST_OVERDUE_A_CREW]
        chosen.update(rows[i][0] for i in nearest)
    return [rules.Need(key, NeedKind.OVERDUE, rules.OVERDUE_WEIGHT) for key in sorted(chosen)]


def _metres_from(crew: Crew, rows: Sequence[Any]) -> NDArray[np.float64]:
    """Return straight metres (n,) from a crew's start to rows of (key, longitude, latitude)."""
    points = np.array([row[1:] for row in rows], float)
    start = np.array([crew.start.longitude, crew.start.latitude], float)
    return np.asarray(np.linalg.norm((points - start) * metres_a_degree(float(start[1])), axis=1))


def _problem(evening: Evening) -> PlanProblem:
    crews, metres = evening.crews, evening.ways.metres
    by_speed = {crew.speed_kmh: np.rint(metres / (crew.speed_kmh / 3.6)).astype(np.int64) for crew in crews}
    return PlanProblem(
        seconds=[by_speed[crew.speed_kmh] for crew in crews],
        crews=[_shift(i, crew) for i, crew in enumerate(crews)],
        stops=list(range(len(crews), len(metres))),
        prizes=[rules.prize_of(evening.needs[place.pk]) for place in evening.places],
        dwell=60 * settings.ANXIN["dwell_minutes"],
    )


def _shift(index: int, crew: Crew) -> CrewOfPlan:
    begins = crew.begins.hour * 3600 + crew.begins.minute * 60
    return CrewOfPlan(index, begins, begins + 60 * crew.minutes)


def _whole_minutes(seconds: float) -> int:
    return math.ceil(seconds / 60)


def _draft_route(evening: Evening, index: int, visits: Sequence[PlannedStop]) -> DraftRoute:
    midnight = timezone.make_aware(datetime.combine(evening.day, time()))
    crew, shift, metres = evening.crews[index], _shift(index, evening.crews[index]), evening.ways.metres
    legs = list(pairwise([index, *(len(evening.crews) + visit.stop for visit in visits), index]))
    back = float(metres[legs[-1]]) / (crew.speed_kmh / 3.6)
    # Whole minutes, so that the times on the sheet and the minutes of the walk between them add up.
    arrive, leave = ([_whole_minutes(visit.arrives) for visit in visits], [_whole_minutes(v.leaves) for v in visits])
    stops = [
        DraftStop(
            evening.places[visit.stop].pk,
            midnight + timedelta(minutes=arrive[i]),
            midnight + timedelta(minutes=leave[i]),
            arrive[i] - (leave[i - 1] if i else shift.begins // 60),
            evening.kinds(visit.stop),
        )
        for i, visit in enumerate(visits)
    ]
    return DraftRoute(
        crew,
        midnight + timedelta(seconds=shift.begins),
        stops[-1].leaves_at + timedelta(minutes=_whole_minutes(back)),
        round(sum(float(metres[leg]) for leg in legs)),
        [(round(x, 6), round(y, 6)) for leg in legs for x, y in evening.ways.line(*leg)],
        stops,
    )
