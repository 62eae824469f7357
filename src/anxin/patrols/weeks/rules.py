"""What the district decided about weeks ahead: bounds, and when a drawn evening still holds. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

LEAST_SHARE, USUAL_SHARE = 0.80, 0.95
MOST_WEEKS, USUAL_WEEKS = 6, 4
DAYS_AHEAD = 60
LONGEST_GAP_DAYS = 14
NEW_NEED_SHARE = 0.1  # of the evening's prize; when more has come up since, the evening is drawn anew


def still_holds(prize: int, new_and_missed: Sequence[int]) -> bool:
    """Say whether what has come up since, and is not visited, weighs little enough to walk the evening as drawn."""
    return sum(new_and_missed) <= NEW_NEED_SHARE * prize


def evenings(first: date, weeks: int, weekdays: Sequence[int]) -> list[date]:
    """Return the days of the weekdays (Monday 0) in so many weeks from `first` on."""
    days = (first + timedelta(days=i) for i in range(7 * weeks))
    return [day for day in days if day.weekday() in weekdays]


def by_week(days: Sequence[date]) -> list[list[date]]:
    """Group days into weeks of seven from the first on; each is mixed anew for what waits by then."""
    parts: dict[int, list[date]] = {}
    for day in sorted(days):
        parts.setdefault((day - min(days)).days // 7, []).append(day)
    return [parts[number] for number in sorted(parts)]


def watched_days(days: Sequence[date]) -> list[tuple[date, int]]:
    """Return the evenings of the four weeks before that one could have watched, each with the number of its like."""
    first, last = min(days), max(days)
    span = 7 * ((last - first).days // 7 + 1)
    back = range(span, 28 + span, span)
    before = [(day - timedelta(days=days_back), number) for days_back in back for number, day in enumerate(days)]
    return sorted(pair for pair in before if (first - pair[0]).days <= 28 and pair[0] < first)
