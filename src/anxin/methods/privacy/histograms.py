"""Means and shares from noised histograms, with the variance that sampling and noise give each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.privacy.noise import laplace_variance

Array = NDArray[np.float64]
FEWEST_ANSWERS = 10.0
NOISE_SPREADS = 4.0


class Status(IntEnum):
    """Why a group has a figure, or why it has none."""

    OK = 0
    TOO_FEW_ANSWERS = 1  # fewer than the floor, so a ratio of noised counts means nothing

    @property
    def word(self) -> str:
        """The word by which pages name it."""
        return self.name.lower()


@dataclass(frozen=True)
class HistogramMean:
    """Means of groups, each array (groups,); NaN where `status` is not OK.

    mean : in units of the bins' values.
    sampling_variance : of the mean, because only some people answered.
    noise_variance : of the mean, because of the privacy noise.
    answers : noised number of answers; it may be below 0.
    """

    mean: Array
    sampling_variance: Array
    noise_variance: Array
    answers: Array
    status: NDArray[np.uint8]

    @property
    def variance(self) -> Array:
        """Variance of the mean in all (groups,), which is what a small-area model needs."""
        return self.sampling_variance + self.noise_variance


@dataclass(frozen=True)
class HistogramShare:
    """Shares of groups, 0..1 but for noise, each array (groups,); NaN where `status` is not OK."""

    share: Array
    sampling_variance: Array
    noise_variance: Array
    answers: Array
    status: NDArray[np.uint8]

    @property
    def variance(self) -> Array:
        """Variance of the share in all (groups,)."""
        return self.sampling_variance + self.noise_variance


def mean_of_histogram(
    noised: ArrayLike,
    values: ArrayLike,
    *,
    epsilon: float,
    floor: float | None = None,
    clipped: bool = False,
    pooled: bool = False,
) -> HistogramMean:
    """Return each group's mean, and how far sampling and noise may have moved it.

    noised : (groups, bins) as `release_histograms` gave them; values : (bins,) what an answer in each bin counts.
    floor : fewest noised answers for a figure; by default four spreads of the noise on their number, at least 10.
    clipped : set negative bins to 0 first. Smaller error where bins are empty, but pulled towards the middle of the
        scale: for showing, not for a model, which needs the raw bins. Its noise variance is then that of raw bins, an
        upper bound.
    pooled : one spread of answers for all groups (their weighted mean) in the sampling variance; steadier where groups
        are small. A group whose own spread comes out at 0 or below takes the pooled one in any case.

    Notes
    -----
    Bin b holds h_b = c_b + L_b with independent noise of variance V = 2q/(1 - q)^2, q = exp(-epsilon). The mean is
    m = sum(v_b h_b) / N, N = sum(h_b). Its derivative by L_b is (v_b - m) / N, so by the delta method the noise adds

        V sum((v_b - m)^2) / N^2.

    The spread of answers is s^2 = sum(v_b^2 h_b) / N - m^2 + noise variance (m^2 is too large by that much), times
    N / (N - 1); sampling adds s^2 / N. The expansion is good while the noise on N, of spread sqrt(bins V), is small
    beside N: hence the floor.

    """
    counts, scale = _checked(noised, values)
    used = np.maximum(counts, 0) if clipped else counts
    answers = counts.sum(1)
    status = _status(answers, used, epsilon, floor)
    known = status == Status.OK
    mean, sampling, noise = (np.full(len(counts), np.nan) for _ in range(3))
    total = used[known].sum(1)
    mean[known] = used[known] @ scale / total
    noise[known] = laplace_variance(epsilon) * ((scale - mean[known, None]) ** 2).sum(1) / total**2
    spread = (used[known] @ scale**2 / total - mean[known] ** 2 + noise[known]) * total / (total - 1)
    sampling[known] = _steady(spread, total, pooled=pooled) / total
    return HistogramMean(mean, sampling, noise, answers, status)


def share_of_histogram(
    noised: ArrayLike, bins: Sequence[int], epsilon: float, *, floor: float | None = None, clipped: bool = False
) -> HistogramShare:
    """Return the share of answers in `bins` (their indices) for each group, for example of low satisfaction.

    Other arguments and the floor as in `mean_of_histogram`, whose case with value 1 inside and 0 outside this is: the
    noise adds V (k (1 - p)^2 + (B - k) p^2) / N^2 for k of B bins, sampling p (1 - p) / N. That last p is moved off
    0 and 1 by (N p + 1) / (N + 2), so that no share is taken as certain.
    """
    counts = np.asarray(noised, float)
    inside = np.zeros(counts.shape[1:])
    inside[list(bins)] = 1
    found = mean_of_histogram(counts, inside, epsilon=epsilon, floor=floor, clipped=clipped)
    total = np.maximum(counts, 0).sum(1) if clipped else found.answers
    # The mask keeps a group without a figure from dividing by its noised count, which may be 0.
    total = np.where(found.status == Status.OK, total, np.nan)
    off = (np.clip(found.mean, 0, 1) * total + 1) / (total + 2)
    return HistogramShare(found.mean, off * (1 - off) / total, found.noise_variance, found.answers, found.status)


def default_floor(bins: int, epsilon: float) -> float:
    """Return four spreads of the noise on the number of answers in `bins` bins, at least 10."""
    return max(FEWEST_ANSWERS, NOISE_SPREADS * math.sqrt(bins * laplace_variance(epsilon)))


def _status(answers: Array, used: Array, epsilon: float, floor: float | None) -> NDArray[np.uint8]:
    least = default_floor(used.shape[1], epsilon) if floor is None else floor
    too_few = (answers < least) | (used.sum(1) <= 1)  # one answer has no spread, whatever the floor
    return np.where(too_few, Status.TOO_FEW_ANSWERS, Status.OK).astype(np.uint8)


def _steady(spread: Array, total: Array, *, pooled: bool) -> Array:
    """Return spreads without those that noise made impossible."""
    if not len(spread):
        return spread
    common = max(0.0, float(np.average(spread, weights=total)))
    return np.full(len(spread), common) if pooled else np.where(spread > 0, spread, common)


def _checked(noised: ArrayLike, values: ArrayLike) -> tuple[Array, Array]:
    counts, scale = np.asarray(noised, float), np.asarray(values, float)
    if counts.ndim != 2 or scale.shape != counts.shape[1:]:
        raise ValueError(f"noised must be (groups, bins) and values (bins,), not {counts.shape} and {scale.shape}.")
    if not (np.isfinite(counts).all() and np.isfinite(scale).all()):
        raise ValueError("noised and values must be finite numbers.")
    return counts, scale
