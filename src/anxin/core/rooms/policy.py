"""Who may keep rooms, make and release packs, and tick what was posted."""

from __future__ import annotations

from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS, Role
from anxin.core.rooms import rules
from anxin.core.rooms.models import Pack, Room
from anxin.core.rooms.states import Audience

POSTERS = COORDINATORS | {Role.COMMUNITY_OFFICER, Role.ESTATE_COMMITTEE, Role.TEAM_LEADER}


def may_keep(actor: Actor, *paths: str) -> bool:
    """Coordinators keep the rooms of their own places."""
    return all(actor.holds(COORDINATORS, path) for path in paths)


def may_look_after(actor: Actor, room: Room) -> bool:
    """Whoever serves the room's place ticks what was posted there and settles what is unsure."""
    return actor.holds(POSTERS, room.place.path)


def may_make(actor: Actor) -> bool:
    """Coordinators make packs."""
    return actor.holds(COORDINATORS)


def may_release(actor: Actor, pack: Pack) -> bool:
    """A coordinator releases; what residents read, another one than its maker."""
    residents = pack.audience == Audience.RESIDENTS
    return actor.holds(COORDINATORS) and rules.may_release(
        residents=residents, maker=pack.maker_id, person=actor.person_id
    )
