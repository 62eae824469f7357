"""An evening that goes otherwise: the rest is planned again, what has begun stays, and what changed is said."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError
from anxin.core.people.actor import SYSTEM
from anxin.core.sentences import say
from anxin.patrols.models import Crew, Plan, Repair, Stop
from anxin.patrols.planner import draft_plan
from anxin.patrols.repairs.line import metres_of, walked_part
from anxin.patrols.repairs.replanner import Happening
from anxin.patrols.repairs.rules import Cause, Visit, stands_at
from anxin.patrols.repairs.services import repair_evening
from anxin.patrols.services import confirm_plan, store_plan
from days import AT, TODAY

BEFORE = AT + timedelta(hours=1)  # 19:00, nobody has set out


@pytest.fixture
def confirmed(estate):
    for number in (1, 4):
        Crew.objects.create(name=f"安和{number}队", start=estate(number), begins=time(19, 30), minutes=120)
    plan = store_plan(draft=draft_plan(TODAY), actor=SYSTEM, at=AT)
    return confirm_plan(plan_id=plan.pk, actor=SYSTEM, at=AT)


def visits():
    return {
        (stop.route.crew_name, stop.place.code, stop.arrives_at)
        for stop in Stop.objects.select_related("route", "place")
    }


def test_a_crew_that_is_out_goes_nowhere_and_the_page_says_who_takes_over(confirmed):
    out = confirmed.routes.first()
    had = {stop.place.name for stop in out.stops.all()}
    made = repair_evening(
        plan=confirmed, happening=Happening(Cause.CREW_OUT, BEFORE, route=out), actor=SYSTEM, at=BEFORE
    )
    assert not out.stops.exists()
    told = " ".join(say(each) for each in made.changes)
    assert all(name in told for name in had)
    assert AuditEntry.objects.filter(action="patrols.plan.repaired").exists()


def test_rain_makes_every_walk_longer(confirmed):
    places = {place for _, place, _ in visits()}
    repair_evening(plan=confirmed, happening=Happening(Cause.RAIN, BEFORE), actor=SYSTEM, at=BEFORE)
    assert {place for _, place, _ in visits()} <= places
    for route in confirmed.routes.all():
        for stop in route.stops.all():
            assert stop.arrives_at > BEFORE


def test_an_urgent_place_is_visited(confirmed, estate):
    Stop.objects.filter(place=estate(5)).delete()
    happening = Happening(Cause.URGENT, BEFORE, place=estate(5))
    repair_evening(plan=confirmed, happening=happening, actor=SYSTEM, at=BEFORE)
    assert Stop.objects.filter(place=estate(5)).count() == 1


def test_what_has_begun_stays(confirmed):
    route = confirmed.routes.first()
    first = route.stops.first()
    late = first.arrives_at + timedelta(minutes=2)
    begun = {visit for visit in visits() if visit[2] <= late}
    repair_evening(plan=confirmed, happening=Happening(Cause.RAIN, late), actor=SYSTEM, at=late)
    assert begun <= visits()
    for each in confirmed.routes.all():
        positions = list(each.stops.values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))


def test_a_draft_and_an_evening_that_is_over_are_refused(confirmed):
    was = visits()
    late = AT + timedelta(hours=12)
    with pytest.raises(AnxinError, match="结束"):
        repair_evening(plan=confirmed, happening=Happening(Cause.RAIN, late), actor=SYSTEM, at=late)
    Plan.objects.update(confirmed_at=None)
    with pytest.raises(AnxinError, match="没有确认"):
        repair_evening(plan=Plan.objects.get(), happening=Happening(Cause.RAIN, BEFORE), actor=SYSTEM, at=BEFORE)
    assert visits() == was
    assert not Repair.objects.exists()


def test_only_the_districts_coordinator_changes_an_evening(confirmed, signed_in):
    was = visits()
    for role in ("team_leader", "community_officer", "subdistrict_coordinator"):
        answer = signed_in(role).post(f"/patrols/{TODAY}/change/", {"cause": "rain"})
        assert answer.status_code in {403, 404}
    assert visits() == was
    assert not Repair.objects.exists()


@pytest.mark.parametrize("form", [{}, {"cause": "party"}, {"cause": "crew_out"}, {"cause": "crew_out", "route": "0"}])
def test_what_happened_must_be_said(confirmed, signed_in, form):
    was = visits()
    assert signed_in("district_coordinator").post(f"/patrols/{TODAY}/change/", form).status_code == 422
    assert visits() == was


def test_a_crew_stands_where_its_last_visit_was():
    done, later = Visit(1, 7, 100, 200), Visit(2, 8, 300, 400)
    assert stands_at([done, later], 5, 60, 150) == (7, 200)
    assert stands_at([done, later], 5, 60, 230) == (7, 230)
    assert stands_at([done, later], 5, 60, 60) == (5, 60)
    assert stands_at([], 5, 60, 10) == (5, 60)


def test_a_crew_that_is_out_stays_out_at_the_next_change(confirmed, estate):
    out = confirmed.routes.first()
    repair_evening(plan=confirmed, happening=Happening(Cause.CREW_OUT, BEFORE, route=out), actor=SYSTEM, at=BEFORE)
    later = BEFORE + timedelta(minutes=5)
    for number in (1, 2, 3):
        happening = Happening(Cause.URGENT, later, place=estate(number))
        repair_evening(plan=confirmed, happening=happening, actor=SYSTEM, at=later)
    assert not out.stops.exists()


def test_an_urgent_place_that_is_planned_already_is_not_visited_twice(confirmed):
    place = Stop.objects.first().place
    happening = Happening(Cause.URGENT, BEFORE, place=place)
    repair_evening(plan=confirmed, happening=happening, actor=SYSTEM, at=BEFORE)
    assert Stop.objects.filter(place=place).count() == 1


def test_a_crew_on_its_way_goes_on(confirmed):
    route = confirmed.routes.first()
    second = route.stops.all()[1]
    under_way = second.arrives_at - timedelta(minutes=1)
    repair_evening(plan=confirmed, happening=Happening(Cause.RAIN, under_way), actor=SYSTEM, at=under_way)
    assert Stop.objects.filter(pk=second.pk, arrives_at=second.arrives_at).exists() or second.walk_minutes == 0


def test_what_a_crew_ticked_early_is_not_given_to_another(confirmed):
    from anxin.patrols.street.models import CrewLink, StreetAct

    route = confirmed.routes.first()
    last = route.stops.last()
    link = CrewLink.objects.get(crew=route.crew, date=TODAY)
    StreetAct.objects.create(
        id="0" * 32, link=link, crew=route.crew, date=TODAY, kind="arrive", place=last.place, at=AT, received_at=AT
    )
    repair_evening(plan=confirmed, happening=Happening(Cause.RAIN, BEFORE), actor=SYSTEM, at=BEFORE)
    assert Stop.objects.filter(pk=last.pk).exists()


def test_a_new_place_opens_for_the_crews_phone(confirmed, estate):
    from anxin.patrols.street.models import CrewLink

    Stop.objects.filter(place=estate(5)).delete()
    CrewLink.objects.update(places=[])
    happening = Happening(Cause.URGENT, BEFORE, place=estate(5))
    repair_evening(plan=confirmed, happening=happening, actor=SYSTEM, at=BEFORE)
    crew = Stop.objects.get(place=estate(5)).route.crew
    assert estate(5).pk in CrewLink.objects.get(crew=crew).places


def test_rain_after_the_last_visit_has_begun_changes_nothing(confirmed):
    late = max(stop.arrives_at for stop in Stop.objects.all()) + timedelta(minutes=1)
    was = visits()
    repair_evening(plan=confirmed, happening=Happening(Cause.RAIN, late), actor=SYSTEM, at=late)
    assert visits() == was


def test_the_walked_part_of_a_way_ends_at_the_last_stop_that_is_over():
    way = [[124.0, 30.0], [124.1, 30.0], [124.2, 30.0], [124.0, 30.0]]
    assert walked_part(way, [(124.1, 30.0)]) == way[:2]
    assert walked_part(way, [(124.1, 30.0), (124.2, 30.0)]) == way[:3]
    assert walked_part(way, []) == []
    assert metres_of(way[:2]) == pytest.approx(9632, rel=0.01)
    assert metres_of([]) == 0
