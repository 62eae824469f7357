"""One burglary on its way from a file into the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from anxin.burglary.models import PlacedBy


@dataclass
class IncidentRow:
    """One burglary as the file gives it; `x`, `y` are in the file's own system until they are placed."""

    row: int
    source_key: str
    occurred_date: date
    occurred_hour: int | None
    code: str
    x: float | None
    y: float | None
    longitude: float | None = None
    latitude: float | None = None
    place_id: int | None = None
    placed_by: str = PlacedBy.NONE
