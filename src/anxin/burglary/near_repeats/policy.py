"""Who may read a residents' notice: whoever works for one of the estates that it is for. No patrol reads it."""

from __future__ import annotations

from collections.abc import Iterable

from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS, Role
from anxin.core.territory.models import Place

READERS = COORDINATORS | {Role.COMMUNITY_OFFICER, Role.ESTATE_COMMITTEE, Role.ANALYST}
TOLD = frozenset({Role.ESTATE_COMMITTEE})  # prevention advice goes to those who speak with residents


def may_read(actor: Actor, path: str) -> bool:
    """Say whether the person works for the estate with this path."""
    return actor.holds(READERS, path)


def own_estates(actor: Actor, estates: Iterable[Place]) -> list[Place]:
    """Return those estates of an alert that the person works for."""
    return [place for place in estates if may_read(actor, place.path)]
