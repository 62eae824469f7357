from __future__ import annotations

from datetime import date

from anxin.patrols.wishes.models import Wish


def wishes_of(day: date) -> list[Wish]:
    """Return what is asked of an evening."""
    return list(Wish.objects.filter(from_date__lte=day, until_date__gte=day).select_related("place"))


def wishes_from(day: date) -> list[Wish]:
    """Return the wishes that are not over."""
    return list(Wish.objects.filter(until_date__gte=day).select_related("place"))
