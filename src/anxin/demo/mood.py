"""A year of made-up pulse answers and weekly counts, whose truth is known: one subdistrict's mood has fallen lately."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from anxin.core.territory.models import Level, Place
from anxin.mood.pulse.items import EVERYBODY, TURNS
from anxin.mood.pulse.models import PulseCount
from anxin.mood.pulse.rules import VALUES, week_of

WEEKS, ANSWERS_A_WEEK, SPREAD = 60, 34, 2.1
USUAL = {
    "satisfaction": 7.3, "worthwhile": 7.4, "happy": 7.2, "anxious": 3.1, "safety": 7.6, "trust": 6.9, "support": 6.8,
}  # fmt: skip
FALLEN, SINCE, FALL = 3, 6, {"satisfaction": -0.6, "happy": -0.5, "anxious": 0.6, "safety": -1.1}
COMPLAINTS = {"hotline_complaints": 62.0, "hotline_noise": 17.0, "service_contacts": 21.0, "service_waiting": 4.0}
NOISY, NOISY_SINCE = 6, 3


def pulse_answers(today: date, rng: np.random.Generator) -> int:
    """Count a year of answers where answers are counted, and return how many; the round releases them week by week.

    The answers to the questions that take turns are counted at one neighbourhood of each subdistrict: only their sum is
    released.
    """
    leaves = list(Place.objects.filter(level=Level.NEIGHBOURHOOD).order_by("code").values_list("pk", "parent"))
    by_subdistrict: dict[int, list[int]] = defaultdict(list)
    for place, parent in leaves:
        by_subdistrict[parent or 0].append(place)
    level = {place: rng.normal(0, 0.25) for place, _parent in leaves}
    rows: list[PulseCount] = []
    for back in range(WEEKS, 0, -1):
        week = week_of(today) - timedelta(weeks=back)
        for number, (parent, places) in enumerate(by_subdistrict.items()):
            fallen = FALL if number == FALLEN and back <= SINCE else {}
            season = 0.08 * np.cos(2 * np.pi * week.timetuple().tm_yday / 365)
            for place in places:
                mean = USUAL[EVERYBODY] + level[place] + season + fallen.get(EVERYBODY, 0)
                rows += _cells(place, week, EVERYBODY, _answers(mean, rng.poisson(ANSWERS_A_WEEK), rng))
            for item in TURNS:
                mean = USUAL[item] + 0.1 * np.sin(parent) + fallen.get(item, 0)
                asked = rng.poisson(ANSWERS_A_WEEK * len(places) / len(TURNS))
                rows += _cells(places[0], week, item, _answers(mean, asked, rng))
    PulseCount.objects.bulk_create(rows, batch_size=5000)
    return sum(row.count for row in rows)


def counts_csv(today: date, rng: np.random.Generator) -> bytes:
    """Return what other offices would bring: complaints and contacts by subdistrict and week."""
    rows = [["指标", "街道", "周", "数量"]]
    places = list(Place.objects.filter(level=Level.SUBDISTRICT).order_by("code").values_list("code", flat=True))
    for key, usual in COMPLAINTS.items():
        share = rng.gamma(12, 1 / 12, len(places))
        for back in range(WEEKS, 0, -1):
            week = week_of(today) - timedelta(weeks=back)
            for number, code in enumerate(places):
                more = 2.6 if key == "hotline_noise" and number == NOISY and back <= NOISY_SINCE else 1.0
                mean = usual * share[number] * more
                rows.append([key, code, week.isoformat(), str(rng.negative_binomial(mean / 0.4, 1 / 1.4))])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _answers(mean: float, people: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return np.bincount(np.clip(np.rint(rng.normal(mean, SPREAD, people)), 0, 10).astype(int), minlength=len(VALUES))


def _cells(place: int, week: date, item: str, counts: NDArray[np.int64]) -> list[PulseCount]:
    return [
        PulseCount(place_id=place, week=week, item=item, value=value, count=int(count))
        for value, count in enumerate(counts)
        if count
    ]
