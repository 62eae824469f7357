from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet

from anxin.burglary.programmes.models import Programme, ProgrammeEstate, RecordingChange


def programmes() -> QuerySet[Programme]:
    """Return every programme, the newest first, those without an effect with the rest."""
    return Programme.objects.select_related("judgement", "measure").annotate(number=Count("estates"))


def starts_of(programme_id: int) -> dict[int, date]:
    """Return place -> the day on which it began."""
    return dict(ProgrammeEstate.objects.filter(programme_id=programme_id).values_list("place_id", "start_date"))


def estates_of(programme_id: int) -> QuerySet[ProgrammeEstate]:
    """Return the estates taking part, by name."""
    rows = ProgrammeEstate.objects.filter(programme_id=programme_id).select_related("place", "place__subdistrict")
    return rows.defer("place__boundary", "place__subdistrict__boundary").order_by("place__pinyin", "place__name")


def recording_changes() -> QuerySet[RecordingChange]:
    """Return how recording changed, the newest first."""
    return RecordingChange.objects.all()
