"""`audit.record(...)` inside the transaction of the act: the act and its row stand or fall together."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anxin.core.people.actor import Actor

__all__ = ["record"]


def record(action: str, *, subject: str, actor: Actor, at: datetime, **details: Any) -> None:
    """Write down `module.noun.past_verb`; if it cannot be written, the act fails."""
    from anxin.core.audit.services import append  # the app registry is not ready when this package loads

    append(action, subject=subject, actor=actor, at=at, details=details)
