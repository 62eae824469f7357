"""Who may do what with patrols."""

from __future__ import annotations

from anxin.core.people.actor import Actor
from anxin.core.people.roles import Role

PLANNERS = frozenset({Role.DISTRICT_COORDINATOR, Role.SUBDISTRICT_COORDINATOR})


def may_plan(actor: Actor) -> bool:
    """Coordinators plan the evening and keep the crews."""
    return actor.holds(PLANNERS)
