"""A warning's chart: what was seen, where it was to be expected, and what was done when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import fmean, pstdev
from typing import Any

from django.utils.translation import gettext as _

from anxin.mood.thermometer.charts import last_day
from anxin.mood.warnings.models import MoodWarning

Course = Sequence[tuple[date, float]]
USUALLY = 1.645  # nine weeks in ten, were they as far apart as before the alarm


def chart_of(warning: MoodWarning, course: Course) -> dict[str, Any]:
    """Return the weeks around a warning with the band in which nine in ten were before it."""
    before = [value for day, value in course if day < last_day(warning.since)]
    centre = fmean(before) if before else warning.expected
    spread = USUALLY * pstdev(before) if len(before) > 1 else 0.0
    marks = [{"x": _nearest(last_day(warning.since), course), "text": _("alarm")}]
    marks += [
        {"x": _nearest(response.done_date, course), "text": response.get_kind_display()}
        for response in warning.responses.all()
        if response.done_date and course and response.done_date <= course[-1][0]
    ]
    return {
        "kind": "course",
        "x": [day.isoformat() for day, _value in course],
        "y": [round(value, 2) for _day, value in course],
        "low": [round(max(0.0, centre - spread), 2)] * len(course),
        "high": [round(centre + spread, 2)] * len(course),
        "marks": [mark for mark in marks if mark["x"]],
        "labels": {"y": _("a week"), "band": _("nine weeks in ten before"), "unit": ""},
    }


def what_followed(warning: MoodWarning, course: Course) -> float | None:
    """Return the mean of the weeks after the last response was done, None before there are four."""
    done = [response.done_date for response in warning.responses.all() if response.done_date]
    after = [value for day, value in course if done and day > max(done)]
    return fmean(after) if len(after) >= 4 else None


def _nearest(day: date | None, course: Course) -> str:
    later = [when for when, _value in course if day and when >= day]
    return later[0].isoformat() if later else ""
