"""Who may do what with rosters."""

from __future__ import annotations

from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS, Role

LEADERS = COORDINATORS | {Role.TEAM_LEADER}


def may_lead(actor: Actor, start_path: str) -> bool:
    """Coordinators and team leaders see and change the crews that start at their own places."""
    return actor.holds(LEADERS, start_path)
