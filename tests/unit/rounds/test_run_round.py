"""A round goes on where it was cut off and does no step twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.burglary.models import GoalOutlook, Judgement, YearRecord
from anxin.core.audit.models import AuditEntry
from anxin.core.people.actor import SYSTEM
from anxin.core.released.models import PlaceNeed, Publication
from anxin.core.rounds import services
from anxin.core.rounds.errors import FutureRoundError
from anxin.core.rounds.models import Round, RoundStep
from anxin.core.rounds.services import run_round
from anxin.core.rounds.steps import steps
from days import AT, TODAY


@pytest.fixture
def history(burglaries):
    burglaries(2, 30)
    burglaries(5, 3, days_ago=3, spread=3)


def test_a_round_does_every_step_once_and_reports_it(history):
    night = run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert [step.name for step in night.steps.all()] == [step.name for step in steps()]
    assert night.finished_at
    assert Judgement.objects.count() == 6
    assert Publication.objects.count() == 3
    assert all(step.did for step in night.steps.all())


def test_running_it_again_the_same_day_changes_nothing(history):
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    before = (AuditEntry.objects.count(), RoundStep.objects.count())
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert (AuditEntry.objects.count(), RoundStep.objects.count()) == before


def test_it_goes_on_after_a_crash_in_the_middle(history, monkeypatch):
    plain, calls = services._run_step, []

    def crash(night, step, position):
        calls.append(step.name)
        if position == 4:
            raise KeyboardInterrupt
        plain(night, step, position)

    monkeypatch.setattr(services, "_run_step", crash)
    with pytest.raises(KeyboardInterrupt):
        run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert RoundStep.objects.count() == 3
    monkeypatch.setattr(services, "_run_step", plain)
    night = run_round(day=TODAY, actor=SYSTEM, at=AT + timedelta(minutes=5))
    assert night.steps.count() == len(steps())
    assert Round.objects.count() == 1
    assert AuditEntry.objects.filter(action="burglary.focus_list.redrawn").count() == 1


def test_a_step_whose_effect_fails_leaves_no_trace(history, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr("anxin.burglary.round.replace_needs", fail)
    with pytest.raises(RuntimeError):
        run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert not PlaceNeed.objects.exists()
    assert not RoundStep.objects.filter(name="burglary.publish_needs").exists()


def test_two_runners_of_one_round_do_each_step_once(history):
    night = services.begin_round(day=TODAY, actor=SYSTEM, at=AT)
    for position, step in enumerate(steps(), start=1):
        services._run_step(night, step, position)
        services._run_step(night, step, position)
    assert RoundStep.objects.count() == len(steps())


def test_a_round_of_tomorrow_is_refused(district):
    with pytest.raises(FutureRoundError):
        run_round(day=TODAY + timedelta(days=1), actor=SYSTEM, at=AT)
    assert not Round.objects.exists()


def test_an_empty_district_has_a_round_too(db):
    night = run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert night.finished_at
    assert not Judgement.objects.exists()


def test_a_new_burglary_raises_its_neighbours_alert(history, estate):
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    near = PlaceNeed.objects.filter(kind="near_repeat")
    assert {need.place.code for need in near} == {"E2", "E5"}  # the others live 400 m away


def test_the_record_counts_each_year_and_the_goal_has_an_outlook(history):
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    this_year = YearRecord.objects.get(period="2026", place__code="D")
    assert (this_year.estates, this_year.zero_estates, this_year.incidents) == (6, 4, 33)
    assert this_year.homes == 2100
    outlook = GoalOutlook.objects.get()
    assert outlook.probability == pytest.approx(0.0, abs=1e-6)  # 4 of 6 is below 90 % whatever happens
