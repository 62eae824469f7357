"""Who may register and read programmes."""

from __future__ import annotations

from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS, Role


def may_register(actor: Actor, *paths: str) -> bool:
    """A coordinator of every estate that takes part."""
    return actor.holds(COORDINATORS) and all(actor.holds(COORDINATORS, path) for path in paths)


def may_log(actor: Actor) -> bool:
    """The record is the whole district's."""
    return actor.holds({Role.DISTRICT_COORDINATOR})
