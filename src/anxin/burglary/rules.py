"""What the district decided about the focus list and its record: pure functions over plain values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class FocusRule:
    """When an estate enters and leaves the focus list."""

    enter: float
    leave: float
    quarters: int
    most_quarters: int = 8  # of the last LOOKED_BACK


LOOKED_BACK = 12


@dataclass(frozen=True)
class ListedTime:
    """One time on the focus list; `until` is None while it lasts."""

    since: date
    until: date | None

    def includes(self, day: date) -> bool:
        """Say whether the estate was on the list that day; the day on which it left no longer counts."""
        return self.since <= day and (self.until is None or day < self.until)


def should_enter(chance_worst: float, rule: FocusRule) -> bool:
    """Say whether the estate is proposed for the list."""
    return chance_worst > rule.enter


def should_leave(chances: Sequence[float], rule: FocusRule) -> bool:
    """Say whether the estate may leave: every one of the last quarters lies below the mark.

    `chances` are the chances of being among the worst at the last quarter ends, newest first,
    counted only from when the estate was listed.
    """
    recent = chances[: rule.quarters]
    return len(recent) == rule.quarters and all(chance < rule.leave for chance in recent)


def quarter_ends(day: date, count: int) -> list[date]:
    """Return the last `count` quarter ends on or before `day`, newest first.

    >>> quarter_ends(date(2026, 11, 23), 2)
    [datetime.date(2026, 9, 30), datetime.date(2026, 6, 30)]
    """
    ends: list[date] = []
    month, year = (day + timedelta(days=1)).month, (day + timedelta(days=1)).year
    month = (month - 1) // 3 * 3 + 1
    while len(ends) < count:
        ends.append(date(year, month, 1) - timedelta(days=1))
        month, year = (month - 3, year) if month > 3 else (10, year - 1)
    return ends


def quarters_listed(times: Sequence[ListedTime], day: date) -> int:
    """Return at how many of the last twelve quarter ends on or before `day` the estate was on the list."""
    return sum(any(time.includes(end) for time in times) for end in quarter_ends(day, LOOKED_BACK))


def is_held_back(times: Sequence[ListedTime], day: date, rule: FocusRule) -> bool:
    """Say whether the estate was listed for so long that the question is what has not worked, not whether to list."""
    return quarters_listed(times, day) >= rule.most_quarters


def wilson_interval(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927), sound for small and extreme shares too."""
    if of == 0:
        return 0.0, 1.0
    share = hits / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


def may_verify(*, done_by: int | None, verifier: int | None) -> bool:
    """Say whether this person may verify the task: another than the one who did it."""
    return done_by is not None and verifier is not None and done_by != verifier
