"""What a district can tell yet, and what moved. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

STEP = timedelta(weeks=4)
INDEX_FROM, WARNINGS_FROM, SEASONS_FROM = 12, 20, 104
SMALLEST_MOVE = 0.5  # points of the index


@dataclass(frozen=True)
class Seen:
    """How many weeks have been released, and so what can be told."""

    weeks: int

    @property
    def tells_index(self) -> bool:
        """Whether there is a past to compare with."""
        return self.weeks >= INDEX_FROM

    @property
    def tells_warnings(self) -> bool:
        """Whether a fall can be told from the usual ups and downs."""
        return self.weeks >= WARNINGS_FROM

    @property
    def tells_seasons(self) -> bool:
        """Whether a winter can be told from a bad winter."""
        return self.weeks >= SEASONS_FROM

    @property
    def index_in(self) -> int:
        """Weeks until the index."""
        return max(0, INDEX_FROM - self.weeks)

    @property
    def warnings_in(self) -> int:
        """Weeks until the first warning can be raised."""
        return max(0, WARNINGS_FROM - self.weeks)


@dataclass(frozen=True)
class Moved:
    """How far a question moved the index."""

    name: Any
    points: float

    @property
    def size(self) -> float:
        """How far, either way."""
        return abs(self.points)


def largest_moves(moved: Mapping[str, float], names: Mapping[str, Any], most: int = 3) -> list[Moved]:
    """Return what moved the index most, either way; moves of less than half a point are none."""
    found = [
        Moved(names[key], points) for key, points in moved.items() if key in names and abs(points) >= SMALLEST_MOVE
    ]
    return sorted(found, key=lambda one: -abs(one.points))[:most]
