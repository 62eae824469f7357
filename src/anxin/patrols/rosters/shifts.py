"""The evenings that crews walk, before anybody stands on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Avg
from django.utils.timezone import make_aware

from anxin.patrols.models import Crew, Route
from anxin.patrols.rosters.models import CrewShift

USUAL_KM = 5.0  # for a crew that no confirmed plan has led anywhere yet


def shifts_of(days: Sequence[date], crews: Sequence[Crew]) -> list[CrewShift]:
    """Return an unsaved shift for each evening and crew, as long on foot as its confirmed evenings were."""
    walked = Route.objects.filter(plan__confirmed_at__isnull=False).order_by()
    metres = dict(walked.values_list("crew_id").annotate(mean=Avg("walk_metres")))
    return [_shift(day, crew, metres.get(crew.pk)) for day in days for crew in crews]


def _shift(day: date, crew: Crew, metres: float | None) -> CrewShift:
    begins = make_aware(datetime.combine(day, crew.begins))
    ends = begins + timedelta(minutes=crew.minutes)
    km = USUAL_KM if metres is None else round(metres / 1000, 1)
    return CrewShift(crew=crew, date=day, begins_at=begins, ends_at=ends, most=crew.people, km=km)
