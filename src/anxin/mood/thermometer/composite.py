"""The index of the district and its subdistricts in a week, from the stored readings."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from anxin.mood.pulse.items import ITEMS
from anxin.mood.thermometer.histograms import Tree
from anxin.mood.thermometer.index import Design, Floats, index_of, usual_spread
from anxin.mood.thermometer.models import IndexReading, Reading
from anxin.mood.thermometer.readings import FOUR_WEEKS

TWO_YEARS = 104
DESIGN = Design([item.key for item in ITEMS], [item.domain for item in ITEMS], [item.better for item in ITEMS])


def indices_of(week: date, places: Tree) -> list[IndexReading]:
    """Return the index of every place that has one, not yet saved; the week's readings are stored already."""
    keys = [places.district, *places.subdistricts]
    mean, error = _history(week, keys)
    spread = usual_spread(mean[:-1, 1:], error[:-1, 1:])
    rows = []
    for i, key in enumerate(keys):
        found = index_of(mean[:, i], error[-1, i], spread, DESIGN)
        if found:
            rows.append(IndexReading(week=week, place_id=key, **vars(found)))
    return rows


def _history(week: date, keys: list[int]) -> tuple[Floats, Floats]:
    """Return means and errors (weeks, places, items) of the two years before `week` and, last, of `week` itself."""
    mean = np.full((TWO_YEARS + 1, len(keys), len(ITEMS)), np.nan)
    error = np.full_like(mean, np.nan)
    place = {key: i for i, key in enumerate(keys)}
    item = {one.key: i for i, one in enumerate(ITEMS)}
    first = week - timedelta(weeks=TWO_YEARS)
    rows = Reading.objects.filter(weeks=FOUR_WEEKS, week__range=(first, week), place__in=keys, mean__isnull=False)
    for when, key, name, value, off in rows.values_list("week", "place_id", "item", "mean", "error"):
        at = (when - first).days // 7, place[key], item[name]
        mean[at], error[at] = value, off
    return mean, error
