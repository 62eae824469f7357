"""Gamma-Poisson empirical Bayes for event rates at places of different size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, minimize
from scipy.special import digamma, gammaincc, gammaincinv, gammaln

Array = NDArray[np.float64]
FEWEST_EVENTS = 10
MOST_ALIKE = 1e6  # a shape above this is a Poisson district: every place has the same rate


class TooFewEventsError(ValueError):
    """There are too few events to tell places apart; "not enough yet" is the answer."""


@dataclass(frozen=True)
class Posterior:
    """Each place's rate as a gamma distribution: `shape` (n,) and `exposure` (n,), in events per unit exposure."""

    shape: Array
    exposure: Array

    @property
    def mean(self) -> Array:
        """Expected rate (n,), events per unit of exposure."""
        return self.shape / self.exposure

    def interval(self, level: float = 0.90) -> tuple[Array, Array]:
        """Return the lower and upper bound (n,) of the central `level` interval of each rate."""
        # Places with equal shape differ by scale alone, so each distinct shape is inverted once.
        distinct, where = np.unique(self.shape, return_inverse=True)
        tail = (1 - level) / 2
        low, high = gammaincinv(distinct, tail), gammaincinv(distinct, 1 - tail)
        return low[where] / self.exposure, high[where] / self.exposure

    def chance_above(self, rate: float) -> Array:
        """Return P(rate of the place > `rate`), (n,)."""
        return np.asarray(gammaincc(self.shape, self.exposure * rate))

    def chance_of_worst(self, share: float = 0.05) -> Array:
        """Return the chance (n,) that a place's rate is among the worst `share` of all places.

        The cut is the rate above which `share` of the places is expected to lie, so the chances
        add up to `share * n`. It replaces ranking by simulation and needs no random numbers.
        """
        if not 0 < share < 1:
            raise ValueError(f"share must lie between 0 and 1, not {share}.")
        return self.chance_above(self._cut(share))

    def chance_of_none(self, exposure: ArrayLike) -> Array:
        """Return P(no event) (n,) over a further `exposure` (n,): the negative binomial at zero."""
        return np.asarray((self.exposure / (self.exposure + np.asarray(exposure, float))) ** self.shape)

    def _cut(self, share: float) -> float:
        target = share * len(self.shape)

        def surplus(log_rate: float, shape: Array, exposure: Array, goal: float) -> float:
            return float(gammaincc(shape, exposure * np.exp(log_rate)).sum()) - goal

        low, high = np.log(self.mean.min()) - 8, np.log(self.mean.max()) + 8
        if len(self.shape) > 50_000:  # find the neighbourhood on an even sample, then finish on all places
            step = len(self.shape) // 20_000
            some = (self.shape[::step], self.exposure[::step], share * len(self.shape[::step]))
            near = brentq(surplus, low, high, args=some, xtol=1e-4)
            return float(np.exp(self._polish(near, target)))
        return float(np.exp(brentq(surplus, low, high, args=(self.shape, self.exposure, target), xtol=1e-9)))

    def _polish(self, log_rate: float, target: float) -> float:
        """Three secant steps from a good start."""

        def surplus(at: float) -> float:
            return float(gammaincc(self.shape, self.exposure * np.exp(at)).sum()) - target

        before, now = log_rate, log_rate + 1e-2
        error_before, error_now = surplus(before), surplus(now)
        for _ in range(3):
            if abs(error_now) < 1e-6 * target or error_now == error_before:
                break
            before, now = now, now - error_now * (now - before) / (error_now - error_before)
            error_before, error_now = error_now, surplus(now)
        return now


@dataclass(frozen=True)
class GammaPoisson:
    """How rates differ between places: gamma with `shape` and `mean` (events per unit of exposure)."""

    shape: float
    mean: float

    def posterior(self, events: ArrayLike, exposure: ArrayLike) -> Posterior:
        """Return each place's rate given its `events` (n,) and `exposure` (n,)."""
        counts, sizes = _checked(events, exposure)
        return Posterior(self.shape + counts, self.shape / self.mean + sizes)


def fit_gamma_poisson(events: ArrayLike, exposure: ArrayLike) -> GammaPoisson:
    """Fit the spread of rates between places by maximum marginal likelihood.

    `events` (n,) are counts >= 0 of one and the same window; `exposure` (n,) > 0, for example homes x years.

    Raises
    ------
    ValueError : unequal shapes, negative or non-finite values.
    TooFewEventsError : fewer than 10 events in all.

    References
    ----------
    Robbins (1956); Hauer et al. (2002), TRR 1784, doi:10.3141/1784-16 (gamma-Poisson with exposure).
    The shape is found by maximum likelihood, because moments are unstable for rare events.

    """
    counts, sizes = _checked(events, exposure)
    total = counts.sum()
    if total < FEWEST_EVENTS:
        raise TooFewEventsError(f"{total:.0f} events are too few to tell places apart; {FEWEST_EVENTS} are needed.")
    unit = total / sizes.sum()
    expected = sizes * unit  # in these units the mean rate is near 1, which makes the search well scaled
    hit = counts > 0
    seen, where = np.unique(counts[hit], return_inverse=True)
    times = np.bincount(where)

    def minus_log_likelihood(theta: Array) -> tuple[float, Array]:
        shape, mean = np.exp(theta)
        scaled = mean * expected
        both = shape + scaled
        # log of k/(k + m E), written so that a very large k does not cancel
        log_none = -np.log1p(scaled / shape)
        value = shape * log_none.sum() - (counts[hit] * np.log(both[hit])).sum() + total * np.log(mean)
        value += (times * (gammaln(shape + seen) - gammaln(shape))).sum()
        d_shape = log_none.sum() + (scaled / both).sum() - (counts[hit] / both[hit]).sum()
        d_shape += (times * (digamma(shape + seen) - digamma(shape))).sum()
        d_mean = total / mean - (expected * (shape + counts) / both).sum()
        return -value, -np.array([d_shape * shape, d_mean * mean])

    bounds = [(np.log(1e-3), np.log(MOST_ALIKE)), (np.log(0.05), np.log(20.0))]
    start = np.array([np.log(_shape_by_moments(counts, expected)), 0.0])
    found = minimize(minus_log_likelihood, start, jac=True, method="L-BFGS-B", bounds=bounds)
    shape, mean = np.exp(found.x)
    return GammaPoisson(float(shape), float(mean * unit))


def _shape_by_moments(counts: Array, expected: Array) -> float:
    extra = ((counts - expected) ** 2 - expected).sum()
    return float(np.clip((expected**2).sum() / extra, 0.05, 50.0)) if extra > 0 else 50.0


def _checked(events: ArrayLike, exposure: ArrayLike) -> tuple[Array, Array]:
    counts, sizes = np.asarray(events, float), np.asarray(exposure, float)
    if counts.ndim != 1 or counts.shape != sizes.shape:
        raise ValueError(f"events {counts.shape} and exposure {sizes.shape} must be one-dimensional and equally long.")
    if not (np.isfinite(counts).all() and np.isfinite(sizes).all()):
        raise ValueError("events and exposure must be finite numbers.")
    if (counts < 0).any() or (sizes <= 0).any():
        raise ValueError("events must be >= 0 and exposure > 0.")
    return counts, sizes
