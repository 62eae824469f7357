"""The hash chain as pure functions: the same input gives the same link on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """What one entry says, as it is hashed."""

    seq: int
    at: datetime
    actor: str
    person_id: int | None
    action: str
    subject: str
    details: str
    previous_hash: str
    hash: str = ""


@dataclass(frozen=True)
class Break:
    """The first place at which the chain does not hold."""

    seq: int
    reason: str


def canonical(details: dict[str, Any]) -> str:
    """Return JSON in one fixed form."""
    return json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def link_hash(link: Link) -> str:
    """Return the SHA-256 of everything the entry says and of the hash before it."""
    at = link.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [link.seq, at, link.actor, link.person_id, link.action, link.subject, link.details, link.previous_hash]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def first_break(links: Iterable[Link]) -> Break | None:
    """Walk the chain from its first link; return where it breaks, or None if it holds."""
    expected_seq, previous = 1, GENESIS
    for link in links:
        if link.seq != expected_seq:
            return Break(expected_seq, "this row is missing")
        if link.previous_hash != previous:
            return Break(link.seq, "it does not follow from the row before it")
        if link.hash != link_hash(link):
            return Break(link.seq, "its content was changed after it was written")
        expected_seq, previous = link.seq + 1, link.hash
    return None
