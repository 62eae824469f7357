from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from anxin.core.errors import NotFoundError
from anxin.core.jobs.queries import is_open
from anxin.core.released.given import Given
from anxin.patrols.models import REST, Crew, Plan, Route, Stop
from anxin.patrols.street.models import VISITING, StreetAct

PLAN_JOB = "patrols.plan"


def plan_job_key(day: date) -> str:
    """Return how the keys of an evening's planning jobs begin."""
    return f"{PLAN_JOB}:{day}:"


def is_being_planned(day: date) -> bool:
    """Say whether the planner has been asked for this evening and is not done."""
    return is_open(plan_job_key(day))


def active_crews() -> list[Crew]:
    """Return the crews that walk tonight."""
    return list(Crew.objects.filter(active=True).select_related("start", "end"))


def visits_only(stops: QuerySet[Stop]) -> QuerySet[Stop]:
    """Return the stops without the rests: who rests somewhere does not patrol it."""
    return stops.exclude(reasons=[REST])


def ticks() -> QuerySet[StreetAct]:
    """Return the arrivals and departures that make visits: none long before the shift, none at a rest."""
    same = {name: OuterRef(name) for name in ("place", "visit")}
    rests = Stop.objects.filter(
        **same, route__crew=OuterRef("crew"), route__plan__date=OuterRef("date"), reasons=[REST]
    )  # fmt: skip
    rows = StreetAct.objects.filter(kind__in=VISITING, place__isnull=False, early=False)
    return rows.exclude(Exists(rests)).order_by()


def places_by_crew(plan: Plan) -> list[set[int]]:
    """Return the places that each crew visits; none where it is out before its first, or would only rest."""
    return [{stop.place_id for stop in route.stops.all() if not stop.is_rest} for route in plan.routes.all()]


def last_visits() -> dict[int, date]:
    """Return place -> last evening on which a crew was there.

    An evening on which any crew ticked counts by its ticks alone; one without a tick counts by its confirmed plan.
    """
    made = ticks()
    confirmed = visits_only(Stop.objects.filter(route__plan__confirmed_at__isnull=False))
    planned = confirmed.exclude(route__plan__date__in=made.values("date")).values_list("place_id")
    found = dict(planned.annotate(last=Max("route__plan__date")).order_by())
    for place, last in made.values_list("place_id").annotate(last=Max("date")):
        found[place] = max(last, found.get(place, last))
    return found


def stops_given(first: date, last: date) -> Given:
    """Return each subdistrict's stops on confirmed plans; every place that was visited is one choice."""
    rows = Stop.objects.filter(route__plan__confirmed_at__isnull=False, route__plan__date__range=(first, last))
    rows = visits_only(rows).exclude(place__subdistrict=None).order_by()
    by_area = rows.values_list("place__subdistrict").annotate(count=Count("pk"))
    return Given(dict(by_area), rows.values("place_id").distinct().count())


def plan_of(day: date) -> Plan | None:
    """Return an evening's plan with routes and stops."""
    stops = Prefetch("stops", Stop.objects.select_related("place", "place__subdistrict"))
    routes = Prefetch("routes", Route.objects.select_related("crew", "crew__start").prefetch_related(stops))
    return Plan.objects.filter(date=day).prefetch_related(routes).first()


def route_with_stops(pk: int) -> Route:
    """Return one crew's evening, or say that there is none."""
    stops = Prefetch("stops", Stop.objects.select_related("place", "place__subdistrict"))
    route = Route.objects.select_related("plan", "crew", "crew__start").prefetch_related(stops).filter(pk=pk).first()
    if route is None:
        raise NotFoundError(_("There is no such route."))
    return route


@dataclass(frozen=True)
class Visit:
    """A planned visit: which evening, which crew."""

    date: date
    crew: str


def next_visits_at(place_id: int, day: date) -> list[Visit]:
    """Return the visits planned at a place from `day` on."""
    rows = Stop.objects.filter(place_id=place_id, route__plan__date__gte=day).order_by("arrives_at")
    found = rows.values_list("route__plan__date", "route__crew_name", "reasons")[:10]
    # Rests are left out here: asking the database for it costs a millisecond on a page that is opened all day.
    return [Visit(date, crew) for date, crew, reasons in found if reasons != [REST]][:5]


def confirmed_routes(day: date, paths: Sequence[str]) -> list[Route]:
    """Return the routes of an evening's confirmed plan that start at one of `paths` or below, by crew."""
    here = reduce(or_, (Q(crew__start__path__startswith=path) for path in paths), Q(pk=None))
    rows = Route.objects.filter(here, plan__date=day, plan__confirmed_at__isnull=False).select_related("crew__start")
    return list(rows.annotate(visits=Count("stops")).order_by("crew_name").defer("line", "crew__start__boundary"))


def is_confirmed(day: date) -> bool:
    """Say whether an evening's plan is confirmed."""
    return Plan.objects.filter(date=day, confirmed_at__isnull=False).exists()
