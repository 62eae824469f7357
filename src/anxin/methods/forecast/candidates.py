"""Other ways to forecast a week, kept to be beaten: each learns from earlier events alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from anxin.methods.forecast.ground import Events, Ground
from anxin.methods.forecast.mixture import fit_weights
from anxin.methods.forecast.multi_scale import MultiScale
from anxin.methods.forecast.smoothing import smoother
from anxin.methods.forecast.terms import WEEK, Scales
from anxin.methods.rates import GammaPoisson, TooFewEventsError, decay_weights, fit_gamma_poisson

Array = NDArray[np.float64]


class Forecaster(Protocol):
    """Expects events (n,) of the week that begins on `day`, from the events before it."""

    name: str

    def forecast(self, events: Events, day: int) -> Array:
        """Return the expectation (n,)."""
        ...


class LastYear:
    """What everybody does by hand: last year's count, a fifty-second of it a week. The baseline to beat."""

    name = "last_year"

    def __init__(self, ground: Ground) -> None:
        self.places = len(ground)

    def forecast(self, events: Events, day: int) -> Array:
        """Return the expectation (n,)."""
        return events.between(day - 364, day).counts(self.places) / 52


class DecayedCount:
    """Exponentially weighted history, smoothed over the surroundings, at the level of the last eight weeks."""

    name = "decayed_count"

    def __init__(self, ground: Ground, *, half_life_days: float = 730, metres: float = 100) -> None:
        self.places, self.half_life = len(ground), half_life_days
        self._smooth = smoother(ground, metres)

    def forecast(self, events: Events, day: int) -> Array:
        """Return the expectation (n,)."""
        known = events.before(day)
        counts = _decayed(known, day, self.half_life, self.places)
        return at_recent_level(self._smooth(counts[:, None])[:, 0], known, day)


class ShrunkRates:
    """Gamma-Poisson empirical Bayes on decayed counts, drawn towards the rate of the surroundings."""

    name = "gamma_poisson"

    def __init__(self, ground: Ground, *, half_life_days: float = 730, metres: float = 300) -> None:
        self.ground, self.half_life = ground, half_life_days
        self._smooth = smoother(ground, metres)

    def forecast(self, events: Events, day: int) -> Array:
        """Return the expectation (n,)."""
        known = events.before(day)
        if not len(known):
            return np.zeros(len(self.ground))
        years = decay_weights(np.arange(1.0, day - int(known.day[0]) + 1), self.half_life).sum() / 365.25
        counts = _decayed(known, day, self.half_life, len(self.ground))
        prior = np.maximum(self._smooth(counts[:, None])[:, 0], 1e-6) / (self.ground.exposure * years)
        try:
            plain = known.between(day - 3 * 365, day).counts(len(self.ground))
            shape = fit_gamma_poisson(plain, prior * self.ground.exposure * 3).shape
        except TooFewEventsError:
            shape = 1.0
        rate = GammaPoisson(shape, 1.0).posterior(counts, prior * self.ground.exposure * years).mean * prior
        return at_recent_level(rate * self.ground.exposure, known, day)


def self_exciting(ground: Ground) -> MultiScale:
    """Return a self-exciting process (ETAS): a steady background, and what recent events nearby set off.

    References
    ----------
    Mohler et al. (2011), JASA 106:100, doi:10.1198/jasa.2011.ap09546: background plus triggering, fitted by EM.

    """
    steady_and_triggered = Scales(half_lives=(7, 28, 3650), distances=(100, 200), recent_days=28)
    forecaster = MultiScale(ground, scales=steady_and_triggered, diminishing=False)
    forecaster.name = "self_exciting"
    return forecaster


class Stack:
    """The likeliest non-negative sum of other forecasts, by how they did in the weeks before."""

    name = "stack"

    def __init__(self, members: Sequence[Forecaster], *, learn_weeks: int = 26) -> None:
        self.members, self.learn_weeks = members, learn_weeks
        self._made: dict[tuple[int, int], Array] = {}

    def forecast(self, events: Events, day: int) -> Array:
        """Return the expectation (n,)."""
        rows, totals = [], np.zeros(len(self.members))
        for week in day - WEEK * np.arange(self.learn_weeks, 0, -1):
            made = self._of_members(events, int(week))
            rows.append(made[events.between(int(week), int(week) + WEEK).place])
            totals += made.sum(axis=0)
        return self._of_members(events, day) @ fit_weights(np.concatenate(rows), totals)

    def _of_members(self, events: Events, day: int) -> Array:
        key = (day, len(events.before(day)))
        if key not in self._made:
            self._made[key] = np.column_stack([member.forecast(events, day) for member in self.members])
        return self._made[key]


def at_recent_level(pattern: Array, known: Events, day: int, weeks: int = 8) -> Array:
    """Return the pattern (n,) scaled to the events a week of the last `weeks`."""
    total = pattern.sum()
    recent = len(known.between(day - weeks * WEEK, day)) / weeks
    return pattern * (recent / total) if total > 0 else np.full(len(pattern), recent / len(pattern))


def _decayed(known: Events, day: int, half_life_days: float, places: int) -> Array:
    weights = decay_weights(day - known.day, half_life_days)
    return np.bincount(known.place, weights, places).astype(np.float64)
