"""Who may do what with patrols."""

from __future__ import annotations

from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS
from anxin.core.territory.queries import district


def may_plan(actor: Actor) -> bool:
    """An evening is planned for the whole district, so its coordinator plans and confirms it."""
    place = district()
    return actor.is_system or (place is not None and actor.holds(COORDINATORS, place.path))


def may_keep_crew(actor: Actor, *start_paths: str) -> bool:
    """A coordinator keeps the crews that start at their own places."""
    return all(actor.holds(COORDINATORS, path) for path in start_paths)
