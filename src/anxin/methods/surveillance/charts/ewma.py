"""EWMA charts for many weekly means at once, with limits that keep a false-alarm rate under autocorrelation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
WEEKS_AHEAD, SIMULATED = 52, 8_000


@dataclass(frozen=True)
class Ewma:
    """How to smooth and when to alarm.

    smoothing : weight of the newest week; 0.3 found drops of half a point soonest (docs/benchmarks.md).
    pooled : share of the variance that all charts have in common; 1 when all rest on about as many answers.
    alarms_a_week : false alarms a week over all charts together.
    downward : share of them spent on falls, the rest on rises.
    autocorrelation : of the weekly values while nothing happens.
    """

    smoothing: float = 0.3
    pooled: float = 1.0
    alarms_a_week: float = 1.0
    downward: float = 0.8
    autocorrelation: float = 0.3

    def __post_init__(self) -> None:
        if not 0 < self.smoothing <= 1 or not 0 <= self.pooled <= 1 or not 0 <= self.downward <= 1:
            raise ValueError("smoothing must lie in (0, 1], pooled and downward in [0, 1].")
        if not -1 < self.autocorrelation < 1 or self.alarms_a_week <= 0:
            raise ValueError("autocorrelation must lie between -1 and 1 and alarms_a_week above 0.")


@dataclass(frozen=True)
class EwmaCharts:
    """Smoothed values of the monitored weeks (weeks, charts) in standard deviations, and where they alarm."""

    smoothed: Array
    lower: float
    upper: float

    @property
    def alarm(self) -> NDArray[np.int8]:
        """-1 a fall, 1 a rise, 0 neither; (weeks, charts)."""
        return np.asarray((self.smoothed > self.upper).astype(np.int8) - (self.smoothed < self.lower).astype(np.int8))


def ewma_charts(values: ArrayLike, baseline: int, settings: Ewma | None = None) -> EwmaCharts:
    """Judge the weeks after the first `baseline` of (weeks, charts) against each chart's own baseline mean.

    NaN leaves a chart where it was. Limits come from a seeded simulation of quiet charts with the same baseline, so
    that the uncertainty of a short baseline is paid for.

    References
    ----------
    Roberts (1959), doi:10.1080/00401706.1959.10489860; limits under autocorrelation by simulation: Lu and Reynolds
    (1999), doi:10.1080/00224065.1999.11979925.

    """
    x = np.asarray(values, float)
    if x.ndim != 2 or not 4 <= baseline < len(x):
        raise ValueError(f"values {x.shape} must be (weeks, charts) with a baseline of at least 4 and weeks after it.")
    chosen = settings or Ewma()
    lower, upper = ewma_limits(x.shape[1], baseline, chosen)
    return EwmaCharts(_smooth(x, baseline, chosen), lower, upper)


@lru_cache(maxsize=64)  # they rest on the settings alone, so thousands of districts share them
def ewma_limits(charts: int, baseline: int, settings: Ewma, *, seed: int = 1) -> tuple[float, float]:
    """Return the lower and upper limit that quiet charts pass `alarms_a_week` times a week over a year ahead."""
    rng = np.random.default_rng(seed)
    groups = max(1, SIMULATED // charts)
    quiet = _autocorrelated(baseline + WEEKS_AHEAD, groups * charts, settings.autocorrelation, rng)
    smoothed = np.hstack([_smooth(part, baseline, settings) for part in np.hsplit(quiet, groups)])
    share = min(0.5, settings.alarms_a_week / charts)
    low, high = share * settings.downward, share * (1 - settings.downward)
    lower = float(np.quantile(smoothed, low)) if low > 0 else -np.inf
    return lower, float(np.quantile(smoothed, 1 - high)) if high > 0 else np.inf


def _smooth(x: Array, baseline: int, settings: Ewma) -> Array:
    first = x[:baseline]
    variance = np.nanvar(first, 0, ddof=1)
    common = settings.pooled * np.nanmean(variance) + (1 - settings.pooled) * variance
    z = (x[baseline:] - np.nanmean(first, 0)) / np.sqrt(np.where(common > 0, common, np.nan))
    state, out = np.zeros(x.shape[1]), np.zeros_like(z)
    for week, now in enumerate(z):
        state = np.where(np.isnan(now), state, (1 - settings.smoothing) * state + settings.smoothing * now)
        out[week] = state
    return np.asarray(out)


def _autocorrelated(weeks: int, charts: int, rho: float, rng: np.random.Generator) -> Array:
    x = rng.normal(size=(weeks, charts))
    for week in range(1, weeks):
        x[week] = rho * x[week - 1] + np.sqrt(1 - rho**2) * x[week]
    return np.asarray(x)
