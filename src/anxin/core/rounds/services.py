from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.clock import now
from anxin.core.jobs.services import enqueue
from anxin.core.people.actor import Actor
from anxin.core.rounds.errors import FutureRoundError, PastRoundError
from anxin.core.rounds.models import Round, RoundStep
from anxin.core.rounds.steps import Step, StepReport, steps

Progress = Callable[[int, int, Step], None]


def run_round(*, day: date, actor: Actor, at: datetime, again: bool = False, progress: Progress | None = None) -> Round:
    """Run the round of a day, or go on with one that was cut off; a step that is done is not done twice."""
    night = begin_round(day=day, actor=actor, at=at, again=again)
    done = set(night.steps.values_list("name", flat=True))
    todo = steps()
    for position, step in enumerate(todo, start=1):
        if progress:
            progress(position, len(todo), step)
        if step.name not in done:
            _run_step(night, step, position)
    return finish_round(night, actor=actor)


@transaction.atomic
def ask_for_round(*, day: date, actor: Actor, at: datetime) -> None:
    """Queue a round of the day in the name of the person who asks; a finished one is run once more."""
    payload = {"date": day.isoformat(), "again": True, "actor": actor.name, "person": actor.person_id}
    enqueue("rounds.run", key=f"rounds.run:{day}:{at.timestamp()}:{actor.person_id}", run_at=at, payload=payload)
    audit.record("rounds.round.requested", subject=str(day), actor=actor, at=at)


@transaction.atomic
def begin_round(*, day: date, actor: Actor, at: datetime, again: bool = False) -> Round:
    """Open the round of a day, or return the one that is open or finished; `again` opens a new attempt.

    Refuses a day that has not come, and one that a later round has overtaken.
    """
    if day > timezone.localdate(at):
        raise FutureRoundError(_("The round of %(day)s cannot run yet. Choose today or an earlier day.") % {"day": day})
    if Round.objects.filter(date__gt=day).exclude(finished_at=None).exists():
        raise PastRoundError(_("A later round has run already; an older one would put old figures in its place."))
    latest = Round.objects.select_for_update().filter(date=day).first()
    if latest and not (again and latest.finished_at):
        return latest
    attempt = latest.attempt + 1 if latest else 1
    night = Round.objects.create(date=day, attempt=attempt, started_at=at)
    audit.record("rounds.round.started", subject=str(day), actor=actor, at=at, attempt=attempt)
    return night


@transaction.atomic
def finish_round(night: Round, *, actor: Actor) -> Round:
    """Close the round once."""
    finished = now()
    if Round.objects.filter(pk=night.pk, finished_at=None).update(finished_at=finished):
        audit.record("rounds.round.finished", subject=str(night.date), actor=actor, at=finished, attempt=night.attempt)
    night.refresh_from_db()
    return night


def _run_step(night: Round, step: Step, position: int) -> None:
    begun = time.perf_counter()
    decision: Any = step.decide(night.date)
    with transaction.atomic():
        # The lock on the round's row makes two runners of one round take turns.
        Round.objects.select_for_update().get(pk=night.pk)
        if RoundStep.objects.filter(round=night, name=step.name).exists():
            return
        done_at = now()
        report: StepReport = step.do(decision, night.date, done_at)
        RoundStep.objects.create(
            round=night,
            name=step.name,
            position=position,
            done_at=done_at,
            seconds=round(time.perf_counter() - begun, 3),
            did=report.did,
            needs=report.needs,
            changed=report.changed,
        )
