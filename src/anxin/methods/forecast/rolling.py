"""Forecast week after week from what was known then, and judge every forecaster by the same weeks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anxin.methods.forecast.candidates import Forecaster
from anxin.methods.forecast.ground import Events
from anxin.methods.forecast.scores import hits_at, log_loss, poisson_crps
from anxin.methods.forecast.terms import WEEK

Array = NDArray[np.float64]
SHARES = (0.01, 0.02, 0.05, 0.10, 0.20)
DECILES = 10


@dataclass(frozen=True)
class Weeks:
    """One forecaster's weeks: `expected` and `counts` (weeks, places), and `missed` (weeks,) outside every place."""

    name: str
    mondays: NDArray[np.int64]
    expected: Array
    counts: Array
    missed: Array

    @property
    def events(self) -> float:
        """All events, those outside included."""
        return float(self.counts.sum() + self.missed.sum())

    def weekly_hits(self, share: float) -> Array:
        """Return the events (weeks,) in each week's top `share` of places."""
        return np.array([hits_at(e, c, share) for e, c in zip(self.expected, self.counts, strict=True)])


@dataclass(frozen=True)
class Ratio:
    """Observed to expected events of a group of cells."""

    label: str
    observed: float
    expected: float

    @property
    def ratio(self) -> float | None:
        """Observed / expected; None where nothing was expected."""
        return self.observed / self.expected if self.expected > 0 else None


@dataclass(frozen=True)
class Judged:
    """One forecaster's scores over all weeks."""

    name: str
    hit_rate: dict[float, float]
    gain: dict[float, tuple[float, float]]  # over the baseline: 95 % interval of the difference of hit rates
    log_loss: float  # per event
    crps: float  # per 1,000 cell-weeks
    overall: Ratio
    deciles: list[Ratio]  # coldest first
    areas: list[Ratio]

    def pai(self, share: float) -> float:
        """Return the predictive accuracy index: the hit rate over the share of places."""
        return self.hit_rate[share] / share

    @property
    def beats_the_baseline(self) -> bool:
        """True if the hit rate at 5 % is higher than the baseline's by more than chance gives."""
        return self.gain[0.05][0] > 0


def roll(
    forecaster: Forecaster,
    events: Events,
    *,
    places: int,
    mondays: NDArray[np.int64],
    missed_days: NDArray[np.int64] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Weeks:
    """Forecast the week of every Monday from the events before it, and put what happened beside it."""
    expected, counts = np.empty((len(mondays), places)), np.empty((len(mondays), places))
    for i, monday in enumerate(mondays):
        expected[i] = forecaster.forecast(events, int(monday))
        counts[i] = events.between(int(monday), int(monday) + WEEK).counts(places)
        if progress:
            progress(i + 1, len(mondays))
    outside = np.zeros(0, np.int64) if missed_days is None else missed_days
    missed = np.array([((outside >= monday) & (outside < monday + WEEK)).sum() for monday in mondays], float)
    return Weeks(forecaster.name, np.asarray(mondays), expected, counts, missed)


def judge(weeks: Weeks, baseline: Weeks, *, area: Sequence[str], seed: int = 2018, draws: int = 2000) -> Judged:
    """Score a forecaster beside the baseline of the same weeks."""
    return Judged(
        name=weeks.name,
        hit_rate={share: float(weeks.weekly_hits(share).sum()) / max(weeks.events, 1) for share in SHARES},
        gain={share: gain_over(weeks, baseline, share, seed=seed, draws=draws) for share in SHARES},
        log_loss=log_loss(weeks.expected, weeks.counts) / max(float(weeks.counts.sum()), 1),
        crps=1000 * poisson_crps(weeks.expected, weeks.counts) / weeks.expected.size,
        overall=Ratio("all", float(weeks.counts.sum()), float(weeks.expected.sum())),
        deciles=_by_decile(weeks),
        areas=_by_area(weeks, area),
    )


def gain_over(weeks: Weeks, baseline: Weeks, share: float, *, seed: int, draws: int) -> tuple[float, float]:
    """Return the 95 % interval of the difference of hit rates: whole weeks are drawn anew, the same for both."""
    more = weeks.weekly_hits(share) - baseline.weekly_hits(share)
    events = weeks.counts.sum(axis=1) + weeks.missed
    drawn = np.random.default_rng(seed).integers(0, len(more), (draws, len(more)))
    differences = more[drawn].sum(axis=1) / np.maximum(events[drawn].sum(axis=1), 1)
    low, high = np.quantile(differences, [0.025, 0.975])
    return float(low), float(high)


def _by_decile(weeks: Weeks) -> list[Ratio]:
    order = np.argsort(weeks.expected, axis=1, kind="stable")
    tenths = np.array_split(order, DECILES, axis=1)
    found = []
    for number, index in enumerate(tenths, start=1):
        observed = np.take_along_axis(weeks.counts, index, axis=1).sum()
        due = np.take_along_axis(weeks.expected, index, axis=1).sum()
        found.append(Ratio(str(number), float(observed), float(due)))
    return found


def _by_area(weeks: Weeks, area: Sequence[str]) -> list[Ratio]:
    labels, where = np.unique(np.asarray(area), return_inverse=True)
    observed = np.bincount(where, weeks.counts.sum(axis=0), len(labels))
    due = np.bincount(where, weeks.expected.sum(axis=0), len(labels))
    return [Ratio(str(label), float(o), float(e)) for label, o, e in zip(labels, observed, due, strict=True)]
