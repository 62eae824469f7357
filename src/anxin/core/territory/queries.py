from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from anxin.core.errors import NotFoundError
from anxin.core.territory.models import Level, Place


@dataclass(frozen=True)
class Found:
    """One answer of the search."""

    code: str
    name: str
    level: str
    within: str


def district() -> Place | None:
    """Return the district itself, or None before a register is imported."""
    return Place.objects.filter(level=Level.DISTRICT).defer("boundary").first()


def estates() -> QuerySet[Place]:
    """Return every estate, in the order of their keys."""
    return Place.objects.filter(level=Level.ESTATE).order_by("pk")


def subdistricts() -> list[Place]:
    """Return the subdistricts in the order of their codes."""
    return list(Place.objects.filter(level=Level.SUBDISTRICT).defer("boundary").order_by("code"))


def place_by_code(code: str) -> Place:
    """Return the place, or say that there is none."""
    if not code:
        raise NotFoundError(_("Give the code of the place."))
    rows = Place.objects.select_related("parent", "subdistrict")
    rows = rows.defer("boundary", "parent__boundary", "subdistrict__boundary")
    place = rows.filter(code=code).first()
    if place is None:
        raise NotFoundError(_("No place has the code %(code)s.") % {"code": code})
    return place


def estate_key_and_path(code: str) -> tuple[int, str]:
    """Return the key and the path of the estate with this code, or say that there is none."""
    found = Place.objects.filter(code=code, level=Level.ESTATE).values_list("pk", "path").first()
    if found is None:
        raise NotFoundError(_("No estate has the code %(code)s.") % {"code": code})
    return found


def search(text: str, *, most: int = 20) -> list[Found]:
    """Find places by name, pinyin, initials or code; the best fit first."""
    wanted = "".join(text.lower().split())
    if not wanted:
        return []
    fits = Q(name__icontains=text.strip()) | Q(pinyin__contains=wanted) | Q(code__istartswith=text.strip())
    rows = Place.objects.filter(fits).exclude(level=Level.DISTRICT).select_related("subdistrict")[:200]
    ranked = sorted(rows, key=lambda p: (_distance(p, text.strip(), wanted), len(p.name), p.code))
    return [Found(p.code, p.name, p.level, p.subdistrict.name if p.subdistrict else "") for p in ranked[:most]]


def _distance(place: Place, text: str, wanted: str) -> int:
    if place.name == text or place.code.lower() == wanted:
        return 0
    if place.name.startswith(text) or wanted in place.pinyin.split():
        return 1
    return 2 if place.pinyin.startswith(wanted) else 3


def estate_names() -> dict[int, str]:
    """Return key -> name of every estate."""
    return dict(estates().values_list("pk", "name"))
