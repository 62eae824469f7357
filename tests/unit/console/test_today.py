"""Today counts honestly and tells each role what is its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.burglary.models import FocusListing, FocusTask
from anxin.patrols.models import Crew
from anxin.patrols.services import confirm_plan, plan_evening
from days import AT, TODAY


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)


@pytest.fixture
def listing(estate):
    return FocusListing.objects.create(
        place=estate(1), state="listed", proposed_date=TODAY, chance_worst=0.9, last_12_months=9, expected_next_year=5.0
    )


@pytest.fixture
def tasks(listing, cast):
    """Return a function that gives the officer of S1 as many tasks."""

    def give(count: int, **more):
        days = (TODAY + timedelta(days=7 + i) for i in range(count))
        FocusTask.objects.bulk_create(
            FocusTask(
                listing=listing,
                measure_id="other",
                title=f"第 {i} 项",
                owner=cast["community_officer"],
                due_date=day,
                **more,
            )
            for i, day in enumerate(days)
        )

    return give


def test_all_tasks_are_counted_not_those_that_were_read(tasks, signed_in):
    tasks(42)
    page = signed_in("community_officer").get("/").content.decode()
    assert "你有 42 项任务。" in page
    assert "还有 34 项" in page
    assert "期限更晚" not in page


def test_a_task_that_others_did_waits_for_the_officer_of_the_place(tasks, cast, signed_in):
    tasks(2, done_at=AT, done_by=cast["property_guard"])
    page = signed_in("community_officer").get("/").content.decode()
    assert "2 项任务已完成，等待核实。" in page
    assert "第 1 项" in page


def test_nobody_is_asked_to_verify_their_own_work(tasks, cast, signed_in):
    tasks(1, done_at=AT, done_by=cast["community_officer"])
    assert "等待核实。" not in signed_in("community_officer").get("/").content.decode()


@pytest.fixture
def tonight(estate, burglaries, actor, settings):
    settings.ANXIN = {**settings.ANXIN, "plan_seconds": 1}
    Crew.objects.create(name="西一队", start=estate(1), minutes=35)
    Crew.objects.create(name="东一队", start=estate(5), minutes=35)
    plan = plan_evening(day=TODAY, actor=actor("district_coordinator"), at=AT)
    assert plan.routes.count() == 2
    return plan


@pytest.mark.parametrize("role", ["volunteer", "team_leader"])
def test_a_confirmed_evening_stands_on_the_page_of_those_who_turn_out(tonight, actor, signed_in, role):
    browser = signed_in(role)
    assert "西一队" not in browser.get("/").content.decode()
    confirm_plan(plan_id=tonight.pk, actor=actor("district_coordinator"), at=AT)
    page = browser.get("/").content.decode()
    assert "今晚有 1 支队伍巡逻。" in page
    assert "西一队" in page
    assert "东一队" not in page
