"""What a crew records long before its shift, or where it rests, is kept and counts nowhere."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from anxin.core.people.actor import SYSTEM
from anxin.core.released.models import HazardNote, PlaceDose
from anxin.patrols.models import Stop
from anxin.patrols.queries import last_visits
from anxin.patrols.repairs.replanner import Happening
from anxin.patrols.repairs.rules import Cause
from anxin.patrols.repairs.services import repair_evening
from anxin.patrols.street.models import ShiftReport, StreetAct
from anxin.patrols.street.queries import evening_of, evenings_with_acts, visits_on, weeks
from anxin.patrols.street.reports import shift_values
from anxin.patrols.street.rules import is_early
from days import AT, TODAY
from unit.street.conftest import BEGINS

TOO_EARLY = -61  # minutes from the begin of the crew's way


@pytest.fixture
def phone(client, token):
    client.get(f"/street/open/{token}/")
    return client


def of_crew(crew):
    return next(one for one in evening_of(TODAY) if one.crew == crew)


@pytest.mark.parametrize(("minutes", "early"), [(-61, True), (-60, False), (0, False)])
def test_more_than_an_hour_before_is_early(minutes, early):
    assert is_early(BEGINS + timedelta(minutes=minutes), BEGINS) is early
    assert is_early(BEGINS + timedelta(minutes=minutes), None) is False


def test_an_early_evening_is_kept_and_makes_no_visit_dose_or_report(send, act, crews, estate):
    answers = send(
        act("arrive", 2, TOO_EARLY), act("leave", 2, TOO_EARLY), act("skip", 3, TOO_EARLY, text="门锁着"),
        act("end", minutes=TOO_EARLY),
    )  # fmt: skip
    assert [(one.kept, one.early) for one in answers] == [(True, True)] * 4
    assert StreetAct.objects.filter(early=True).count() == 4
    assert visits_on(TODAY) == {}
    assert not PlaceDose.objects.exists()
    assert not ShiftReport.objects.exists()
    assert evenings_with_acts(most=5) == []
    assert {str(row.line.state) for row in of_crew(crews[0]).lines} == {"missed"}
    assert last_visits()[estate(2).pk] == TODAY  # by the plan, as where nobody ticked


def test_an_early_tick_does_not_hold_a_visit_fast(send, act, plan, crews, estate):
    send(act("arrive", 3, TOO_EARLY))
    stop = Stop.objects.get(route__plan=plan, place=estate(3))
    at = BEGINS - timedelta(minutes=55)
    repair_evening(plan=plan, happening=Happening(Cause.RAIN, at), actor=SYSTEM, at=at)
    assert not Stop.objects.filter(pk=stop.pk).exists()


def test_a_hazard_is_handed_over_whenever_it_was_seen(send, act):
    send(act("hazard", 2, TOO_EARLY, text="楼道堆放电动车"))
    assert HazardNote.objects.get().text == "楼道堆放电动车"


def test_the_phone_says_so_until_something_counts(phone, send, act):
    assert 'role="status" hidden' in phone.get("/street/").content.decode().split('id="street-early"')[1][:60]
    send(act("arrive", 2, TOO_EARLY))
    page = phone.get("/street/").content.decode()
    assert 'role="status">' in page.split('id="street-early"')[1][:60]
    assert 'data-place="E2" data-state="waiting"' in page
    send(act("arrive", 2, 20))
    page = phone.get("/street/").content.decode()
    assert 'role="status" hidden' in page.split('id="street-early"')[1][:60]
    assert 'data-place="E2" data-state="there"' in page


def test_the_answer_to_a_phone_says_what_was_early(client, token):
    at = BEGINS - timedelta(hours=1, minutes=20)
    rows = [{"id": str(uuid4()), "kind": "arrive", "place": "E2", "at": at.isoformat()}]
    delivery = json.dumps({"sent_at": BEGINS.isoformat(), "acts": rows})
    answer = client.post("/street/acts/", {"delivery": delivery}, headers={"X-Crew-Token": token})
    assert [(one["kept"], one["early"]) for one in answer.json()["answers"]] == [(True, True)]


@pytest.fixture
def rest(plan, estate):
    stop = Stop.objects.get(route__plan=plan, place=estate(3))
    stop.reasons = ["rest"]
    stop.save()
    return stop


def test_a_tick_at_a_rest_is_no_visit(rest, send, act, crews):
    send(act("arrive", 2, 20), act("leave", 2, 30), act("arrive", 3, 40), act("leave", 3, 60), act("end", minutes=80))
    assert [dose.place.code for dose in PlaceDose.objects.all()] == ["E2"]
    assert rest.place_id not in last_visits()
    crew = of_crew(crews[0])
    assert (crew.planned, crew.done, crew.unplanned) == (2, 1, 0)
    assert [line["name"] for line in shift_values(crew, TODAY)["lines"]] == ["安和2村", "安和4村"]


def test_a_rest_is_not_among_a_weeks_planned_visits(rest):
    assert [week.planned for week in weeks(TODAY - timedelta(days=7), TODAY, AT + timedelta(days=1))] == [3]
