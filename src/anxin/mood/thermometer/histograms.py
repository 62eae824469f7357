"""The released histograms of some weeks, added up for places and for the places above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from anxin.core.territory.models import Level, Place
from anxin.mood.pulse.items import EVERYBODY, ITEMS
from anxin.mood.pulse.models import PulseRelease, ReleasedHistogram
from anxin.mood.pulse.rules import VALUES

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Tree:
    """The places that have a reading, by key; the district comes first."""

    district: int
    subdistricts: Sequence[int]
    subdistrict_of: dict[int, int]  # neighbourhood -> subdistrict

    @property
    def every(self) -> list[int]:
        """Every place with a reading."""
        return [self.district, *self.subdistricts, *self.subdistrict_of]


@dataclass(frozen=True)
class Pooled:
    """One item over some weeks: places (n,), histograms (n, 11) and how many released ones each adds up (n,)."""

    places: list[int]
    bins: Counts
    added: Counts


def tree() -> Tree | None:
    """Return the register's places down to the neighbourhoods, None where there is no district yet."""
    district = Place.objects.filter(level=Level.DISTRICT).values_list("pk", flat=True).first()
    if district is None:
        return None
    rows = Place.objects.filter(level=Level.NEIGHBOURHOOD).order_by("code").values_list("pk", "subdistrict", "parent")
    above = {key: subdistrict or parent or 0 for key, subdistrict, parent in rows}
    held = Place.objects.filter(level=Level.SUBDISTRICT).order_by("code").values_list("pk", flat=True)
    return Tree(district, list(held), above)


def pooled(week: date, weeks: int, places: Tree) -> tuple[float, dict[str, Pooled]]:
    """Return epsilon and item -> histograms of the `weeks` weeks that end with `week`.

    Where weeks were released with different epsilons the smallest is returned: no figure looks surer than it is.
    """
    first = week - timedelta(days=7 * (weeks - 1))
    releases = PulseRelease.objects.filter(week__range=(first, week))
    epsilons = [float(release.epsilon) for release in releases]
    rows = ReleasedHistogram.objects.filter(release__in=releases).values_list("place_id", "item", "bins")
    sums = {item.key: _Sum(places, leaves=item.key == EVERYBODY) for item in ITEMS}
    for place, item, bins in rows:
        sums[item].add(place, bins)
    return min(epsilons, default=1.0), {item: found.pooled() for item, found in sums.items()}


class _Sum:
    """Adds the histograms of one item up for each place and those above it."""

    def __init__(self, places: Tree, *, leaves: bool) -> None:
        self._tree = places
        keys = [places.district, *places.subdistricts, *(places.subdistrict_of if leaves else ())]
        self._number = {key: i for i, key in enumerate(keys)}
        self._bins = np.zeros((len(keys), len(VALUES)), np.int64)
        self._added = np.zeros(len(keys), np.int64)

    def add(self, place: int, bins: Sequence[int]) -> None:
        """Add one released histogram; a place that left the register since then counts for nobody."""
        above = self._tree.subdistrict_of.get(place)
        for key in {place, above, self._tree.district} & self._number.keys():
            self._bins[self._number[key]] += bins
            self._added[self._number[key]] += 1

    def pooled(self) -> Pooled:
        """Return what was added up."""
        return Pooled(list(self._number), self._bins, self._added)
