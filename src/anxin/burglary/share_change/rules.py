"""What the district decided about comparing years: which ones can be, and which estates' change is explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MOST_YEARS = 10
WORTH_EXPLAINING = 2  # burglaries more or fewer than the year before


@dataclass(frozen=True)
class Span:
    """A year as it is compared: whole, or up to a day."""

    year: int
    last: date

    @property
    def first(self) -> date:
        """The first of January."""
        return date(self.year, 1, 1)


def comparable_years(first: date, until: date) -> list[int]:
    """Return the years on record, oldest first; one whose record begins after January is no year.

    >>> comparable_years(date(2023, 5, 2), date(2026, 11, 22))
    [2024, 2025, 2026]
    """
    start = first.year if first.month == 1 else first.year + 1
    return list(range(max(start, until.year - MOST_YEARS), until.year + 1))


def is_over(year: int, until: date) -> bool:
    """Say whether a year is on record to its last day."""
    return until >= date(year, 12, 31)


def spans(before: int, after: int, until: date) -> tuple[Span, Span]:
    """Return two years to compare: both whole, or both up to the same day where the later is not over."""
    if is_over(after, until):
        return Span(before, date(before, 12, 31)), Span(after, date(after, 12, 31))
    return Span(before, same_day(until, before)), Span(after, until)


def same_day(day: date, year: int) -> date:
    """Return the same day of another year, 28 February for a 29th that it does not have."""
    leap_day = (day.month, day.day) == (2, 29)
    return date(year, 2, 28) if leap_day and not _is_leap(year) else day.replace(year=year)


def last_whole_years(until: date) -> tuple[int, int]:
    """Return the last two years that are over."""
    last = until.year if is_over(until.year, until) else until.year - 1
    return last - 1, last


def is_worth_explaining(before: int, after: int) -> bool:
    """Say whether an estate's count changed by enough to be spoken of."""
    return abs(after - before) >= WORTH_EXPLAINING


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
