"""A volunteer sees the own shifts and the own crew, and nobody else's names."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from anxin.core.audit.models import AuditEntry
from anxin.core.territory.models import Place
from anxin.patrols.rosters.models import DayOff, Duty, Walker
from days import AT, TODAY


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)


def test_a_draft_is_not_shown_to_those_on_it(drafted, signed_in):
    assert "没有班" in signed_in("volunteer").get("/patrols/shifts/").content.decode()


def test_the_page_names_the_own_crew_only(confirmed, signed_in):
    Walker.objects.filter(name="己").update(name="远方的人")
    mine = Duty.objects.filter(walker__name="甲").values("shift")
    Duty.objects.filter(walker__name="远方的人", shift__in=mine).delete()
    page = signed_in("volunteer").get("/patrols/shifts/").content.decode()
    assert "安和一队" in page
    assert "远方的人" not in page


def test_free_evenings_and_days_off_are_kept(confirmed, signed_in):
    browser = signed_in("volunteer")
    browser.post("/patrols/shifts/free/", {"day": ["0", "4", "9"]})
    browser.post("/patrols/shifts/off/", {"date": TODAY.isoformat(), "rather_not": "1"})
    held = Walker.objects.get(name="甲")
    assert held.weekdays == [0, 4]
    assert held.days_off.get().rather_not
    browser.post("/patrols/shifts/off/", {"date": TODAY.isoformat(), "off": "0"})
    assert not DayOff.objects.exists()


def test_a_past_day_off_changes_nothing(confirmed, signed_in):
    before = AuditEntry.objects.count()
    assert signed_in("volunteer").post("/patrols/shifts/off/", {"date": "2026-11-01"}).status_code == 422
    assert not DayOff.objects.exists()
    assert AuditEntry.objects.count() == before


def test_the_calendar_needs_its_secret_and_names_nobody(confirmed, client):
    held = Walker.objects.get(name="甲")
    answer = client.get(f"/patrols/shifts/{held.calendar_token}.ics")
    entries = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(entries) == held.duties.filter(shift__date__gte=TODAY).count()
    assert not any(name in answer.content.decode() for name in "乙丙丁戊己")
    assert client.get("/patrols/shifts/guess.ics").status_code == 404


def test_a_leader_sees_the_crews_of_the_own_place_only(confirmed, signed_in, estate):
    page = f"/patrols/rosters/{confirmed.pk}/"
    assert "安和一队" in signed_in("team_leader").get(page).content.decode()
    confirmed.shifts.first().crew.__class__.objects.update(start=estate(6))  # in the east
    assert "安和一队" not in signed_in("team_leader").get(page).content.decode()
    duty = Duty.objects.first()
    assert signed_in("team_leader").get(f"/patrols/duties/{duty.pk}/").status_code == 404


def test_the_shares_are_shown_and_can_be_taken_along(confirmed, signed_in):
    browser, page = signed_in("district_coordinator"), f"/patrols/rosters/{confirmed.pk}/fairness/"
    assert "8" in browser.get(page).content.decode()
    assert "甲" in browser.get(f"{page}?format=csv").content.decode("utf-8-sig")


@pytest.mark.parametrize("role", ["volunteer", "analyst", "estate_committee"])
def test_who_leads_nobody_sees_no_roster(confirmed, signed_in, role):
    assert signed_in(role).get(f"/patrols/rosters/{confirmed.pk}/").status_code == 403
    assert Place.objects.count() == 12
