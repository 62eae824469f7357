"""What the charts of mood show, as the page's script takes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from anxin.mood.thermometer.models import Reading


def course_of(readings: Sequence[Reading]) -> dict[str, Any]:
    """Return the four-week means of a year in their 90 % interval."""
    return {
        "kind": "course",
        "x": [last_day(row.week).isoformat() for row in readings],
        "y": [_rounded(row.mean) for row in readings],
        "low": [_rounded(row.low) for row in readings],
        "high": [_rounded(row.high) for row in readings],
        "marks": [],
        "labels": {"y": _("four weeks"), "band": _("90 % interval"), "unit": _("0 to 10")},
    }


def last_day(week: date) -> date:
    """Return a week's Sunday: the day by which its answers were in."""
    return week + timedelta(days=6)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
