"""A crew that is added later gets its evenings filled; nobody who stands on the roster moves."""

from __future__ import annotations

from datetime import time

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.jobs.models import Job
from anxin.core.jobs.services import run_next
from anxin.core.notices.models import Notice
from anxin.methods.rosters import check_roster
from anxin.patrols.models import Crew
from anxin.patrols.rosters.filling import ask_to_fill, fill_open, open_shifts
from anxin.patrols.rosters.models import CrewShift, Duty, Walker
from anxin.patrols.rosters.problem import LOOKS_BACK, problem_for
from days import AT, TODAY


@pytest.fixture
def added(confirmed, estate, walkers):
    """A second crew, and four more people who may walk with it; none was there when the roster was confirmed."""
    for i in range(4):
        team = walkers[0].team
        Walker.objects.create(name=f"新{i}", team=team, trained=i < 2, weekdays=list(range(7)))
    return Crew.objects.create(name="安和二队", start=estate(2), begins=time(19, 30), people=2)


def standing():
    return set(Duty.objects.values_list("pk", "shift_id", "walker_id"))


def test_the_new_crew_is_filled_and_nobody_moves(confirmed, added, actor):
    before = standing()
    seats = fill_open(roster_id=confirmed.pk, actor=actor("district_coordinator"), at=AT)
    assert seats > 0
    assert before < standing()
    assert len(standing()) == len(before) + seats
    assert not CrewShift.objects.filter(crew=added, date__lte=TODAY).exists()
    walked = CrewShift.objects.filter(crew=added).exclude(duties=None).distinct()
    assert walked.exists()
    everybody, shifts = list(Walker.objects.select_related("team")), list(confirmed.shifts.select_related("crew"))
    row = {walker.pk: i for i, walker in enumerate(everybody)}
    crews = [[row[key] for key in shift.duties.values_list("walker_id", flat=True)] for shift in shifts]
    assert check_roster(problem_for(shifts, everybody, since=TODAY - LOOKS_BACK), crews) == []


def test_those_added_are_told_and_nobody_else(confirmed, added, actor, walkers):
    Notice.objects.all().delete()
    before = set(Duty.objects.values_list("pk", flat=True))
    fill_open(roster_id=confirmed.pk, actor=actor("district_coordinator"), at=AT)
    fresh = Duty.objects.exclude(pk__in=before).exclude(walker__person=None)
    told = set(Notice.objects.values_list("person_id", flat=True))
    assert told == set(fresh.values_list("walker__person_id", flat=True))


def test_the_button_queues_it_once_and_the_job_fills(confirmed, added, actor):
    coordinator = actor("district_coordinator")
    ask_to_fill(roster_id=confirmed.pk, actor=coordinator, at=AT)
    ask_to_fill(roster_id=confirmed.pk, actor=coordinator, at=AT)
    assert Job.objects.filter(kind="patrols.roster.fill").count() == 1
    while run_next(at=AT):
        pass
    assert CrewShift.objects.filter(crew=added).exists()
    assert Notice.objects.filter(key__startswith="patrols.roster.fill:").count() == 1


def test_a_second_filling_finds_only_what_nobody_can_walk(confirmed, added, actor):
    coordinator = actor("district_coordinator")
    fill_open(roster_id=confirmed.pk, actor=coordinator, at=AT)
    before = standing()
    fill_open(roster_id=confirmed.pk, actor=coordinator, at=AT)
    assert standing() >= before
    assert all(shift.gap for shift in open_shifts(confirmed, TODAY) if shift.pk and shift.date > TODAY)


def test_nothing_open_is_said(confirmed, actor):
    CrewShift.objects.filter(duties=None).delete()
    Crew.objects.update(active=False)
    before = AuditEntry.objects.count()
    with pytest.raises(AnxinError):
        ask_to_fill(roster_id=confirmed.pk, actor=actor("district_coordinator"), at=AT)
    assert not Job.objects.filter(kind="patrols.roster.fill").exists()
    assert AuditEntry.objects.count() == before


def test_only_who_plans_fills(confirmed, added, actor):
    before = standing()
    with pytest.raises(NotAllowedError):
        fill_open(roster_id=confirmed.pk, actor=actor("team_leader"), at=AT)
    assert standing() == before
