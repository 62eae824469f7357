from __future__ import annotations

from datetime import time, timedelta

import numpy as np
import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.people.actor import SYSTEM
from anxin.core.released.models import PlaceNeed
from anxin.core.sentences import sentence
from anxin.core.territory.streets import store_streets
from anxin.methods.routing import StreetGraph
from anxin.patrols import services
from anxin.patrols.errors import NoCrewError
from anxin.patrols.files import as_gpx, as_icalendar
from anxin.patrols.models import Crew, Plan, Stop
from anxin.patrols.planner import draft_plan
from anxin.patrols.queries import route_with_stops
from anxin.patrols.services import PlanConfirmedError
from days import AT, TODAY


@pytest.fixture
def crew(estate):
    return Crew.objects.create(name="安和一队", start=estate(1), begins=time(19, 30), minutes=90)


@pytest.fixture
def need(estate):
    def add(number, kind="listed", weight=6.0):
        PlaceNeed.objects.create(
            source="test", kind=kind, place=estate(number), weight=weight, since_date=TODAY, why=sentence("x")
        )

    return add


def stored(actor=SYSTEM):
    return services.store_plan(draft=draft_plan(TODAY), actor=actor, at=AT)


def test_what_is_needed_comes_before_what_is_only_overdue(crew, need):
    need(4)
    need(5, kind="near_repeat", weight=3.0)
    stored()
    visited = {stop.place.code: stop.reasons for stop in Stop.objects.all()}
    assert "listed" in visited["E4"]
    assert "near_repeat" in visited["E5"]


def test_stops_last_twelve_minutes_and_end_within_the_shift(crew, need):
    need(2)
    plan = stored()
    route = plan.routes.get()
    for stop in route.stops.all():
        assert (stop.leaves_at - stop.arrives_at).total_seconds() == 720
    assert (route.ends_at - route.begins_at).total_seconds() <= 90 * 60
    assert route.begins_at.astimezone().tzinfo is not None


def test_without_streets_the_plan_and_the_sheet_say_so(crew, need):
    need(3)
    plan = stored()
    assert plan.on_streets is False
    assert plan.routes.get().walk_metres > 0


def test_on_streets_the_walk_is_the_street_s_length(crew, need, estate):
    need(2)
    lon = np.array([124.2 + 0.0042 * i for i in range(6)])
    detour = StreetGraph(lon, np.full(6, 30.6), np.arange(5), np.arange(1, 6), np.full(5, 700.0))
    store_streets(detour, source="test", actor=SYSTEM, at=AT)
    plan = stored()
    assert plan.on_streets is True
    route = plan.routes.get()
    farthest = max(int(stop.place.code[1]) for stop in route.stops.all())
    assert route.walk_metres == 2 * 700 * (farthest - 1)  # 400 m as the crow flies, 700 m on foot


def test_no_crew_no_plan(district, need):
    need(2)
    with pytest.raises(NoCrewError):
        draft_plan(TODAY)


def test_a_confirmed_plan_is_not_replaced(crew, need, actor):
    need(2)
    plan = stored()
    services.confirm_plan(plan_id=plan.pk, actor=actor("district_coordinator"), at=AT)
    before = AuditEntry.objects.count()
    with pytest.raises(PlanConfirmedError):
        stored()
    assert Plan.objects.get().pk == plan.pk
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("role", ["volunteer", "team_leader", "community_officer", "analyst", "administrator"])
def test_only_a_coordinator_confirms(crew, need, actor, role):
    need(2)
    plan = stored()
    with pytest.raises(NotAllowedError):
        services.confirm_plan(plan_id=plan.pk, actor=actor(role), at=AT)
    plan.refresh_from_db()
    assert plan.confirmed_at is None


def test_a_place_visited_lately_is_not_overdue(crew, actor):
    plan = stored()
    visited = set(Stop.objects.values_list("place__code", flat=True))
    services.confirm_plan(plan_id=plan.pk, actor=actor("district_coordinator"), at=AT)
    tomorrow = draft_plan(TODAY + timedelta(days=1))
    planned = {stop.place_id for route in tomorrow.routes for stop in route.stops}
    assert not planned & set(Stop.objects.filter(place__code__in=visited).values_list("place_id", flat=True))


def test_the_times_of_a_route_add_up_to_the_minute(crew, need):
    for number in (2, 3, 5):
        need(number)
    route = route_with_stops(stored().routes.get().pk)
    before = route.begins_at
    for stop in route.stops.all():
        assert stop.arrives_at - before == timedelta(minutes=stop.walk_minutes)
        before = stop.leaves_at
    assert {moment.second for stop in route.stops.all() for moment in (stop.arrives_at, stop.leaves_at)} == {0}
    assert route.ends_at.second == 0


def test_the_route_reads_as_gpx_and_calendar(crew, need):
    from icalendar import Calendar

    need(4)
    route = route_with_stops(stored().routes.get().pk)
    from defusedxml.ElementTree import fromstring

    root = fromstring(as_gpx(route))
    assert len(root.findall("{*}wpt")) == len(route.stops.all())
    entry = next(iter(Calendar.from_ical(as_icalendar(route)).walk("VEVENT")))
    assert "安和一队" in entry["summary"]
    assert entry["dtstart"].dt == route.begins_at


@pytest.mark.parametrize("change", [{"people": 1}, {"minutes": 5}, {"speed_kmh": 30.0}, {"name": " "}])
def test_a_crew_of_one_or_of_runners_is_refused(district, estate, actor, change):
    given = {"name": "二队", "start": estate(1), "begins": time(19, 30), **change}
    with pytest.raises(AnxinError):
        services.save_crew(actor=actor("district_coordinator"), at=AT, **given)
    assert not Crew.objects.exists()
    assert not AuditEntry.objects.exists()
