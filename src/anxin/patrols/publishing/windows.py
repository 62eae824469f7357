"""What may be said of a visit. Pure: a plan goes in, and nothing that comes out can tell when or in which order.

Every text and picture for the rooms is made from these rows and from nothing else of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

HOURS = 2


@dataclass(frozen=True)
class Visit:
    """One stop of a plan, with its moment on the district's clock."""

    code: str
    name: str
    subdistrict: str
    path: str
    longitude: float
    latitude: float
    local: datetime


@dataclass(frozen=True, order=True)
class PlaceWindow:
    """A place and the two hours in which somebody comes by; ordered by window, then by code."""

    begins_hour: int
    code: str
    name: str
    subdistrict: str
    path: str
    longitude: float
    latitude: float

    @property
    def label(self) -> str:
        """The window in words: 20:00–22:00."""
        return f"{self.begins_hour:02}:00–{(self.begins_hour + HOURS) % 24:02}:00"


def windows(visits: Iterable[Visit]) -> list[PlaceWindow]:
    """Return each place once a window, ordered by what says nothing of the way."""
    return sorted({_window(visit) for visit in visits}, key=_order)


def within(rows: Iterable[PlaceWindow], path: str) -> list[PlaceWindow]:
    """Return the rows of an area."""
    return [row for row in rows if row.path.startswith(path)]


def _window(visit: Visit) -> PlaceWindow:
    hour = visit.local.hour // HOURS * HOURS
    return PlaceWindow(hour, visit.code, visit.name, visit.subdistrict, visit.path, visit.longitude, visit.latitude)


def _order(row: PlaceWindow) -> tuple[bool, int, str]:
    return row.begins_hour < 6, row.begins_hour, row.code  # a shift may last beyond midnight
