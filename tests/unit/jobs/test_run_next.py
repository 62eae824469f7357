"""A job's effect happens once, whoever dies in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.core.jobs import services
from anxin.core.jobs.models import Job
from anxin.core.jobs.registry import HANDLERS, job
from days import AT

DONE: list[dict] = []


@pytest.fixture(autouse=True)
def a_kind(db):
    DONE.clear()

    @job("tests.note", lease_seconds=60)
    def note(payload, at):
        if payload.get("fail"):
            raise RuntimeError("not today")
        DONE.append(payload)

    yield
    del HANDLERS["tests.note"]


def test_the_same_key_is_queued_once():
    assert services.enqueue("tests.note", key="a", run_at=AT) is True
    assert services.enqueue("tests.note", key="a", run_at=AT) is False
    while services.run_next(at=AT):
        pass
    assert len(DONE) == 1


def test_a_job_of_tomorrow_waits():
    services.enqueue("tests.note", key="a", run_at=AT + timedelta(days=1))
    assert services.run_next(at=AT) is False
    assert services.run_next(at=AT + timedelta(days=1)) is True


def test_a_leased_job_is_left_alone_until_its_lease_ends():
    services.enqueue("tests.note", key="a", run_at=AT)
    assert services.claim(at=AT) is not None  # a worker takes it and dies
    assert services.run_next(at=AT + timedelta(seconds=30)) is False
    assert services.run_next(at=AT + timedelta(seconds=61)) is True
    assert len(DONE) == 1


def test_a_worker_whose_lease_was_taken_over_does_nothing():
    services.enqueue("tests.note", key="a", run_at=AT)
    slow = services.claim(at=AT)
    services.run_next(at=AT + timedelta(seconds=61))
    services._do(slow, HANDLERS["tests.note"], AT)
    assert len(DONE) == 1


def test_a_failed_job_is_tried_again_later_and_at_last_given_up():
    services.enqueue("tests.note", key="a", run_at=AT, payload={"fail": True})
    at = AT
    for _try in range(services.MOST_TRIES):
        assert services.run_next(at=at) is True
        at += timedelta(hours=1)
    held = Job.objects.get()
    assert held.failed_at is not None
    assert "not today" in held.last_error
    assert services.run_next(at=at) is False


def test_an_unknown_kind_does_not_stop_the_others():
    services.enqueue("tests.unknown", key="a", run_at=AT)
    services.enqueue("tests.note", key="b", run_at=AT)
    services.run_next(at=AT)
    services.run_next(at=AT)
    assert len(DONE) == 1
