from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from anxin.core.jobs.queries import is_open
from anxin.patrols.weeks.models import DrawnEvening, PlaceChance, Weeks, WeeksState

WEEKS_JOB = "patrols.weeks"


def newest_weeks() -> Weeks | None:
    """Return the weeks drawn last."""
    return Weeks.objects.filter(state=WeeksState.READY).first()


def newest_attempt() -> Weeks | None:
    """Return the weeks asked for last, drawn or not."""
    return Weeks.objects.first()


def weeks_in_making() -> Weeks | None:
    """Return the weeks that are being drawn; none where the worker gave up on them."""
    held = Weeks.objects.filter(state=WeeksState.MAKING).first()
    return held if held and is_open(weeks_job_key(held.pk)) else None


def weeks_job_key(pk: int) -> str:
    """Return how the key of a draw's job begins."""
    return f"{WEEKS_JOB}:{pk}:"


def chances(weeks: Weeks | None) -> QuerySet[PlaceChance]:
    """Return how each place fares in these weeks."""
    return PlaceChance.objects.filter(weeks=weeks).select_related("place", "place__subdistrict")


def drawn_for(day: date) -> DrawnEvening | None:
    """Return the evening that was drawn for a day."""
    return DrawnEvening.objects.select_related("weeks").filter(date=day).first()
