"""Who may do what with the focus list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from anxin.burglary.models import FocusListing, FocusTask
from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS, Role

ON_THE_SPOT = frozenset({Role.COMMUNITY_OFFICER, Role.ESTATE_COMMITTEE, Role.PROPERTY_GUARD, Role.TEAM_LEADER})
OWNERS = COORDINATORS | ON_THE_SPOT  # who may be given a task
PLANNERS = COORDINATORS | {Role.COMMUNITY_OFFICER}
READERS = OWNERS | {Role.ANALYST}


class HasPath(Protocol):
    """Something that lies at a place, or is one."""

    @property
    def path(self) -> str:
        """The path of the place."""


Lying = TypeVar("Lying", bound=HasPath)


def may_see(actor: Actor, path: str) -> bool:
    """Whoever decides, works or analyses at the place with this path sees its plan and photographs."""
    return actor.holds(READERS, path)


def with_opening(actor: Actor, rows: Iterable[Lying]) -> list[tuple[Lying, bool]]:
    """Return each row with whether this person may open its estate's plan, so that no page links to a refusal."""
    return [(row, may_see(actor, row.path)) for row in rows]


def may_decide_listing(actor: Actor, listing: FocusListing) -> bool:
    """Coordinators decide for their own places."""
    return actor.holds(COORDINATORS, listing.place.path)


def may_plan_tasks(actor: Actor, listing: FocusListing) -> bool:
    """Coordinators plan; so does the community officer of the place."""
    return actor.holds(PLANNERS, listing.place.path)


def may_finish(actor: Actor, task: FocusTask) -> bool:
    """The owner says that a task is done; a coordinator of the place may say so for them."""
    return actor.person_id == task.owner_id or actor.holds(COORDINATORS, task.listing.place.path)


def may_work_on(actor: Actor, task: FocusTask) -> bool:
    """The owner, or somebody who works at the estate."""
    return actor.person_id == task.owner_id or actor.holds(COORDINATORS | ON_THE_SPOT, task.listing.place.path)
