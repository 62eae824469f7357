"""Why did the share of places without an event change? And how much of one place's fall is chance?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import nbinom

from anxin.methods.rates import GammaPoisson, ZeroShare, fit_gamma_poisson
from anxin.methods.rates.zero_share import share_with_chance

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ZeroChange:
    """The change of the zero share between two years, and its parts, which add up to it (all shares 0..1).

    `events`: fewer or more events in all; `size`: places or homes added or removed; `spread`: events gathered at
    fewer places, or scattered; `chance`: the rest, beside the range that chance alone gives it (95 %).
    """

    before: float
    after: float
    size: float
    events: float
    chance: float
    chance_range: float

    @property
    def change(self) -> float:
        """The whole change."""
        return self.after - self.before


def decompose_zero_share(
    before: ArrayLike, homes_before: ArrayLike, after: ArrayLike, homes_after: ArrayLike
) -> ZeroChange:
    """Split the change of the share of places without an event between two years.

    `before`, `after` are counts by place, `homes_*` their sizes; the places of the two years need not be the same.
    Expected shares come from one gamma-Poisson shape for both years (their pooled maximum likelihood), with the
    mean of each year; size is changed first, then the mean.

    Raises
    ------
    TooFewEventsError : fewer than 10 events in both years together.

    """
    first, sizes = np.asarray(before, float), np.asarray(homes_before, float)
    second, later = np.asarray(after, float), np.asarray(homes_after, float)
    shape = fit_gamma_poisson(
        np.concatenate([first, second]), np.concatenate([sizes * _mean(first, sizes), later * _mean(second, later)])
    ).shape
    started = _expected(shape, _mean(first, sizes), sizes)
    resized = _expected(shape, _mean(first, sizes), later)
    ended = _expected(shape, _mean(second, later), later)
    share_before, share_after = float((first == 0).mean()), float((second == 0).mean())
    chance = (share_after - ended.share) - (share_before - started.share)
    width = np.hypot(started.high - started.share, ended.high - ended.share)
    return ZeroChange(
        share_before, share_after, resized.share - started.share, ended.share - resized.share, chance, float(width)
    )


def _mean(counts: Array, sizes: Array) -> float:
    return max(float(counts.sum()), 0.5) / float(sizes.sum())


def _expected(shape: float, mean: float, sizes: Array) -> ZeroShare:
    return share_with_chance((shape / (shape + mean * sizes)) ** shape)


@dataclass(frozen=True)
class Fall:
    """One place's change between two years, split: `regression` to the mean, the `district`'s change, the `rest`.

    `chance_of_none_more` is the chance of as few events or fewer had nothing been done.
    """

    before: float
    after: float
    regression: float
    district: float
    rest: float
    chance: float


def explain_fall(before: float, after: float, homes: float, model: GammaPoisson, *, district_ratio: float) -> Fall:
    """Split one place's change: what was chance in its high year, what the whole district did, what is left.

    `model` is the spread between places per home and year; `district_ratio` the district's events after / before.
    """
    posterior = model.posterior([before], [homes])
    steady = float(posterior.mean[0]) * homes
    due = steady * district_ratio
    shape, scale = float(posterior.shape[0]), float(posterior.exposure[0])
    ratio = homes * district_ratio / scale
    as_few = float(nbinom.cdf(after, shape, 1 / (1 + ratio)))
    return Fall(before, after, steady - before, due - steady, after - due, as_few)
