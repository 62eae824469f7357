"""Who walks tonight is told to those who lead the crew, on the page and the printed sheet, and nowhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.core.people.actor import SYSTEM
from anxin.patrols.models import Plan, Route, Stop
from anxin.patrols.publishing.notice import text_of
from anxin.patrols.publishing.pack import visits_of
from anxin.patrols.publishing.windows import windows
from anxin.patrols.queries import plan_of
from anxin.patrols.rosters.models import Walker
from anxin.patrols.services import confirm_plan
from anxin.patrols.street.queries import link_of
from anxin.patrols.street.tokens import token_from
from days import AT, TODAY
from pdf import everything_in

NAME = "鹮鹊"  # letters that stand nowhere else
LETTERS = [f"<{ord(letter):04x}>".encode() for letter in NAME]
LED = ("district_coordinator", "subdistrict_coordinator", "team_leader")


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)


@pytest.fixture
def route(crew, estate):
    plan = Plan.objects.create(date=TODAY, on_streets=False, prize=1, left_out=0, made_at=AT)
    begins = AT + timedelta(minutes=90)
    made = Route.objects.create(
        plan=plan, crew=crew, crew_name=crew.name, begins_at=begins, ends_at=begins + timedelta(minutes=60),
        walk_metres=900, line=[[124.2, 30.6], [124.2042, 30.6], [124.2, 30.6]],
    )  # fmt: skip
    Stop.objects.create(
        route=made, position=1, place=estate(2), arrives_at=begins + timedelta(minutes=10),
        leaves_at=begins + timedelta(minutes=22), walk_minutes=6, reasons=["overdue"],
    )  # fmt: skip
    confirm_plan(plan_id=plan.pk, actor=SYSTEM, at=AT)
    return made


def name_all(roster):
    """Give everybody on tonight's shift the name that is looked for, with a number."""
    for number, duty in enumerate(roster.shifts.get(date=TODAY).duties.all()):
        Walker.objects.filter(pk=duty.walker_id).update(name=f"{NAME}{number}")


def page(signed_in, role):
    return signed_in(role).get(f"/patrols/{TODAY}/").content.decode()


def is_named(pdf):
    text = everything_in(pdf).lower()
    return [letter in text for letter in LETTERS]


@pytest.mark.parametrize("role", LED)
def test_who_leads_the_crew_reads_who_walks(confirmed, route, signed_in, role):
    name_all(confirmed)
    assert f"{NAME}0" in page(signed_in, role)
    assert is_named(signed_in(role).get(f"/patrols/routes/{route.pk}/sheet.pdf").content) == [True, True]


@pytest.mark.parametrize("role", ["volunteer", "community_officer"])
def test_others_who_see_the_evening_do_not(confirmed, route, signed_in, role):
    name_all(confirmed)
    assert route.crew_name in page(signed_in, role)
    assert NAME not in page(signed_in, role)
    sheet = signed_in(role).get(f"/patrols/routes/{route.pk}/sheet.pdf")
    assert sheet.status_code != 200 or is_named(sheet.content) == [False, False]


def test_the_leader_of_another_place_does_not(confirmed, route, signed_in, estate):
    name_all(confirmed)
    crew = route.crew
    crew.start = estate(5)
    crew.save()
    assert route.crew_name in page(signed_in, "team_leader")
    assert NAME not in page(signed_in, "team_leader")
    assert is_named(signed_in("team_leader").get(f"/patrols/routes/{route.pk}/sheet.pdf").content) == [False, False]


def test_a_draft_of_a_roster_names_nobody(drafted, route, signed_in):
    name_all(drafted)
    assert NAME not in page(signed_in, "district_coordinator")


def test_the_picture_the_post_and_the_phone_know_no_names(confirmed, route, signed_in, client):
    sheet = f"/patrols/routes/{route.pk}/sheet.png"
    before = signed_in("district_coordinator").get(sheet).content
    name_all(confirmed)
    assert signed_in("district_coordinator").get(sheet).content == before
    assert NAME not in text_of(windows(visits_of(plan_of(TODAY))), route.crew.start, TODAY)
    client.logout()
    client.get(f"/street/open/{token_from(link_of(route.crew, TODAY).serial)}/")
    phone = client.get("/street/").content.decode()
    assert "安和2村" in phone
    assert NAME not in phone
