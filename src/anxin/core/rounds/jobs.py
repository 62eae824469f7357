from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import Any

from anxin.core.jobs.registry import job
from anxin.core.jobs.services import enqueue
from anxin.core.people.actor import SYSTEM, Actor
from anxin.core.rounds.errors import PastRoundError
from anxin.core.rounds.services import begin_round, run_round


@job("rounds.run")
def begin_the_round(payload: dict[str, Any], at: datetime) -> None:
    """Open the round and queue the rest, in the job's own transaction: `again` opens one attempt, not one a try."""
    day = date.fromisoformat(payload["date"])
    with suppress(PastRoundError):
        night = begin_round(day=day, actor=_asker(payload), at=at, again=payload.get("again", False))
        enqueue("rounds.go_on", key=f"rounds.go_on:{night.pk}:{at.timestamp()}", run_at=at, payload=payload)


@job("rounds.go_on", atomic=False, lease_seconds=1800)
def go_on_with_the_round(payload: dict[str, Any], at: datetime) -> None:
    """Do what is left of a round; safe to repeat, because a step that is done is skipped.

    A round that a later one has overtaken is left as it is.
    """
    with suppress(PastRoundError):
        run_round(day=date.fromisoformat(payload["date"]), actor=_asker(payload), at=at)


def _asker(payload: dict[str, Any]) -> Actor:
    return Actor(payload["actor"], payload["person"]) if "actor" in payload else SYSTEM
