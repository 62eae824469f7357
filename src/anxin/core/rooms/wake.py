"""Waking the outbox: a job whose only task is to look for posts that are due."""

from __future__ import annotations

from datetime import datetime

from anxin.core.jobs.services import enqueue

DRAIN_JOB = "rooms.drain"


def wake(*, key: str, run_at: datetime) -> None:
    """Have the worker look at `run_at`; the same key at the same moment wakes it once."""
    enqueue(DRAIN_JOB, key=f"{DRAIN_JOB}:{key}:{run_at.timestamp():.3f}", run_at=run_at)
