"""Hazards by subdistrict and week, from what crews and residents reported."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.utils.timezone import localdate

from anxin.core.released.models import HazardNote
from anxin.mood.inputs.imports import Cell
from anxin.mood.pulse.rules import week_of

LOOK_BACK = timedelta(weeks=8)


def hazard_counts(today: date) -> dict[Cell, int]:
    """Return the closed weeks' hazards of every subdistrict that ever had one, zeros too."""
    notes = HazardNote.objects.filter(place__isnull=False, place__subdistrict__isnull=False)
    rows = [(place or 0, week_of(localdate(at))) for place, at in notes.values_list("place__subdistrict", "at")]
    if not rows:
        return {}
    found = Counter(rows)
    first = max(min(week for _place, week in rows), week_of(today - LOOK_BACK))
    weeks = [first + timedelta(weeks=i) for i in range((week_of(today) - first).days // 7)]
    places = sorted({place for place, _week in rows})
    return {("hazards", place, week): found[place, week] for place in places for week in weeks}
