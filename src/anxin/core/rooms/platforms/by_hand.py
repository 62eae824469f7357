"""Rooms that only a person can post to, such as groups of the personal WeChat, which has no official robot."""

from __future__ import annotations

from anxin.core.rooms.allowance import FREELY
from anxin.core.rooms.outcome import Outcome
from anxin.core.rooms.platforms.post import Post
from anxin.core.rooms.states import Sent
from anxin.core.rooms.wire import Wire


class ByHand:
    """Asks a person: a picture, a short text, a link to forward, and a tick when it is done."""

    allowance = FREELY
    whole = True

    def cost(self, kind: str) -> int:
        """Nothing is posted by us."""
        return 0

    def check_address(self, address: str, secret: str) -> None:
        """Such a room has no address."""

    def send(self, post: Post, wire: Wire) -> Outcome:
        """Leave it to the person."""
        return Outcome(Sent.TO_POST)
