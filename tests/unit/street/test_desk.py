"""What the desk sees of an evening, how it ends, and what follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.jobs.services import run_next
from anxin.patrols import sheet
from anxin.patrols.models import Plan
from anxin.patrols.queries import last_visits
from anxin.patrols.street.models import ShiftReport, StreetAct
from anxin.patrols.street.queries import evening_of, weeks
from anxin.patrols.street.services.shifts import close_evenings
from days import AT, TODAY
from unit.street.conftest import BEGINS, NOON_AFTER, add_route


@pytest.fixture
def walked(send, act):
    send(
        act("arrive", 2, 20), act("leave", 2, 33), act("skip", 3, 40, text="小区正在施工"),
        act("note", 2, 30, text="和门卫聊过"), act("hazard", 2, 31, text="东门灯不亮"),
        act("end", minutes=80, text="顺利"),
    )  # fmt: skip


def test_an_evening_says_what_became_of_every_stop(walked, crews):
    mine, other = sorted(evening_of(TODAY), key=lambda one: one.crew.pk)
    assert [(row.place.code, str(row.line.state)) for row in mine.lines] == [
        ("E2", "done"), ("E3", "skipped"), ("E4", "missed"),
    ]  # fmt: skip
    assert (mine.planned, mine.done, mine.skipped, mine.minutes) == (3, 1, 1, 13)
    assert (other.planned, other.done, other.report) == (1, 0, None)


def test_the_crews_word_writes_the_report_once(walked, send, act):
    held = ShiftReport.objects.get()
    assert (held.by_crew, held.words, held.ended_at) == (True, "顺利", BEGINS + timedelta(minutes=80))
    send(act("end", minutes=85, text="再见"))
    held.refresh_from_db()
    assert held.words == "顺利"


def test_noon_writes_the_reports_of_those_who_said_nothing(walked, crews):
    assert close_evenings(at=NOON_AFTER - timedelta(minutes=1)) == 0
    assert close_evenings(at=NOON_AFTER) == 1
    assert close_evenings(at=NOON_AFTER) == 0
    assert ShiftReport.objects.get(crew=crews[1]).by_crew is False


def test_the_worker_closes_the_evening_at_noon(plan):
    while run_next(at=NOON_AFTER):
        pass
    assert not ShiftReport.objects.exists()
    while run_next(at=NOON_AFTER + timedelta(minutes=2)):
        pass
    assert ShiftReport.objects.count() == 2


def test_a_word_that_came_late_stands_in_the_report(plan, send, act, crews):
    close_evenings(at=NOON_AFTER)
    send(act("end", minutes=80, text="信号不好"), at=NOON_AFTER + timedelta(hours=2))
    held = ShiftReport.objects.get(crew=crews[0])
    assert (held.by_crew, held.words) == (True, "信号不好")


def test_the_report_is_a_page_and_says_so_where_there_is_none(walked, crews, signed_in):
    browser = signed_in("analyst")
    answer = browser.get(f"/patrols/{TODAY}/crews/{crews[0].pk}/report.pdf")
    assert answer.content.startswith(b"%PDF")
    assert browser.get(f"/patrols/{TODAY}/crews/{crews[1].pk}/report.pdf").status_code == 404


def test_visits_done_count_not_visits_planned(walked, plan, crews, estate):
    assert last_visits() == {estate(2).pk: TODAY}


def test_an_evening_without_a_tick_counts_by_its_plan(walked, crews, estate):
    before = Plan.objects.create(
        date=TODAY - timedelta(days=7), on_streets=False, prize=1, left_out=0, made_at=AT, confirmed_at=AT
    )
    add_route(before, crews[0], [estate(2), estate(3)])
    assert last_visits() == {estate(2).pk: TODAY, estate(3).pk: TODAY - timedelta(days=7)}


def test_weeks_set_planned_beside_done(walked):
    week = weeks(TODAY - timedelta(days=30), TODAY, AT + timedelta(days=1))[0]
    assert (week.planned, week.visits, week.places, week.minutes) == (4, 1, 1, 13)


def test_the_pages_of_what_was_done_open(walked, signed_in):
    browser = signed_in("district_coordinator")
    page = browser.get(f"/patrols/{TODAY}/done/").content.decode()
    assert "东门灯不亮" in page
    assert "小区正在施工" in page
    overview = browser.get("/patrols/done/").content.decode()
    assert "安和2村" in overview
    assert browser.get("/patrols/done/?format=csv").content.decode("utf-8-sig").count("\r\n") == 7
    assert "东门灯不亮" in browser.get(f"/patrols/{TODAY}/").content.decode()


def test_door_codes_are_printed_and_stay_the_same(signed_in, estate):
    browser = signed_in("team_leader")
    tokens = []
    for _twice in range(2):
        answer = browser.post("/patrols/doors/print/", {"place": "S1"})
        assert answer.content.startswith(b"%PDF")
        from anxin.patrols.street.models import DoorCode

        tokens.append(sorted(DoorCode.objects.values_list("token", flat=True)))
    assert tokens[0] == tokens[1]
    assert len(tokens[0]) == 4


def test_another_places_door_codes_are_refused(signed_in, estate):
    before = AuditEntry.objects.count()
    assert signed_in("team_leader").post("/patrols/doors/print/", {"place": "E6"}).status_code == 403
    assert AuditEntry.objects.count() == before


def test_another_places_photograph_is_refused(link, signed_in, estate, cast):
    from uuid import uuid4

    from django.core.files.base import ContentFile

    def photograph(number):
        seen = StreetAct(
            id=uuid4(), link=link, crew=link.crew, date=TODAY, kind="note", place=estate(number), at=AT, received_at=AT
        )
        seen.photo.save("x.jpg", ContentFile(b"x"))
        return f"/patrols/photos/{seen.pk}.jpg"

    browser = signed_in("team_leader")
    assert browser.get(photograph(1)).status_code == 200
    assert browser.get(photograph(6)).status_code == 403


def test_the_sheet_carries_the_link_for_those_who_hand_it_out(plan, link, token, monkeypatch, signed_in):
    seen: list[str] = []
    drawn = sheet.qr_svg
    monkeypatch.setattr(sheet, "qr_svg", lambda text: seen.append(text) or drawn(text))
    route = plan.routes.get(crew=link.crew).pk
    for role, address in (("team_leader", "sheet.pdf"), ("volunteer", "sheet.pdf"), ("team_leader", "sheet.png")):
        assert signed_in(role).get(f"/patrols/routes/{route}/{address}").status_code == 200
    assert [token in text for text in seen] == [True, False, False]


def test_a_shift_that_is_not_over_is_not_held_against_anybody(walked):
    assert [week.planned for week in weeks(TODAY - timedelta(days=30), TODAY, AT - timedelta(hours=12))] in ([], [0])
