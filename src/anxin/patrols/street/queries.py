from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from anxin.core.released.models import DoseKind, HazardNote, PlaceDose
from anxin.core.territory.models import Place
from anxin.core.territory.queries import estates
from anxin.patrols.models import Crew, Route, Stop
from anxin.patrols.queries import ticks, visits_only
from anxin.patrols.street.models import ActKind, CrewLink, ShiftReport, StreetAct
from anxin.patrols.street.rules import Line, LineState, Mark, Visit, planned_against_done, visits_of
from anxin.patrols.street.tokens import hash_of

SOURCE = "patrols"
TOLD = (ActKind.NOTE, ActKind.HAZARD)


def link_by_token(token: str) -> CrewLink | None:
    """Return the link that a token opens, whatever its age."""
    return CrewLink.objects.select_related("crew__start").filter(token_hash=hash_of(token)).first()


def link_of(crew: Crew, day: date) -> CrewLink | None:
    """Return the link in use."""
    return CrewLink.objects.filter(crew=crew, date=day).order_by("-opens_at", "-pk").first()


def route_of(link: CrewLink) -> Route | None:
    """Return the confirmed route that the crew walks now, with its stops; None where the plan has none for it."""
    stops = Prefetch("stops", Stop.objects.select_related("place", "place__door_code").defer("place__boundary"))
    rows = Route.objects.filter(crew_id=link.crew_id, plan__date=link.date, plan__confirmed_at__isnull=False)
    return rows.select_related("plan", "crew__start").prefetch_related(stops).first()


def visits_on(day: date) -> dict[int, list[Visit]]:
    """Return crew -> its visits of an evening."""
    marks: dict[int, list[Mark]] = {}
    rows = ticks().filter(date=day).values_list("crew_id", "place_id", "kind", "at", "visit")
    for crew, place, kind, at, visit in rows:
        marks.setdefault(crew, []).append(Mark(place or 0, kind == ActKind.ARRIVE, at, visit))
    return {crew: visits_of(held, dwell_minutes=settings.ANXIN["dwell_minutes"]) for crew, held in marks.items()}


@dataclass(frozen=True)
class PlaceLine:
    """A place of an evening and what became of it."""

    place: Place
    line: Line
    notes: list[StreetAct]


@dataclass
class CrewEvening:
    """One crew's evening: planned against done, and what it noted."""

    crew: Crew
    route: Route | None
    lines: list[PlaceLine]
    report: ShiftReport | None
    notes: list[StreetAct] = field(default_factory=list)  # that belong to no place

    def count(self, *states: LineState) -> int:
        """Return how many places ended in one of these states."""
        return sum(row.line.state in states for row in self.lines)

    @property
    def planned(self) -> int:
        """Return how many stops were planned."""
        return len(self.lines) - self.count(LineState.UNPLANNED)

    @property
    def done(self) -> int:
        """Return how many of the planned stops were visited."""
        return self.count(LineState.DONE)

    @property
    def unplanned(self) -> int:
        """Return how many places were visited that nobody had planned."""
        return self.count(LineState.UNPLANNED)

    @property
    def skipped(self) -> int:
        """Return how many stops were left out with a reason."""
        return self.count(LineState.SKIPPED)

    @property
    def minutes(self) -> int:
        """Return the minutes spent at places."""
        return sum(row.line.visit.minutes for row in self.lines if row.line.visit)


def evening_of(day: date) -> list[CrewEvening]:
    """Return every crew that was sent out or recorded something, by name."""
    confirmed = Route.objects.filter(plan__date=day, plan__confirmed_at__isnull=False).select_related("crew", "plan")
    routes = {route.crew_id: route for route in confirmed.prefetch_related("stops")}
    visits, acts = visits_on(day), _acts_of(day)
    reports = {report.crew_id: report for report in ShiftReport.objects.filter(date=day)}
    crews = Crew.objects.filter(pk__in={*routes, *acts, *reports}).select_related("start")
    places = _places({*_stops(routes.values()), *(act.place_id for held in acts.values() for act in held)})
    evenings = []
    for crew in crews:
        route, told = routes.get(crew.pk), acts.get(crew.pk, [])
        lines = _lines(route, visits.get(crew.pk, []), told, places)
        shown = {row.place.pk for row in lines}
        elsewhere = [act for act in told if act.kind in TOLD and act.place_id not in shown]
        evenings.append(CrewEvening(crew, route, lines, reports.get(crew.pk), elsewhere))
    return evenings


