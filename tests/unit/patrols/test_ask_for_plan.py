"""The browser asks, the worker plans, the page waits."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.jobs.models import Job
from anxin.core.jobs.services import run_next
from anxin.core.notices.models import Notice
from anxin.core.people.models import Grant
from anxin.patrols.errors import NoCrewError
from anxin.patrols.models import Crew, Plan
from anxin.patrols.services import ask_for_plan
from days import AT, TODAY


@pytest.fixture
def crew(estate):
    return Crew.objects.create(name="安和一队", start=estate(1), begins=time(19, 30), minutes=90)


@pytest.fixture
def ask(actor):
    def by(role="district_coordinator", day=TODAY):
        ask_for_plan(day=day, actor=actor(role), at=AT)

    return by


def test_the_page_waits_until_the_worker_has_planned(crew, ask, signed_in, monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    ask()
    browser, page = signed_in("district_coordinator"), f"/patrols/{TODAY}/"
    assert "正在排路线" in browser.get(page).content.decode()
    while run_next(at=AT):
        pass
    assert "正在排路线" not in browser.get(page).content.decode()
    assert Plan.objects.get().date == TODAY


@pytest.mark.parametrize(
    ("role", "day", "error"),
    [
        ("volunteer", TODAY, NotAllowedError),
        ("district_coordinator", TODAY - timedelta(days=1), AnxinError),
    ],
)
def test_what_may_not_be_planned_is_refused_at_once(crew, ask, role, day, error):
    before = AuditEntry.objects.count()
    with pytest.raises(error):
        ask(role, day)
    assert not Job.objects.exists()
    assert AuditEntry.objects.count() == before


def test_without_a_crew_nothing_is_queued(ask):
    with pytest.raises(NoCrewError):
        ask()
    assert not Job.objects.exists()


def test_whoever_asked_is_told_if_the_right_to_plan_ended_meanwhile(crew, ask, cast):
    ask()
    Grant.objects.filter(person=cast["district_coordinator"]).update(ended_at=AT)
    while run_next(at=AT):
        pass
    assert not Plan.objects.exists()
    assert Notice.objects.get().person == cast["district_coordinator"]
