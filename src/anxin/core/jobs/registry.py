"""What each kind of job does. A handler is registered once, when its module's `jobs.py` is loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_TRIES = 8  # over some twenty minutes
Effect = Callable[[dict[str, Any], datetime], None]


@dataclass(frozen=True)
class Handler:
    """One kind's work. `atomic`: effect and done are one transaction; otherwise it must bear a repeat."""

    work: Effect
    atomic: bool
    lease_seconds: int
    most_tries: int


HANDLERS: dict[str, Handler] = {}


def job(
    kind: str, *, atomic: bool = True, lease_seconds: int = 120, most_tries: int = MOST_TRIES
) -> Callable[[Effect], Effect]:
    """Register the decorated function as the work of `kind`."""

    def register(work: Effect) -> Effect:
        HANDLERS[kind] = Handler(work, atomic, lease_seconds, most_tries)
        return work

    return register
