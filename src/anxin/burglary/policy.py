"""Who may do what with the focus list."""

from __future__ import annotations

from anxin.burglary.models import FocusListing, FocusTask
from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS, Role
from anxin.core.territory.models import Place

ON_THE_SPOT = frozenset({Role.COMMUNITY_OFFICER, Role.ESTATE_COMMITTEE, Role.PROPERTY_GUARD, Role.TEAM_LEADER})
OWNERS = COORDINATORS | ON_THE_SPOT  # who may be given a task


def may_see(actor: Actor, place: Place) -> bool:
    """Whoever decides, works or analyses at the place sees its plan and photographs."""
    return actor.holds(OWNERS | {Role.ANALYST}, place.path)


def may_decide_listing(actor: Actor, listing: FocusListing) -> bool:
    """Coordinators decide for their own places."""
    return actor.holds(COORDINATORS, listing.place.path)


def may_plan_tasks(actor: Actor, listing: FocusListing) -> bool:
    """Coordinators plan; so does the community officer of the place."""
    return actor.holds(COORDINATORS | {Role.COMMUNITY_OFFICER}, listing.place.path)


def may_work_on(actor: Actor, task: FocusTask) -> bool:
    """The owner, or somebody who works at the estate."""
    return actor.person_id == task.owner_id or actor.holds(COORDINATORS | ON_THE_SPOT, task.listing.place.path)
