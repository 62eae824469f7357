from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from anxin.core import audit
from anxin.core.people.actor import Actor
from anxin.mood.pulse.models import PulseRelease
from anxin.mood.thermometer.composite import indices_of
from anxin.mood.thermometer.histograms import tree
from anxin.mood.thermometer.models import IndexReading, Reading
from anxin.mood.thermometer.readings import readings_of


def weeks_to_read() -> list[date]:
    """Return the released weeks that have no reading yet, oldest first."""
    read = Reading.objects.values_list("week", flat=True).distinct()
    return list(PulseRelease.objects.exclude(week__in=read).order_by("week").values_list("week", flat=True))


@transaction.atomic
def read_week(*, week: date, actor: Actor, at: datetime) -> int:
    """Write the readings and indices of a released week and return how many; what stood there is replaced."""
    places = tree()
    if places is None:
        return 0
    Reading.objects.filter(week=week).delete()
    IndexReading.objects.filter(week=week).delete()
    rows = Reading.objects.bulk_create(readings_of(week, places), batch_size=500)
    IndexReading.objects.bulk_create(indices_of(week, places))
    audit.record("mood.week.read", subject=str(week), actor=actor, at=at, readings=len(rows))
    return len(rows)
