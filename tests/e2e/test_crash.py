"""What is acknowledged survives kill -9, and nothing is done twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from benchmarks.crash.trial import Trial, try_it
from nacl.signing import SigningKey

from anxin.core.audit.services import sign_head, verify
from anxin.core.jobs import services as jobs
from anxin.core.jobs.models import Job
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.models import Round, RoundStep
from anxin.core.rounds.services import run_round
from anxin.core.rounds.steps import steps

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


class Killed(BaseException):
    """Stands for kill -9 at a chosen place: nothing catches it."""


@pytest.mark.crash
def test_server_and_round_lose_nothing_and_repeat_nothing():
    result = try_it(Trial(kills=8, database="sqlite", writers=2))
    assert result.holds, str(result)
    server, night = result.tallies
    assert (server.kills, night.kills) == (4, 4)
    assert min(server.acknowledged, night.acknowledged) > 0


@pytest.mark.django_db
def test_a_round_asked_for_again_is_one_attempt_however_often_its_worker_dies(district, monkeypatch):
    finish, seen = jobs._finish, set()

    def killed_at_first(job, at):
        if job.pk not in seen:
            seen.add(job.pk)
            raise Killed
        return finish(job, at)

    monkeypatch.setattr(jobs, "_finish", killed_at_first)
    jobs.enqueue("rounds.run", key="asked", run_at=AT, payload={"date": str(TODAY), "again": True})
    at, waiting = AT, True
    while waiting:
        try:
            waiting = jobs.run_next(at=at)
        except Killed:
            at += timedelta(hours=1)  # the lease runs out
    assert [(night.attempt, night.finished_at is not None) for night in Round.objects.all()] == [(1, True)]
    assert RoundStep.objects.count() == len(steps())


@pytest.mark.django_db
def test_a_round_that_was_cut_off_and_overtaken_is_left_alone(district):
    yesterday = TODAY - timedelta(days=1)
    jobs.enqueue("rounds.run", key="asked", run_at=AT, payload={"date": str(yesterday)})
    assert jobs.run_next(at=AT)  # opens the round; the worker dies before it goes on
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    jobs.enqueue("rounds.run", key="asked again", run_at=AT, payload={"date": str(yesterday), "again": True})
    while jobs.run_next(at=AT):
        pass
    assert not Job.objects.filter(done_at=None).exists()
    assert Round.objects.get(date=yesterday).finished_at is None


@pytest.mark.django_db
def test_a_kill_while_the_signing_key_is_made_leaves_no_empty_key(monkeypatch):
    def killed():
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(SigningKey, "generate", killed)
        with pytest.raises(Killed):
            sign_head(day=TODAY)
    sign_head(day=TODAY)
    assert verify() is None
