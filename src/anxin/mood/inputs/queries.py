from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from anxin.mood.inputs.catalogue import INDICATORS, Indicator
from anxin.mood.inputs.models import IndicatorCount, ReportingChange


@dataclass(frozen=True)
class Source:
    """One kind of count and how fresh it is."""

    indicator: Indicator
    newest: date | None  # Monday of the newest week on record
    late: bool


def sources(today: date) -> list[Source]:
    """Return every kind of count with its newest week, and whether its file should have come by now."""
    newest = dict(IndicatorCount.objects.values_list("indicator").annotate(newest=Max("week")).order_by())
    return [_source(indicator, newest.get(indicator.key), today) for indicator in INDICATORS]


def _source(indicator: Indicator, newest: date | None, today: date) -> Source:
    due = newest + timedelta(days=14 + indicator.delay_days + 2) if newest else None
    return Source(indicator, newest, bool(due and due < today))


def changes() -> list[ReportingChange]:
    """Return the logged changes of counting, newest first."""
    return list(ReportingChange.objects.all())
