"""A place that a crew visits twice in an evening: each visit is ticked by itself, on the phone and in the record."""

from __future__ import annotations

import json
import re
from datetime import time, timedelta
from uuid import uuid4

import pytest

from anxin.core.people.actor import SYSTEM
from anxin.core.released.models import PlaceDose
from anxin.patrols.models import Crew, Plan, Stop
from anxin.patrols.planner import draft_plan
from anxin.patrols.repairs.replanner import Happening
from anxin.patrols.repairs.rules import Cause
from anxin.patrols.repairs.services import repair_evening
from anxin.patrols.services import confirm_plan, store_plan
from anxin.patrols.street.models import StreetAct
from anxin.patrols.street.queries import evening_of, link_of, weeks
from anxin.patrols.street.reports import shift_values
from anxin.patrols.street.services.doors import make_door_codes
from anxin.patrols.wishes.services import add_wish
from days import AT, TODAY
from unit.street.conftest import BEGINS, add_route


@pytest.fixture
def plan(crews, estate, actor):
    """The crew comes to estate 2 first and last, with estate 3 between."""
    held = Plan.objects.create(date=TODAY, on_streets=False, prize=1, left_out=0, made_at=AT)
    add_route(held, crews[0], [estate(2), estate(3), estate(2)])
    return confirm_plan(plan_id=held.pk, actor=actor("district_coordinator"), at=AT)


@pytest.fixture
def phone(client, token):
    client.get(f"/street/open/{token}/")
    return client


def states_on_phone(phone):
    page = phone.get("/street/").content.decode()
    return re.findall(r'data-place="(E\d)" data-state="(\w+)" data-visit="(\d)"', page)


def states_on_board():
    return [(row.line.position, str(row.line.state)) for row in evening_of(TODAY)[0].lines]


def test_one_visit_ticked_leaves_the_other_open_everywhere(phone, send, act, signed_in, crews):
    send(act("arrive", 2, 20, visit=1), act("leave", 2, 33, visit=1), act("end", minutes=80))
    assert states_on_phone(phone) == [("E2", "left", "1"), ("E3", "waiting", "1"), ("E2", "waiting", "2")]
    assert states_on_board() == [(1, "done"), (2, "missed"), (3, "missed")]
    report = shift_values(evening_of(TODAY)[0], TODAY)
    assert [row["minutes"] for row in report["lines"]] == ["13", "", ""]
    board = signed_in("district_coordinator").get(f"/patrols/{TODAY}/done/").content.decode()
    assert board.count('<span class="state watch">没走到</span>') == 2


def test_the_second_visit_is_ticked_by_itself(phone, send, act):
    send(act("arrive", 2, 60, visit=2), act("leave", 2, 70, visit=2))
    assert states_on_phone(phone) == [("E2", "waiting", "1"), ("E3", "waiting", "1"), ("E2", "left", "2")]
    assert states_on_board() == [(1, "missed"), (2, "missed"), (3, "done")]


def test_both_visits_count_as_two_with_the_minutes_of_each(send, act):
    send(
        act("arrive", 2, 20), act("leave", 2, 30), act("arrive", 3, 40), act("leave", 3, 50),
        act("arrive", 2, 60, visit=2), act("leave", 2, 75, visit=2),
    )  # fmt: skip
    dose = PlaceDose.objects.get(place__code="E2")
    assert (dose.minutes, dose.people, dose.visits) == (25, 3, 2)
    week = weeks(TODAY - timedelta(days=30), TODAY, AT + timedelta(days=1))[0]
    assert (week.planned, week.visits, week.places) == (3, 3, 2)


def test_a_visit_is_skipped_by_itself(phone, send, act):
    send(act("skip", 2, 60, visit=2, text="门锁着"), act("arrive", 2, 20))
    assert states_on_board() == [(1, "done"), (2, "missed"), (3, "skipped")]


def test_a_page_from_before_the_numbers_means_the_first_visit(client, token, phone):
    rows = [{"id": str(uuid4()), "kind": "arrive", "place": "E2", "at": BEGINS.isoformat()}]
    delivery = json.dumps({"sent_at": BEGINS.isoformat(), "acts": rows})
    answer = client.post("/street/acts/", {"delivery": delivery}, headers={"X-Crew-Token": token})
    assert answer.json()["answers"][0]["kept"] is True
    assert [act.visit for act in StreetAct.objects.all()] == [1]
    assert states_on_phone(phone)[0] == ("E2", "there", "1")
    assert states_on_phone(phone)[2] == ("E2", "waiting", "2")


def test_the_door_code_means_the_visit_that_is_next(phone, send, act, estate, actor):
    code = make_door_codes(places=[estate(2)], actor=actor("team_leader"), at=AT)[0]
    send(act("arrive", 2, 20), act("leave", 2, 30))
    page = phone.get(f"/street/door/{code.token}/").content.decode()
    assert 'name="visit" value="2"' in page.split("at-door")[1].split("</form>")[0]


def test_a_note_is_said_once(send, act):
    send(act("arrive", 2, 20), act("note", 2, 25, text="东门灯不亮"), act("arrive", 2, 60, visit=2))
    assert [len(row.notes) for row in evening_of(TODAY)[0].lines] == [1, 0, 0]


@pytest.fixture
def wished(estate):
    """An evening planned for real by one crew, with a place that is asked for twice."""
    Crew.objects.create(name="安和一队", start=estate(1), begins=time(19, 30), minutes=150)
    add_wish(
        kind="twice", place=estate(3), from_date=TODAY, until_date=TODAY, gap_minutes=40, actor=SYSTEM, at=AT
    )  # fmt: skip
    plan = store_plan(draft=draft_plan(TODAY), actor=SYSTEM, at=AT)
    return confirm_plan(plan_id=plan.pk, actor=SYSTEM, at=AT)


def numbers_at(place):
    return list(Stop.objects.filter(place=place).order_by("arrives_at").values_list("visit", flat=True))


def test_a_planned_evening_numbers_its_visits_and_a_change_keeps_them(wished, estate, send_by):
    assert numbers_at(estate(3)) == [1, 2]
    first = Stop.objects.get(place=estate(3), visit=1)
    send_by(wished, "E3", first.arrives_at)
    late = first.leaves_at
    repair_evening(plan=wished, happening=Happening(Cause.RAIN, late), actor=SYSTEM, at=late)
    assert numbers_at(estate(3)) == [1, 2]
    assert Stop.objects.filter(pk=first.pk).exists()


def test_one_early_tick_does_not_hold_both_visits_fast(wished, estate, send_by):
    """Ticked visits stay as they are when the evening changes; the open one is planned again."""
    early, open_one = Stop.objects.filter(place=estate(3)).order_by("visit")
    send_by(wished, "E3", early.arrives_at - timedelta(minutes=30))
    before = early.arrives_at - timedelta(minutes=25)
    repair_evening(plan=wished, happening=Happening(Cause.RAIN, before), actor=SYSTEM, at=before)
    assert Stop.objects.filter(pk=early.pk).exists()
    assert not Stop.objects.filter(pk=open_one.pk).exists()
    assert numbers_at(estate(3)) == [1, 2]


@pytest.fixture
def send_by():
    """Return a function that ticks an arrival of the only crew of a plan."""
    from anxin.patrols.street.models import ActKind
    from anxin.patrols.street.sent import SentAct
    from anxin.patrols.street.services.delivery import deliver

    def tick(plan, code, at):
        link = link_of(plan.routes.get().crew, plan.date)
        deliver(link=link, acts=[SentAct(uuid4(), ActKind.ARRIVE, code, at=at)], sent_at=None, at=at)

    return tick
