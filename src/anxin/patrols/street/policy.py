"""Who may walk with a crew, show its link, and read what it recorded."""

from __future__ import annotations

from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS, Role
from anxin.core.territory.models import Place
from anxin.patrols.models import Crew

WALKERS = COORDINATORS | {Role.TEAM_LEADER, Role.VOLUNTEER}
LEADERS = COORDINATORS | {Role.TEAM_LEADER}
READERS = LEADERS | {Role.COMMUNITY_OFFICER}


def may_walk(actor: Actor, crew: Crew) -> bool:
    """Volunteers, leaders and coordinators of the place where the crew starts."""
    return actor.holds(WALKERS, crew.start.path)


def may_show_link(actor: Actor, crew: Crew) -> bool:
    """Leaders and coordinators of the place where the crew starts hand its link out."""
    return actor.holds(LEADERS, crew.start.path)


def may_print_doors(actor: Actor, place: Place) -> bool:
    """Leaders and coordinators of the place."""
    return actor.holds(LEADERS, place.path)


def may_see_photo(actor: Actor, place: Place | None) -> bool:
    """Leaders, officers and coordinators of the place; a picture without a place, of anywhere."""
    return actor.holds(READERS, place.path if place else None)
