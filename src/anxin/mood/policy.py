"""Who may: figures about how people are go to those who plan help, never to those who police."""

from __future__ import annotations

from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS, Role

READERS = frozenset({*COORDINATORS, Role.ESTATE_COMMITTEE, Role.ANALYST})


def may_make_letters(actor: Actor, path: str | None = None) -> bool:
    """Coordinators make letters for their own places."""
    return actor.holds(COORDINATORS, path)


def may_answer_for(actor: Actor, path: str | None = None) -> bool:
    """Coordinators acknowledge a warning and open what is done about it, at their own places."""
    return actor.holds(COORDINATORS, path)


def may_publish_warning(actor: Actor) -> bool:
    """A warning for everybody is the district's to give."""
    return actor.holds({Role.DISTRICT_COORDINATOR})
