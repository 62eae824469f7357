"""The readings of a week: every item for every place that may have one, over one week and over four."""

from __future__ import annotations

from datetime import date

import numpy as np

from anxin.methods.privacy import epsilon_of_sum
from anxin.mood.pulse.items import BY_KEY, EVERYBODY
from anxin.mood.thermometer.estimate import Z90, Figures, Neighbourhoods, fewest_answers, figures_of, smoothed
from anxin.mood.thermometer.histograms import Pooled, Tree, pooled
from anxin.mood.thermometer.models import Reading

FOUR_WEEKS, ONE_WEEK = 4, 1


def readings_of(week: date, places: Tree) -> list[Reading]:
    """Return the readings of the week and of the four weeks that end with it, not yet saved."""
    found: list[Reading] = []
    for weeks in (ONE_WEEK, FOUR_WEEKS):
        epsilon, by_item = pooled(week, weeks, places)
        for item, histograms in by_item.items():
            figures = figures_of(histograms.bins, BY_KEY[item].poor, epsilon=epsilon, added=histograms.added)
            rows = _rows(week, weeks, item, histograms, figures)
            if weeks == FOUR_WEEKS and item == EVERYBODY:
                _smooth(rows, figures, places, fewest_answers(epsilon_of_sum(epsilon, weeks)))
            found += rows
    return found


def _rows(week: date, weeks: int, item: str, histograms: Pooled, figures: Figures) -> list[Reading]:
    return [
        Reading(
            week=week,
            weeks=weeks,
            place_id=place,
            item=item,
            mean=_number(figures.mean[i]),
            error=_number(figures.error[i]),
            low=_number(figures.low[i]),
            high=_number(figures.high[i]),
            answers=round(float(figures.answers[i])),
            poor=_number(figures.poor[i]),
            poor_error=_number(figures.poor_error[i]),
        )
        for i, place in enumerate(histograms.places)
    ]


def _smooth(rows: list[Reading], figures: Figures, places: Tree, fewest: int) -> None:
    """Give each neighbourhood its smoothed figure, or its subdistrict's where its own tells no more."""
    first = 1 + len(places.subdistricts)
    leaves = rows[first:]
    whole = {
        row.place_id: (row.mean, row.error) for row in rows[1:first] if row.mean is not None and row.error is not None
    }
    parts = Figures(*(np.asarray(part)[first:] for part in vars(figures).values()))
    above = np.array([places.subdistrict_of[row.place_id] for row in leaves], np.int64)
    found = smoothed(parts, above, whole, fewest=fewest)
    poor = {row.place_id: (row.poor, row.poor_error) for row in rows[1:first]}
    for i, row in enumerate(leaves):
        _take(row, found, i)
        if not row.own:
            row.poor, row.poor_error = poor[int(above[i])]


def _take(row: Reading, found: Neighbourhoods, i: int) -> None:
    row.own = bool(found.own[i])
    row.mean, row.error = _number(found.mean[i]), _number(found.error[i])
    if row.mean is None or row.error is None:
        row.low = row.high = None
    else:
        row.low, row.high = max(0.0, row.mean - Z90 * row.error), min(10.0, row.mean + Z90 * row.error)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
