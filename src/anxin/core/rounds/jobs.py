from __future__ import annotations

from datetime import date, datetime
from typing import Any

from anxin.core.jobs.registry import job
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.services import run_round


@job("rounds.run", atomic=False, lease_seconds=1800)
def run_the_round(payload: dict[str, Any], at: datetime) -> None:
    """Run or go on with a round; safe to repeat, because a step that is done is skipped."""
    run_round(day=date.fromisoformat(payload["date"]), actor=SYSTEM, at=at, again=payload.get("again", False))