def _lines(
    route: Route | None, visits: list[Visit], acts: list[StreetAct], places: dict[int, Place]
) -> list[PlaceLine]:
    stops = [stop for stop in route.stops.all() if not stop.is_rest] if route else []
    planned = {(stop.place_id, stop.visit): stop.position for stop in stops}
    skips = [act for act in acts if act.kind == ActKind.SKIP and not act.early]
    skipped = {(act.place_id, act.visit): act.text for act in skips if act.place_id}
    told = [act for act in acts if act.kind in TOLD]
    lines = planned_against_done(planned, visits, skipped)
    first = {line.place_id: line for line in reversed(lines)}  # a note belongs to the place, and is said once
    return [
        PlaceLine(
            places[line.place_id],
            line,
            [act for act in told if act.place_id == line.place_id and line is first[line.place_id]],
        )
        for line in lines
    ]


def _acts_of(day: date) -> dict[int, list[StreetAct]]:
    held: dict[int, list[StreetAct]] = {}
    for act in StreetAct.objects.filter(date=day).select_related("place").defer("place__boundary"):
        held.setdefault(act.crew_id, []).append(act)
    return held


def _stops(routes: Iterable[Route]) -> set[int]:
    return {stop.place_id for route in routes for stop in route.stops.all()}


def _places(keys: set[int | None]) -> dict[int, Place]:
    known = [key for key in keys if key is not None]
    return {place.pk: place for place in Place.objects.filter(pk__in=known).defer("boundary")}


def hazards_on(day: date) -> QuerySet[HazardNote]:
    """Return the hazards that crews noted on an evening."""
    keys = StreetAct.objects.filter(date=day, kind=ActKind.HAZARD).values_list("pk", flat=True)
    return (
        HazardNote.objects.filter(key__in=[str(key) for key in keys]).select_related("place").defer("place__boundary")
    )


@dataclass(frozen=True)
class Week:
    """A week's visits: planned stops, planned stops that were visited or not, and minutes."""

    monday: date
    planned: int
    visits: int
    places: int
    minutes: int


def weeks(first: date, last: date, now: datetime) -> list[Week]:
    """Return each week with a confirmed plan or a visit, the oldest first; shifts that are not over do not count."""
    confirmed = Stop.objects.filter(
        route__plan__confirmed_at__isnull=False, route__plan__date__range=(first, last), route__ends_at__lte=now
    )
    stops = visits_only(confirmed)
    planned = dict(
        stops.annotate(week=TruncWeek("route__plan__date")).values_list("week").annotate(n=Count("pk")).order_by()
    )
    doses = PlaceDose.objects.filter(kind=DoseKind.PATROL, date__range=(first, last)).annotate(week=TruncWeek("date"))
    done = {
        row["week"]: row
        for row in doses.values("week").annotate(
            visits=Sum("visits"), places=Count("place", distinct=True), total=Sum("minutes")
        )
    }
    nothing = {"visits": 0, "places": 0, "total": 0}
    return [
        Week(week, planned.get(week, 0), held["visits"], held["places"], held["total"])
        for week in sorted({*planned, *done})
        for held in [done.get(week, nothing)]
    ]


def coverage(since: date) -> QuerySet[Place]:
    """Return every estate with its visits and minutes since a day, and its last visit ever."""
    patrols = Q(doses__kind=DoseKind.PATROL)
    recent = patrols & Q(doses__date__gte=since)
    rows = estates().select_related("subdistrict").defer("boundary", "subdistrict__boundary")
    return rows.annotate(
        visits=Count("doses", filter=recent),
        minutes=Sum("doses__minutes", filter=recent, default=0),
        last_visit=Max("doses__date", filter=patrols),
    )


def visited_since(since: date) -> int:
    """Return how many estates were visited since a day."""
    rows = PlaceDose.objects.filter(kind=DoseKind.PATROL, date__gte=since)
    return rows.values("place_id").distinct().count()


def evenings_with_acts(*, most: int) -> list[date]:
    """Return the last evenings on which a crew recorded anything, the newest first."""
    rows = StreetAct.objects.filter(early=False).order_by("-date").values_list("date", flat=True).distinct()
    return list(rows[:most])


def unclosed_before(moment: date) -> list[tuple[date, int]]:
    """Return (evening, crew) of the links of the last month that have no report yet."""
    written = {(row.date, row.crew_id) for row in ShiftReport.objects.filter(date__gte=moment - timedelta(days=30))}
    rows = CrewLink.objects.filter(date__range=(moment - timedelta(days=30), moment)).order_by("date", "crew_id")
    return [pair for pair in dict.fromkeys(rows.values_list("date", "crew_id")) if pair not in written]
