"""Four weeks are drafted by the worker, seen, confirmed, and never replaced unasked."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.jobs.models import Job
from anxin.core.jobs.services import run_next
from anxin.core.notices.models import Notice
from anxin.patrols.errors import PlanConfirmedError
from anxin.patrols.rosters.models import CrewShift, DayOff, Duty, Roster, Walker
from anxin.patrols.rosters.services import ask_for_roster, confirm_roster, draft_roster
from days import AT, TODAY


def test_every_evening_has_its_crew_and_the_nights_are_shared(drafted):
    shifts = CrewShift.objects.filter(roster=drafted)
    assert shifts.count() == 28
    # 28 evenings of two need 56 places; six people may walk eight nights each, 48 in all: 24 evenings.
    assert shifts.filter(gap="").count() == 24
    nights = Counter(Duty.objects.values_list("walker__name", flat=True))
    assert set(nights.values()) == {8}
    assert set(shifts.exclude(gap="").values_list("gap", flat=True)) == {"all_taken"}


def test_each_crew_has_one_who_is_trained(drafted):
    for shift in CrewShift.objects.exclude(gap__gt=""):
        assert any(duty.walker.trained for duty in shift.duties.select_related("walker"))


def test_a_day_off_is_kept(walkers, actor):
    for walker in walkers[1:]:
        DayOff.objects.create(walker=walker, date=TODAY)
    draft_roster(first=TODAY, actor=actor("district_coordinator"), at=AT)
    shift = CrewShift.objects.get(date=TODAY)
    assert not shift.duties.exists()
    assert shift.gap == "too_few_free"


def test_the_evening_nobody_trained_is_free_is_named(walkers, actor, signed_in):
    Walker.objects.update(trained=False)
    roster = draft_roster(first=TODAY, actor=actor("district_coordinator"), at=AT)
    page = signed_in("district_coordinator").get(f"/patrols/rosters/{roster.pk}/").content.decode()
    assert "没有培训过的人有空" in page


def test_the_browser_asks_and_the_worker_drafts(walkers, actor):
    ask_for_roster(first=TODAY, actor=actor("district_coordinator"), at=AT)
    ask_for_roster(first=TODAY, actor=actor("district_coordinator"), at=AT)
    assert Job.objects.count() == 1
    while run_next(at=AT):
        pass
    assert Roster.objects.get().first_date == TODAY


@pytest.mark.parametrize(
    ("role", "days", "error"),
    [("volunteer", 0, NotAllowedError), ("team_leader", 0, NotAllowedError), ("district_coordinator", -1, AnxinError)],
)
def test_what_may_not_be_drafted_is_refused_at_once(walkers, actor, role, days, error):
    before = AuditEntry.objects.count()
    with pytest.raises(error):
        ask_for_roster(first=TODAY + timedelta(days=days), actor=actor(role), at=AT)
    assert not Job.objects.exists()
    assert AuditEntry.objects.count() == before


def test_a_confirmed_roster_is_not_replaced_and_all_on_it_are_told(confirmed, actor):
    assert Notice.objects.filter(key=f"patrols.roster:{confirmed.pk}").count() == 6
    before = set(Duty.objects.values_list("pk", "walker_id"))
    for days in (0, 7):
        with pytest.raises(PlanConfirmedError):
            draft_roster(first=TODAY + timedelta(days=days), actor=actor("district_coordinator"), at=AT)
    assert set(Duty.objects.values_list("pk", "walker_id")) == before


@pytest.mark.parametrize("role", ["volunteer", "team_leader", "subdistrict_coordinator", "analyst"])
def test_only_the_district_s_coordinator_confirms(drafted, actor, role):
    with pytest.raises(NotAllowedError):
        confirm_roster(roster_id=drafted.pk, actor=actor(role), at=AT)
    drafted.refresh_from_db()
    assert drafted.confirmed_at is None
    assert not Notice.objects.exists()


def test_the_next_four_weeks_remember_the_last(confirmed, actor):
    roster = draft_roster(first=TODAY + timedelta(days=28), actor=actor("district_coordinator"), at=AT)
    dates = {walker: set(Duty.objects.filter(walker=walker).values_list("shift__date", flat=True))
             for walker in Walker.objects.all()}  # fmt: skip
    for walked in dates.values():
        for day in walked:
            assert len(walked & {day + timedelta(days=i) for i in range(4)}) <= 3
            assert len(walked & {day + timedelta(days=i) for i in range(28)}) <= 8
    assert roster.shifts.filter(gap="").exists()
