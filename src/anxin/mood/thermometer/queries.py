from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import hypot

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anxin.core.errors import NotFoundError
from anxin.core.territory.models import Level, Place
from anxin.mood.pulse.items import DOMAINS, EVERYBODY, ITEMS, Item
from anxin.mood.pulse.models import PulseRelease
from anxin.mood.thermometer.models import IndexReading, Reading
from anxin.mood.thermometer.rules import STEP, Moved, Seen, largest_moves

A_YEAR = timedelta(weeks=53)
FOUR_WEEKS, ONE_WEEK = 4, 1


@dataclass(frozen=True)
class ItemReading:
    """A question with its newest reading and that of four weeks before, which shares no answer with it."""

    item: Item
    now: Reading
    before: Reading | None

    @property
    def change(self) -> float | None:
        """How far the mean moved in four weeks."""
        if self.now.mean is None or self.before is None or self.before.mean is None:
            return None
        return self.now.mean - self.before.mean

    @property
    def fall(self) -> float | None:
        """How far the mean went down in four weeks."""
        return None if self.change is None else -self.change

    @property
    def is_more_than_chance(self) -> bool:
        """Whether the move is wider than nine in ten moves that chance alone makes."""
        if self.change is None or self.before is None or not self.now.error or not self.before.error:
            return False
        return abs(self.change) > 1.645 * hypot(self.now.error, self.before.error)


@dataclass(frozen=True)
class Thermometer:
    """How a place is: what the page says of it."""

    place: Place
    week: date | None
    seen: Seen
    items: Sequence[ItemReading] = ()
    index: IndexReading | None = None
    index_before: IndexReading | None = None

    @property
    def since(self) -> date | None:
        """The first day of the four weeks."""
        return self.week - timedelta(weeks=FOUR_WEEKS - 1) if self.week else None

    @property
    def until(self) -> date | None:
        """The last day of the four weeks."""
        return self.week + timedelta(days=6) if self.week else None

    @property
    def moved(self) -> list[Moved]:
        """What moved the index most since four weeks before."""
        return largest_moves(self.index.moved, {item.key: item.name for item in ITEMS}) if self.index else []

    @property
    def domains(self) -> list[tuple[object, float]]:
        """Each part of the index with its name."""
        found = self.index.domains if self.index else {}
        return [(name, found[key]) for key, name in DOMAINS.items() if key in found]


def readable_place(code: str) -> Place:
    """Return the district where no code is given, else the subdistrict or neighbourhood with it."""
    rows = Place.objects.select_related("parent", "subdistrict").exclude(level=Level.ESTATE).defer("boundary")
    place = rows.filter(code=code).first() if code else rows.filter(level=Level.DISTRICT).first()
    if place is None:
        raise NotFoundError(_("There is no such place in the thermometer."))
    return place


def thermometer_of(place: Place) -> Thermometer:
    """Return the newest reading of a place."""
    weeks = list(PulseRelease.objects.order_by("-week").values_list("week", flat=True)[:200])
    week = Reading.objects.order_by("-week").values_list("week", flat=True).first()
    if week is None:
        return Thermometer(place, None, Seen(len(weeks)))
    readings = {
        (row.week, row.item): row
        for row in Reading.objects.filter(place=place, weeks=FOUR_WEEKS, week__in=[week, week - STEP])
    }
    items = [
        ItemReading(item, readings[week, item.key], readings.get((week - STEP, item.key)))
        for item in ITEMS
        if (week, item.key) in readings
    ]
    indices = {row.week: row for row in IndexReading.objects.filter(place=place, week__in=[week, week - STEP])}
    return Thermometer(place, week, Seen(len(weeks)), items, indices.get(week), indices.get(week - STEP))


def year_of(place: Place, item: str = EVERYBODY) -> list[Reading]:
    """Return the four-week readings of a question over the last year, oldest first."""
    rows = Reading.objects.filter(place=place, item=item, weeks=FOUR_WEEKS, mean__isnull=False).order_by("-week")[:53]
    return list(reversed(rows))


def weekly(place: Place, item: str, since: date) -> list[Reading]:
    """Return the weekly readings of a question since a week, oldest first."""
    rows = Reading.objects.filter(place=place, item=item, weeks=ONE_WEEK, mean__isnull=False, week__gte=since)
    return list(rows.order_by("week"))


def indices_of_year(place: Place) -> list[IndexReading]:
    """Return the index of the last year, oldest first."""
    return list(reversed(IndexReading.objects.filter(place=place).order_by("-week")[:53]))


def readings_below(place: Place, week: date | None) -> QuerySet[Reading]:
    """Return the newest four-week readings of the places just below one."""
    rows = Reading.objects.filter(week=week or date.min, weeks=FOUR_WEEKS, item=EVERYBODY, place__parent=place)
    return rows.select_related("place").defer("place__boundary")
