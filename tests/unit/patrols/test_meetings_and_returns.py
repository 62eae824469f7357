"""A crew that is out: what becomes of the meetings it had, and how it comes back the same evening."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError
from anxin.core.people.actor import SYSTEM
from anxin.core.sentences import say
from anxin.patrols.models import Crew, Repair, Stop
from anxin.patrols.planner import draft_plan
from anxin.patrols.repairs.replanner import Happening
from anxin.patrols.repairs.rules import Cause
from anxin.patrols.repairs.services import repair_evening
from anxin.patrols.services import confirm_plan, store_plan
from anxin.patrols.wishes.services import add_wish
from days import AT, TODAY

BEFORE = AT + timedelta(hours=1)  # 19:00, nobody has set out


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.now", lambda: BEFORE)
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)


@pytest.fixture
def evening(estate):
    """Return a function that plans an evening of two crews for real and confirms it."""

    def plan():
        for number in (1, 4):
            Crew.objects.create(name=f"安和{number}队", start=estate(number), begins=time(19, 30), minutes=120)
        return confirm_plan(plan_id=store_plan(draft=draft_plan(TODAY), actor=SYSTEM, at=AT).pk, actor=SYSTEM, at=AT)

    return plan


@pytest.fixture
def met(evening, estate):
    """Both crews are to meet at estate 3 at 20:30."""
    add_wish(
        kind="together", place=estate(3), from_date=TODAY, until_date=TODAY, opens=time(20, 30), closes=time(20, 40),
        crews=2, actor=SYSTEM, at=AT,
    )  # fmt: skip
    return evening()


def change(plan, cause, at=BEFORE, **more):
    return repair_evening(plan=plan, happening=Happening(cause, at, **more), actor=SYSTEM, at=at)


def told(made):
    return [say(each) for each in made.changes]


def places_of(route):
    return sorted(route.stops.values_list("place__code", flat=True))


def test_a_meeting_is_cancelled_and_the_other_crew_goes_only_for_the_places_own_need(met, estate):
    assert Stop.objects.filter(place=estate(3)).count() == 2
    Stop.objects.filter(place=estate(3)).update(reasons=["asked"])
    made = change(met, Cause.CREW_OUT, route=met.routes.first())
    assert told(made)[0] == "原定在“安和3村”会合，现在取消：安和1队来不了。"
    assert not Stop.objects.filter(place=estate(3)).exists()


def test_the_crew_that_is_left_keeps_the_visit_that_the_place_needs(met, estate):
    Stop.objects.filter(place=estate(3)).update(reasons=["asked", "overdue"])
    made = change(met, Cause.CREW_OUT, route=met.routes.first())
    held = Stop.objects.get(place=estate(3))
    assert (held.route.crew_name, held.reasons) == ("安和4队", ["overdue"])
    assert not any("安和3村" in line and "安和1队" in line for line in told(made)[1:])


def test_a_crew_is_called_back_to_what_it_had_and_nobody_took(evening, estate):
    plan = evening()
    route, other = plan.routes.all()
    had = places_of(route)
    out = change(plan, Cause.CREW_OUT, route=route)
    assert sorted(row["place"] for row in out.dropped) == sorted(estate(int(code[1])).pk for code in had)
    taken = set(places_of(other))
    back = change(plan, Cause.CREW_BACK, at=BEFORE + timedelta(minutes=10), route=route)
    assert say(back.cause) == "安和1队继续巡逻。"
    assert set(places_of(route)) | set(places_of(other)) == set(had) | taken
    assert AuditEntry.objects.filter(action="patrols.plan.repaired").count() == 2
    assert not route.is_out


def test_what_only_the_crew_itself_could_visit_is_its_own_again(evening, estate):
    plan = evening()
    route, other = plan.routes.all()
    had = places_of(route)
    change(plan, Cause.CREW_OUT, route=route)
    other.stops.all().delete()  # nobody took anything
    back = change(plan, Cause.CREW_BACK, at=BEFORE + timedelta(minutes=10), route=route)
    assert sorted({*places_of(route), *places_of(other)}) == had
    assert len(told(back)) >= len(had)


def test_who_is_not_out_or_whose_shift_is_over_is_not_called_back(evening):
    plan = evening()
    route = plan.routes.first()
    with pytest.raises(AnxinError, match="没有退出"):
        change(plan, Cause.CREW_BACK, route=route)
    change(plan, Cause.CREW_OUT, route=route)
    before = places_of(plan.routes.last())
    with pytest.raises(AnxinError, match="已经结束"):
        change(plan, Cause.CREW_BACK, at=AT + timedelta(hours=4), route=route)
    assert Repair.objects.count() == 1
    assert places_of(plan.routes.last()) == before


def test_the_page_offers_the_return_and_takes_it(evening, signed_in):
    plan = evening()
    route = plan.routes.first()
    page = signed_in("district_coordinator")
    assert 'value="crew_back"' not in page.get(f"/patrols/{TODAY}/").content.decode()
    change(plan, Cause.CREW_OUT, route=route)
    shown = page.get(f"/patrols/{TODAY}/").content.decode()
    assert "1 支队伍巡" in shown
    assert 'value="crew_back"' in shown
    form = {"cause": "crew_back", "route": route.pk}
    assert signed_in("team_leader").post(f"/patrols/{TODAY}/change/", form).status_code == 403
    assert Repair.objects.count() == 1
    assert signed_in("district_coordinator").post(f"/patrols/{TODAY}/change/", form).status_code == 302
    assert not route.is_out


def test_an_urgent_place_that_nobody_reaches_is_said_with_its_reason(evening, estate):
    plan = evening()
    far = estate(6)
    far.longitude = 125.5
    far.save()
    made = change(plan, Cause.URGENT, place=far)
    assert told(made)[-1] == "“安和6村”今晚去不了：没有哪支队能在下班前赶到再返回。"
