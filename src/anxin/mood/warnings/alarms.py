"""What judging the newest week found, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from anxin.core.sentences import Stored


@dataclass(frozen=True)
class Alarm:
    """One chart in alarm, two weeks running or longer."""

    what: str
    place_id: int
    since: date
    week: date
    rise: bool
    observed: float
    expected: float
    chance: float
    explanations: list[Stored] = field(default_factory=list)


@dataclass(frozen=True)
class Judged:
    """The newest week, which charts could be judged, and which are in alarm."""

    week: date | None
    charts: int = 0
    alarms: Sequence[Alarm] = ()
