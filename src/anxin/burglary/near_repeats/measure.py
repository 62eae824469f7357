"""Runs the Knox test on the burglaries of the last years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings
from django.utils.translation import gettext_noop

from anxin.burglary.judge import YEAR, Floats
from anxin.burglary.models import Incident
from anxin.burglary.near_repeats.models import NearRepeatBand, NearRepeatFinding
from anxin.core.sentences import Stored, sentence
from anxin.core.territory.plane import metres_a_degree

if TYPE_CHECKING:
    from anxin.methods.near_repeat import KnoxTest

PERMUTATIONS = 999
SEED = 1964  # any number; a fixed one, so that the same record gives the same finding


class TooCloseError(Exception):
    """The pairs of close burglaries would not fit into memory."""


@dataclass(frozen=True)
class Measured:
    """A finding with its bands, ready to be written."""

    finding: NearRepeatFinding
    bands: list[NearRepeatBand]


@dataclass(frozen=True)
class Unmeasured:
    """Why there is no finding."""

    why: Stored


def measure(day: date) -> Measured | Unmeasured:
    """Test the years up to `day`, or say why that cannot be done."""
    since = day - timedelta(days=round(settings.ANXIN["history_years"] * YEAR))
    points, days, without_point = _located(since, day)
    if len(days) < 2:
        return Unmeasured(sentence(gettext_noop("There are too few burglaries to look for near repeats.")))
    chosen = settings.ANXIN
    try:
        bands = _tested(points, days, chosen["near_repeat_bands_metres"], chosen["near_repeat_bands_days"])
        reach = _tested(points, days, [chosen["near_repeat_metres"] or 1.0], [chosen["near_repeat_days"]])
    except TooCloseError:
        text = gettext_noop(
            "Near repeats were not measured: too many burglaries lie close together. Set smaller distance bands."
        )
        return Unmeasured(sentence(text))
    finding = NearRepeatFinding(
        as_of_date=day,
        since_date=since,
        burglaries=len(days),
        without_point=without_point,
        permutations=PERMUTATIONS,
    )
    news = [band for band in _bands(finding, reach, of_reach=True) if not band.same_point]
    return Measured(finding, [*news, *_bands(finding, bands, of_reach=False)])


def _located(since: date, day: date) -> tuple[Floats, list[date], int]:
    """Return where (n, 2) in metres and when, and how many are left out because nobody knows where.

    All are known equally well, or two that are known by their estate alone would look like one and the same point:
    where most have a point of their own, those alone are compared; else every burglary stands at its estate's point,
    and the same place is the same estate.
    """
    columns = ("longitude", "latitude", "place__longitude", "place__latitude", "occurred_date")
    rows = list(Incident.objects.filter(occurred_date__gt=since, occurred_date__lte=day).values_list(*columns))
    by_point = 2 * sum(row[0] is not None for row in rows) >= len(rows)
    placed = [(row[0:2] if by_point else row[2:4], row[4]) for row in rows]
    located = [(point, when) for point, when in placed if point[0] is not None]
    points = np.array([point for point, _when in located], float).reshape(-1, 2)
    if len(points):
        points *= metres_a_degree(float(points[:, 1].mean()))
    return points, [when for _point, when in located], len(rows) - len(located)


def _tested(points: Floats, days: list[date], metres: Sequence[float], spans: Sequence[float]) -> KnoxTest:
    # The compiled code takes a second to load, so only the round that needs it pays for it.
    from anxin.methods.near_repeat import TooManyPairsError, knox_test

    try:
        return knox_test(
            points[:, 0],
            points[:, 1],
            np.array(days, "datetime64[D]"),
            distance_bands=(0.0, *metres),
            day_bands=(0.0, *spans),
            permutations=PERMUTATIONS,
            seed=SEED,
        )
    except TooManyPairsError as error:
        raise TooCloseError from error


def _bands(finding: NearRepeatFinding, found: KnoxTest, *, of_reach: bool) -> list[NearRepeatBand]:
    return [
        NearRepeatBand(
            finding=finding,
            of_reach=of_reach,
            metres_low=low,
            metres_high=high,
            days_low=int(found.days[j, 0]),
            days_high=int(found.days[j, 1]),
            observed=int(found.observed[i, j]),
            expected=float(found.expected[i, j]),
            ratio=_number(found.ratio[i, j]),
            ratio_low=_number(found.ratio_low[i, j]),
            ratio_high=_number(found.ratio_high[i, j]),
            p_value=float(found.p_value[i, j]),
        )
        for i, (low, high) in enumerate(found.distances.tolist())
        for j in range(len(found.days))
    ]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
