"""A planned task gets another owner or day, or is taken off; whoever is concerned is told, and the audit keeps it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.burglary.errors import AlreadyDecidedError, NotYoursError
from anxin.burglary.models import FocusListing, FocusTask, ListingState
from anxin.burglary.services.task_changes import change_task, remove_task
from anxin.core.audit.models import AuditEntry
from anxin.core.notices.models import Notice
from days import AT, TODAY

LATER = TODAY + timedelta(days=9)


@pytest.fixture
def task(estate, cast):
    listing = FocusListing.objects.create(
        place=estate(1), state=ListingState.LISTED, proposed_date=TODAY, chance_worst=0.9, last_12_months=9,
        expected_next_year=4.0, listed_at=AT,
    )  # fmt: skip
    return FocusTask.objects.create(
        listing=listing, measure_id="talk", title="谈门窗", owner=cast["property_guard"], due_date=TODAY
    )


def test_both_are_told_of_a_new_owner(task, actor, cast):
    owner = cast["estate_committee"]
    change_task(task=task, owner=owner, due_date=LATER, actor=actor("community_officer"), at=AT)
    task.refresh_from_db()
    assert (task.owner, task.due_date) == (owner, LATER)
    assert set(Notice.objects.values_list("person_id", flat=True)) == {owner.pk, cast["property_guard"].pk}
    assert AuditEntry.objects.get().action == "burglary.task.changed"


def test_the_owner_is_told_of_a_new_day_and_nobody_of_none(task, actor, cast):
    owner, officer = cast["property_guard"], actor("community_officer")
    change_task(task=task, owner=owner, due_date=TODAY, actor=officer, at=AT)
    assert not Notice.objects.exists()
    assert not AuditEntry.objects.exists()
    change_task(task=task, owner=owner, due_date=LATER, actor=officer, at=AT)
    assert str(LATER) in str(Notice.objects.get(person=owner).body)


def test_a_task_taken_off_stays_in_the_audit(task, actor, cast):
    remove_task(task=task, actor=actor("subdistrict_coordinator"), at=AT)
    assert not FocusTask.objects.exists()
    assert Notice.objects.get().person == cast["property_guard"]
    assert "谈门窗" in str(AuditEntry.objects.get().details)


@pytest.mark.parametrize("role", ["property_guard", "estate_committee", "volunteer"])
def test_who_does_not_plan_changes_nothing(task, actor, cast, role):
    with pytest.raises(NotYoursError):
        change_task(task=task, owner=cast["estate_committee"], due_date=LATER, actor=actor(role), at=AT)
    with pytest.raises(NotYoursError):
        remove_task(task=task, actor=actor(role), at=AT)
    task.refresh_from_db()
    assert task.owner == cast["property_guard"]
    assert not Notice.objects.exists()
    assert not AuditEntry.objects.exists()


def test_what_is_done_stays(task, actor):
    FocusTask.objects.update(done_at=AT)
    with pytest.raises(AlreadyDecidedError):
        remove_task(task=task, actor=actor("district_coordinator"), at=AT)
    assert FocusTask.objects.exists()
    assert not Notice.objects.exists()


def test_the_page_changes_and_refuses_beside_the_field(task, cast, signed_in, monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)
    browser, address = signed_in("district_coordinator"), f"/focus/{task.listing_id}/tasks/change/"
    sent = {"task": task.pk, "owner": cast["estate_committee"].pk, "due_date": "2020-01-01"}
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert 'value="2020-01-01"' in answer.content.decode()
    assert browser.post(address, {**sent, "owner": cast["outsider"].pk}).status_code == 422
    task.refresh_from_db()
    assert task.owner == cast["property_guard"]
    assert browser.post(address, {**sent, "due_date": LATER.isoformat()}).status_code == 302
    task.refresh_from_db()
    assert task.owner == cast["estate_committee"]
    browser.post(address, {"task": task.pk, "remove": "1"})
    assert not FocusTask.objects.exists()
