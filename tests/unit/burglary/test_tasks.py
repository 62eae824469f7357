from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from anxin.burglary.errors import AlreadyDecidedError, NotYoursError, SamePersonError
from anxin.burglary.models import FocusListing, FocusTask, ListingState, TaskPhoto
from anxin.burglary.services import tasks
from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError
from anxin.core.notices.models import Notice
from anxin.core.pictures import PhotoError
from days import AT, TODAY


@pytest.fixture
def listing(estate, cast):
    return FocusListing.objects.create(
        place=estate(1), state=ListingState.LISTED, proposed_date=TODAY, chance_worst=0.9, last_12_months=9,
        expected_next_year=4.0, listed_at=AT,
    )  # fmt: skip


@pytest.fixture
def task(listing, cast):
    return FocusTask.objects.create(
        listing=listing, measure_id="talk", title="谈门窗", owner=cast["property_guard"], due_date=TODAY
    )


def plan(listing, actor, cast, **change):
    given = {"measure": "lighting", "title": "补路灯", "owner": cast["estate_committee"], "due_date": TODAY, **change}
    return tasks.plan_task(listing=listing, actor=actor, at=AT, **given)


def test_a_task_is_planned_and_its_owner_told(listing, actor, cast):
    plan(listing, actor("community_officer"), cast)
    assert FocusTask.objects.get().title == "补路灯"
    assert Notice.objects.get().person == cast["estate_committee"]
    assert AuditEntry.objects.get().action == "burglary.task.planned"


@pytest.mark.parametrize("change", [{"due_date": TODAY - timedelta(days=1)}, {"title": "  "}])
def test_a_task_in_the_past_or_without_words_is_refused(listing, actor, cast, change):
    with pytest.raises(AnxinError):
        plan(listing, actor("district_coordinator"), cast, **change)
    assert not FocusTask.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("role", ["volunteer", "estate_committee", "analyst", "administrator", "outsider"])
def test_only_coordinators_and_the_officer_plan(listing, actor, cast, role):
    with pytest.raises(NotYoursError):
        plan(listing, actor(role), cast)
    assert not FocusTask.objects.exists()
    assert not AuditEntry.objects.exists()


def test_done_by_one_verified_by_another(task, actor):
    tasks.finish_task(task=task, actor=actor("property_guard"), at=AT)
    with pytest.raises(SamePersonError):
        tasks.verify_task(task=task, actor=actor("property_guard"), at=AT)
    tasks.verify_task(task=task, actor=actor("estate_committee"), at=AT)
    task.refresh_from_db()
    assert task.verified_by.username == "estate_committee"
    assert [entry.action for entry in AuditEntry.objects.order_by("seq")] == [
        "burglary.task.finished",
        "burglary.task.verified",
    ]


@pytest.mark.parametrize("role", ["estate_committee", "community_officer", "team_leader"])
def test_only_the_owner_or_a_coordinator_says_that_it_is_done(task, actor, role):
    with pytest.raises(NotYoursError):
        tasks.finish_task(task=task, actor=actor(role), at=AT)
    task.refresh_from_db()
    assert task.done_at is None
    assert not AuditEntry.objects.exists()


def test_a_coordinator_may_say_it_for_the_owner(task, actor):
    tasks.finish_task(task=task, actor=actor("subdistrict_coordinator"), at=AT)
    task.refresh_from_db()
    assert task.done_by.username == "subdistrict_coordinator"


def test_nobody_is_told_of_a_task_that_they_gave_themselves(listing, actor, cast):
    plan(listing, actor("subdistrict_coordinator"), cast, owner=cast["subdistrict_coordinator"])
    assert FocusTask.objects.exists()
    assert not Notice.objects.exists()


def test_finishing_twice_is_refused(task, actor):
    tasks.finish_task(task=task, actor=actor("property_guard"), at=AT)
    with pytest.raises(AlreadyDecidedError):
        tasks.finish_task(task=task, actor=actor("estate_committee"), at=AT)
    task.refresh_from_db()
    assert task.done_by.username == "property_guard"


def test_somebody_of_another_place_cannot_finish_it(task, actor, estate):
    task.listing.place = estate(6)
    task.listing.save()
    with pytest.raises(NotYoursError):
        tasks.finish_task(task=task, actor=actor("estate_committee"), at=AT)
    task.refresh_from_db()
    assert task.done_at is None
    assert not AuditEntry.objects.exists()


def picture_with_a_place_in_it() -> bytes:
    image = Image.new("RGB", (2400, 1200), "white")
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photograph_loses_where_and_with_what_it_was_taken(task, actor):
    upload = SimpleUploadedFile("a.jpg", picture_with_a_place_in_it())
    tasks.add_photo(task=task, upload=upload, actor=actor("property_guard"), at=AT)
    with Image.open(TaskPhoto.objects.get().file) as kept:
        assert not kept.getexif()
        assert max(kept.size) == 1600


@pytest.mark.parametrize("content", [b"", b"<svg onload='x'/>", b"\xff\xd8\xff broken", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(task, actor, content):
    upload = SimpleUploadedFile("a.jpg", content)
    with pytest.raises(PhotoError):
        tasks.add_photo(task=task, upload=upload, actor=actor("property_guard"), at=AT)
    assert not TaskPhoto.objects.exists()
    assert not AuditEntry.objects.exists()
