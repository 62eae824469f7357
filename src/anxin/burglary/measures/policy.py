"""Who may do what with measures."""

from __future__ import annotations

from anxin.burglary.policy import ON_THE_SPOT, READERS
from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS, Role
from anxin.core.territory.models import Place


def may_keep_catalogue(actor: Actor) -> bool:
    """The district coordinator enters costs and keeps the district's own rows."""
    return actor.holds({Role.DISTRICT_COORDINATOR})


def may_describe(actor: Actor, place: Place) -> bool:
    """Whoever plans for or works at the place knows what is built there."""
    return actor.holds(COORDINATORS | ON_THE_SPOT, place.path)


def places_seen(actor: Actor) -> tuple[str, ...]:
    """Return the places whose plans the person may read."""
    return actor.paths(READERS)
