from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anxin.core.errors import NotFoundError
from anxin.mood.inputs.catalogue import BY_KEY as INDICATORS
from anxin.mood.inputs.models import IndicatorCount
from anxin.mood.names import is_question
from anxin.mood.thermometer.charts import last_day
from anxin.mood.thermometer.queries import weekly
from anxin.mood.warnings.models import OPEN_WARNINGS, MoodWarning

SHOWN_BEFORE = timedelta(weeks=26)
SMALL = 10  # of what people confided, no smaller number is shown


def open_warnings_at(path: str) -> list[MoodWarning]:
    """Return the open warnings at a place or below it, newest first."""
    rows = MoodWarning.objects.filter(state__in=OPEN_WARNINGS, place__path__startswith=path)
    return list(rows.select_related("place").defer("place__boundary"))


def published_warnings() -> list[MoodWarning]:
    """Return the open warnings that were given to everybody, newest first."""
    rows = MoodWarning.objects.filter(state__in=OPEN_WARNINGS, published_at__isnull=False).order_by("-published_at")
    return list(rows.select_related("place").defer("place__boundary"))


def warnings() -> QuerySet[MoodWarning]:
    """Return every warning with its place."""
    return MoodWarning.objects.select_related("place", "place__subdistrict").defer("place__boundary")


def waiting_warnings(paths: Sequence[str]) -> int:
    """Return how many warnings at one of `paths` or below nobody looks after."""
    here = Q(pk__in=[])
    for path in paths:
        here |= Q(place__path__startswith=path)
    return MoodWarning.objects.filter(here, state="raised").count()


def warning_of(pk: int) -> MoodWarning:
    """Return a warning with its place and what is done about it."""
    held = warnings().prefetch_related("responses").filter(pk=pk).first()
    if held is None:
        raise NotFoundError(_("There is no such warning."))
    return held


def course_of(warning: MoodWarning) -> list[tuple[Any, float]]:
    """Return (Sunday, value) from half a year before the alarm until now; small confided counts are left out."""
    since = warning.since - SHOWN_BEFORE
    if is_question(warning.what):
        return [(last_day(row.week), float(row.mean or 0)) for row in weekly(warning.place, warning.what, since)]
    rows = IndicatorCount.objects.filter(indicator=warning.what, place=warning.place, week__gte=since).order_by("week")
    least = SMALL if INDICATORS[warning.what].confided else 0
    return [(last_day(week), float(count)) for week, count in rows.values_list("week", "count") if count >= least]
