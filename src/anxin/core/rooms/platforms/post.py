"""What an adapter is given and what it must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from anxin.core.rooms.allowance import Allowance
from anxin.core.rooms.outcome import Outcome
from anxin.core.rooms.wire import Wire


@dataclass(frozen=True)
class Attached:
    """A picture or file that travels with a text."""

    filename: str
    body: bytes
    content_type: str


@dataclass(frozen=True)
class Post:
    """One part on its way to one room, with all that the adapter needs; nothing is read from the database."""

    kind: str
    title: str
    text: str
    body: bytes
    filename: str
    link: str
    part_link: str
    address: str
    secret: str
    seconds_now: float
    others: tuple[Attached, ...] = ()


class Adapter(Protocol):
    """A platform. `whole` says that a pack goes out as one post instead of one a part."""

    allowance: Allowance
    whole: bool

    def cost(self, kind: str) -> int:
        """Return how many posts of the allowance a part takes."""
        ...

    def check_address(self, address: str, secret: str) -> None:
        """Raise `UnfitAddressError` if posts could not go there."""
        ...

    def send(self, post: Post, wire: Wire) -> Outcome:
        """Post; say what came of it."""
        ...


Codes = Mapping[int, Outcome]
