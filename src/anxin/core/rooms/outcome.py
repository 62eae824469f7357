"""What came of a call, as the journal keeps it: plain values that survive the process."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from anxin.core.rooms.states import Sent
from anxin.core.sentences import Stored


@dataclass(frozen=True)
class Outcome:
    """The state that follows, the reason, and how long to wait where it is to be tried again.

    `waiting` says that the post is certainly not in the room and may be tried again.
    """

    state: str
    reason: Stored | None = None
    wait_seconds: float | None = None
    blocks_robot: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it for the journal."""
        return asdict(self)


DELIVERED = Outcome(Sent.DELIVERED)
SENT = Outcome(Sent.SENT)


def failed(reason: Stored) -> Outcome:
    """Certainly not posted, and trying again by itself would not help."""
    return Outcome(Sent.FAILED, reason)


def unsure(reason: Stored) -> Outcome:
    """Nobody can know whether it was posted."""
    return Outcome(Sent.UNSURE, reason)


def later(reason: Stored, wait_seconds: float | None = None, *, blocks_robot: bool = False) -> Outcome:
    """Certainly not posted; to be tried again."""
    return Outcome(Sent.WAITING, reason, wait_seconds, blocks_robot)
