"""The forecast that ships: a non-negative sum of what happened before, at several times and distances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from anxin.methods.forecast.ground import Events, Ground
from anxin.methods.forecast.mixture import fit_weights
from anxin.methods.forecast.season import season_factors
from anxin.methods.forecast.terms import GROUPS, WEEK, Scales, Terms

Array = NDArray[np.float64]
FEWEST_EVENTS = 30
LEVEL_HALF_LIFE_WEEKS = 6.0
# The weights are learnt too: without this factor the 90 % interval held 83 % of the true rates of simulated villages,
# with it 88 to 92 %, and 83 % where all places are alike.
LEARNT = 1.35
LEVEL_PRIOR = 2.0  # events at the level of the weeks learnt from; keeps a quiet district from jumping


class TooShortHistoryError(ValueError):
    """There is too little to learn from; "not yet" is the answer."""


@dataclass(frozen=True)
class WeeklyForecast:
    """Expected events of the seven days from `day` on, (n,), the 90 % interval of that expectation, and why.

    `shares` says for each group of terms (n,) what part of the expectation it makes; they add up to 1.
    `season` and `level` are factors in it: the time of year, and how the last months stand to the years before.
    """

    day: int
    expected: Array
    low: Array
    high: Array
    shares: Mapping[str, Array]
    season: float
    level: float


class MultiScale:
    """Multi-scale Poisson regression with non-negative terms, learnt anew for each week from the weeks before it."""

    name = "multi_scale"

    def __init__(
        self, ground: Ground, *, scales: Scales | None = None, learn_weeks: int = 104, diminishing: bool = True
    ) -> None:
        self.ground, self.learn_weeks = ground, learn_weeks
        self.terms = Terms(ground, scales, diminishing=diminishing)
        self._groups = np.array([GROUPS.index(group) for group in self.terms.groups])
        self._known: dict[tuple[int, int], tuple[Array, Array]] = {}

    def forecast(self, events: Events, day: int) -> Array:
        """Return the expectation alone (n,)."""
        return self.explain(events, day).expected

    def explain(self, events: Events, day: int) -> WeeklyForecast:
        """Forecast the week that begins on `day` from earlier events, with intervals and reasons.

        Raises
        ------
        TooShortHistoryError : fewer than 30 events, or less than a year to learn from.

        """
        known = events.before(day)
        mondays = self._weeks_to_learn(known, day)
        seasons = season_factors(known, day, np.append(mondays, day))
        rows, totals = zip(*(self._learnt(known, int(monday)) for monday in mondays), strict=True)
        lengths = [len(part) for part in rows]
        at_events = np.concatenate(rows) * np.repeat(seasons[:-1], lengths)[:, None]
        weights = fit_weights(at_events, (np.array(totals) * seasons[:-1, None]).sum(axis=0))
        level, of_the_level = _level(lengths, np.array(totals) @ weights * seasons[:-1])
        factors = (float(seasons[-1]), level)
        return self._forecast(self.terms.at(known, day), weights, day, factors, of_the_level)

    def _weeks_to_learn(self, known: Events, day: int) -> NDArray[np.int64]:
        if len(known) < FEWEST_EVENTS:
            raise TooShortHistoryError(f"{len(known)} events are too few to forecast from; {FEWEST_EVENTS} are needed.")
        # Half of the time is kept for the terms to look back on.
        weeks = min(self.learn_weeks, (day - int(known.day[0])) // WEEK // 2)
        if weeks < 26:
            raise TooShortHistoryError("There is less than a year of events to learn from.")
        return day - WEEK * np.arange(weeks, 0, -1)

    def _learnt(self, known: Events, monday: int) -> tuple[Array, Array]:
        """Return the terms at the events of a week, and their totals; the same again for the same past."""
        key = (monday, len(known.before(monday)))
        if key not in self._known:
            terms = self.terms.at(known, monday)
            week = known.between(monday, monday + WEEK)
            self._known[key] = terms[week.place], terms.sum(axis=0)
        return self._known[key]

    def _forecast(
        self, terms: Array, weights: Array, day: int, factors: tuple[float, float], of_the_level: float
    ) -> WeeklyForecast:
        season, level = factors
        parts = terms * weights
        by_group = np.stack([parts[:, self._groups == g].sum(axis=1) for g in range(len(GROUPS))])
        total = np.maximum(by_group.sum(axis=0), 1e-12)
        expected = total * season * level
        # In the gamma-Poisson model the variance of a rate is its mean times what one event more adds to it.
        variance = LEARNT * expected * self._an_event_more(weights) * season * level + expected**2 * of_the_level
        low, high = _interval(expected, variance)
        shares = dict(zip(GROUPS, by_group / total, strict=True))
        return WeeklyForecast(day, expected, low, high, shares, season, level)

    def _an_event_more(self, weights: Array) -> float:
        """Return by how much one event more in its long memory raises the expectation of an average place."""
        halves = np.array(self.terms.scales.half_lives)
        adds = WEEK * (1 - 0.5 ** (1 / halves))
        own = weights[: len(halves)] @ np.where(halves > self.terms.scales.recent_days, adds, 0)
        # The diminishing term is a square root of the longest memory: at the average its slope is a half.
        return float(own + (weights[len(halves)] / 2 * adds[-1] if self.terms.diminishing else 0))


def _level(observed: list[int], expected: Array) -> tuple[float, float]:
    """Return how the last months stand to what the weights give them, older weeks counting less, and its variance.

    The variance is relative: one over the events that the level rests on.
    """
    weights = 0.5 ** (np.arange(len(observed))[::-1] / LEVEL_HALF_LIFE_WEEKS)
    events = float(weights @ observed) + LEVEL_PRIOR
    return events / (float(weights @ expected) + LEVEL_PRIOR), 1 / events


def _interval(expected: Array, variance: Array) -> tuple[Array, Array]:
    """Return the 90 % interval of a gamma with this mean and variance (n,)."""
    shape = np.clip(expected**2 / np.maximum(variance, 1e-30), 0.05, 1e6)
    return tuple(gammaincinv(shape, q) / shape * expected for q in (0.05, 0.95))  # type: ignore[return-value]
