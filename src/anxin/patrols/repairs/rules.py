"""What can happen to an evening under way, and where each crew stands then. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

RAIN_SLOWS = 1.25  # walking in rain takes a quarter longer


class Cause(StrEnum):
    """What happened."""

    CREW_OUT = "crew_out"
    CREW_BACK = "crew_back"
    RAIN = "rain"
    URGENT = "urgent"


@dataclass(frozen=True)
class Visit:
    """A visit of the plan under way: its stop (key), place, seconds of the day, seconds of the way to it, ticked?"""

    key: int
    place_id: int
    arrives: int
    leaves: int
    way: int = 0
    ticked: bool = False


def is_over(visit: Visit, now: int) -> bool:
    """A visit that a crew made, began, or is on its way to stays as it is."""
    return visit.ticked or visit.arrives - visit.way <= now


def stands_at(visits: Sequence[Visit], start_id: int, begins: int, now: int) -> tuple[int, int]:
    """Return the place from which a crew goes on, and from which second."""
    over = [visit for visit in visits if is_over(visit, now)]
    if not over:
        return start_id, max(begins, now)
    return over[-1].place_id, max(over[-1].leaves, now)
