from __future__ import annotations

from datetime import datetime
from typing import Any

from anxin.core.jobs.registry import job
from anxin.core.rooms.outbox.drain import drain
from anxin.core.rooms.wake import DRAIN_JOB

SLICE_SECONDS = 2.0
LEASE_SECONDS = (
    3  # soon after a worker's death the next one goes on; two at once do no harm: rows are claimed one by one
)
TRIES = 10_000


@job(DRAIN_JOB, atomic=False, lease_seconds=LEASE_SECONDS, most_tries=TRIES)
def send_what_is_due(_payload: dict[str, Any], at: datetime) -> None:
    """Send a slice; the rest is another job, so that the worker's other work and its stop are never far."""
    drain(at=at, seconds=SLICE_SECONDS)
