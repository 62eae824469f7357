"""Will the year end above the goal? A calibrated forecast of the zero-incident share."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.stats import norm

from anxin.methods.rates.gamma_poisson import Posterior

Array = NDArray[np.float64]
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(31)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


@dataclass(frozen=True)
class GoalForecast:
    """Chance that the share is met, and the share expected at the end with its 90 % interval."""

    probability: float
    share: float
    low: float
    high: float


def forecast_goal(
    posterior: Posterior, exposure_left: ArrayLike, zero_so_far: ArrayLike, *, goal: float, common_spread: float
) -> GoalForecast:
    """Forecast the share of places with no event by the end of the period.

    `posterior` holds the rates of n places; `exposure_left` (n,) >= 0 is what is still to come, in its unit;
    `zero_so_far` (n,) says where no event has happened in this period; `goal` is the share to meet, 0..1.
    `common_spread` is the standard deviation of the log of a factor that moves all places together
    (see `year_to_year_spread`); without it the forecast would be far too sure.

    """
    still = np.asarray(zero_so_far, bool)
    left = np.asarray(exposure_left, float)[still]
    places, open_places = len(still), int(still.sum())
    factors = np.exp(common_spread * NODES - common_spread**2 / 2)
    part = Posterior(posterior.shape[still], posterior.exposure[still])
    means, spreads = np.empty(len(factors)), np.empty(len(factors))
    for i, factor in enumerate(factors):
        none = part.chance_of_none(factor * left)
        means[i], spreads[i] = none.sum(), math.sqrt(float((none * (1 - none)).sum()))

    def chance_below(count: float) -> float:
        z = (count - means) / np.maximum(spreads, 1e-9)
        return float((WEIGHTS * norm.cdf(z)).sum())

    needed = math.ceil(goal * places - 1e-9)
    probability = 1 - chance_below(needed - 0.5) if needed <= open_places else 0.0
    share = float((WEIGHTS * means).sum()) / places
    low, high = (_quantile(chance_below, q, open_places) / places for q in (0.05, 0.95))
    return GoalForecast(probability, share, min(low, share), max(high, share))


def year_to_year_spread(totals: ArrayLike, *, least: float = 0.05) -> float:
    """Return the standard deviation of the log change between yearly totals (m,), less what chance gives."""
    counts = np.asarray(totals, float)
    counts = counts[counts > 0]
    if len(counts) < 3:
        return 0.2  # two years tell nothing about spread; 20 % is what districts commonly see
    change = np.diff(np.log(counts))
    by_chance = (1 / counts[1:] + 1 / counts[:-1]).mean()
    return float(max(least, math.sqrt(max(0.0, float((change - np.median(change)).var()) - float(by_chance)))))


def _quantile(chance_below: Callable[[float], float], q: float, most: int) -> float:
    if chance_below(0.0) >= q:
        return 0.0
    if chance_below(float(most)) <= q:
        return float(most)
    return float(brentq(lambda count: chance_below(count) - q, 0.0, float(most), xtol=0.01))
