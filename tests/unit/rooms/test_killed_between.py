"""kill -9 at every point of the way: nothing is lost, nothing is doubled, what nobody can know is unsure."""

from __future__ import annotations

import os
import signal
import threading
from datetime import timedelta
from random import Random

import pytest
from benchmarks.rooms.__main__ import one_run

from anxin.core.jobs.models import Job
from anxin.core.rooms.models import Delivery
from anxin.core.rooms.outbox import drain as outbox
from anxin.core.rooms.outbox.claim import claim
from anxin.core.rooms.outbox.drain import look_again
from anxin.core.rooms.outbox.journal import Journal, folder, of_the_dead
from anxin.core.rooms.outbox.record import record, take_over_from_the_dead
from anxin.core.rooms.outcome import DELIVERED, Outcome
from anxin.core.rooms.services.packs import PartDraft
from anxin.core.rooms.states import PartKind, Sent
from days import AT


@pytest.fixture
def one_post(room, released, district):
    room()
    released(PartDraft(district, PartKind.TEXT, "今晚巡逻"))
    return Delivery.objects.get


@pytest.fixture
def dead():
    """Return a journal whose process has died: its lock is free, its lines stand."""

    def die(journal):
        os.close(journal._file)
        return journal

    return die


def test_dead_before_the_call_goes_back_to_the_queue(one_post, dead, send, service):
    journal = Journal()
    claim(10, worker=journal.name, at=AT)
    dead(journal)
    assert one_post().state == Sent.SENDING
    send()
    assert (one_post().state, len(service.heard)) == (Sent.DELIVERED, 1)
    assert list(folder().iterdir()) == []


def test_dead_between_call_and_answer_is_unsure_and_never_sent_again(one_post, dead, send, service):
    journal = Journal()
    (claimed,) = claim(10, worker=journal.name, at=AT)
    journal.call(claimed.attempt)
    dead(journal)
    for hours in range(3):
        send(AT + timedelta(hours=hours))
    assert (one_post().state, service.heard) == (Sent.UNSURE, [])


def test_dead_between_answer_and_commit_keeps_the_answer(one_post, dead, send, service):
    journal = Journal()
    (claimed,) = claim(10, worker=journal.name, at=AT)
    journal.call(claimed.attempt)
    journal.answer(claimed.attempt, DELIVERED)
    dead(journal)
    send()
    assert (one_post().state, service.heard) == (Sent.DELIVERED, [])


def test_dead_after_the_commit_changes_nothing(one_post, dead, send, service):
    journal = Journal()
    (claimed,) = claim(10, worker=journal.name, at=AT)
    journal.call(claimed.attempt)
    journal.answer(claimed.attempt, DELIVERED)
    record([(claimed.delivery, claimed.attempt, DELIVERED)], at=AT)
    dead(journal)
    send()
    assert (one_post().state, service.heard) == (Sent.DELIVERED, [])


def test_a_line_torn_by_the_death_was_not_said(one_post, dead, send, service):
    journal = Journal()
    (claimed,) = claim(10, worker=journal.name, at=AT)
    journal.call(claimed.attempt)
    os.write(journal._file, b'{"answer": "' + claimed.attempt.encode())
    dead(journal)
    send()
    assert one_post().state == Sent.UNSURE


def test_the_journal_of_a_living_process_is_left_alone(one_post, send, service):
    journal = Journal()
    claim(10, worker=journal.name, at=AT)
    send(AT + timedelta(hours=1))
    assert one_post().state == Sent.SENDING
    assert (list(of_the_dead()), service.heard) == ([], [])
    journal.close(recorded=True)


def test_a_row_whose_journal_is_nowhere_is_unsure_after_a_while(one_post, service):
    claim(10, worker="a process of a machine that burned down", at=AT)
    assert take_over_from_the_dead(at=AT + timedelta(minutes=9)) == 0
    assert one_post().state == Sent.SENDING
    assert take_over_from_the_dead(at=AT + timedelta(minutes=11)) == 1
    assert one_post().state == Sent.UNSURE


def test_an_outcome_of_an_old_attempt_is_not_taken_for_the_new_one(one_post):
    (old,) = claim(10, worker="one", at=AT)
    record([(old.delivery, old.attempt, Outcome(Sent.WAITING, wait_seconds=0))], at=AT)
    claim(10, worker="two", at=AT + timedelta(seconds=1))
    record([(old.delivery, old.attempt, DELIVERED)], at=AT)
    assert one_post().state == Sent.SENDING


def test_a_failure_of_the_database_after_the_answer_loses_no_answer(one_post, send, service, monkeypatch):
    def broken(*_args, **_more):
        raise RuntimeError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "record", broken)
        with pytest.raises(RuntimeError):
            send()
    assert one_post().state == Sent.SENDING
    send()
    assert (one_post().state, len(service.heard)) == (Sent.DELIVERED, 1)


def test_two_claims_never_take_the_same_post(room, released):
    for number in range(12):
        room(f"{number}村群")
    released()
    first, second = claim(8, worker="one", at=AT), claim(8, worker="two", at=AT)
    assert len(first) + len(second) == 12
    assert not {one.delivery for one in first} & {one.delivery for one in second}


def test_a_wake_that_was_lost_is_made_up_for_within_a_minute(one_post, send, service):
    Job.objects.all().delete()
    look_again(at=AT)
    assert not Job.objects.exists()  # it is due only now
    look_again(at=AT + timedelta(minutes=1))
    assert Job.objects.filter(kind="rooms.drain").count() == 1


@pytest.mark.crash
def test_a_worker_that_is_really_killed_loses_nothing_and_doubles_nothing():
    verdict = one_run(24, 3, 0.1, "sqlite", Random(7))
    assert (verdict.doubled, verdict.lost, verdict.wrongly_delivered, verdict.refused) == (0, 0, 0, 0)
    assert (verdict.after_a_person, verdict.doubled_after) == (24 * 3, 0)
    assert verdict.unsure <= 10 * verdict.kills


@pytest.mark.crash
def test_a_worker_that_is_asked_to_stop_hears_out_what_is_on_its_way():
    from benchmarks.crash.installation import installation
    from benchmarks.rooms.__main__ import inside
    from benchmarks.rooms.service import running

    with running(0.3) as service, installation("sqlite") as made:
        made.environment.update(ANXIN_ROOM_HOSTS=f"127.0.0.1:{service.port}", ANXIN_ROOM_PRIVATE_HOSTS="127.0.0.1")
        made.run("prepare")
        inside(made, "make", "12", str(service.port))
        heard = threading.Event()
        service.on_heard = heard.set
        worker = made.start("work")
        assert heard.wait(60), made.complaints()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
        made.alive.remove(worker)
        states = inside(made, "states")
    assert "sending" not in states
    assert "unsure" not in states
