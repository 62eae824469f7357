"""The mean of a series while nothing happens: a log-linear fit of trend and yearly waves to the rows before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, polygamma

from anxin.methods.surveillance.series import CountSeries

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
MOST_STEPS = 25
TOLERANCE = 1e-8
NEARLY_POISSON = 1e-8


@dataclass(frozen=True)
class InControl:
    """Mean of the judged rows (time, series) and extra-Poisson dispersion a (series,): variance mean + a mean^2."""

    mean: Array
    dispersion: Array


def fit_in_control(
    series: CountSeries, rows: Rows, *, harmonics: int, trend: bool, dispersion: float | None
) -> InControl:
    """Return the mean foreseen for `rows` from all rows before the first of them.

    dispersion : 0 for a Poisson fit, a number for a negative binomial fit with that value, None to estimate it
        for each series by maximum likelihood.
    """
    before = np.arange(rows[0])
    y = series.counts[before]
    known = (~np.isnan(y)).astype(float)
    y = np.nan_to_num(y)
    x = _waves((before + 1).astype(float), series.freq, harmonics, trend=trend)
    extra = np.full(series.width, dispersion or 0.0)
    if dispersion is None:
        extra = np.full(series.width, 0.1)
        for _ in range(60):
            beta = _regress(x, y, known, extra, exactly=True)
            following = _dispersion(y, known, np.exp(x @ beta), extra)
            close = np.abs(following - extra) <= 1e-10 * following
            extra = following
            if close.all():
                break
    beta = _regress(x, y, known, extra, exactly=dispersion is None)
    later = _waves((rows + 1).astype(float), series.freq, harmonics, trend=trend)
    return InControl(np.exp(later @ beta), extra)


def _waves(time: Array, freq: int, harmonics: int, *, trend: bool) -> Array:
    columns = [np.ones_like(time)]
    if trend:
        columns.append(time)
    for order in range(1, harmonics + 1):
        angle = 2 * np.pi * order * time / freq
        columns += [np.cos(angle), np.sin(angle)]
    return np.column_stack(columns)


def _regress(x: Array, y: Array, known: Array, extra: Array, *, exactly: bool) -> Array:
    """Return coefficients (columns, series) by iteratively reweighted least squares."""
    mean = np.where(extra > 0, y + (y == 0) / 6, y + 0.1)
    before = _deviance(y, mean, known, extra)
    linear = np.log(mean)
    pairs = np.einsum("ij,ik->ijk", x, x).reshape(len(x), -1)
    ridge = 1 + 1e-14 * np.eye(x.shape[1])  # keeps a series without a case solvable
    beta = np.zeros((x.shape[1], y.shape[1]))
    for _ in range(MOST_STEPS):
        weight = known * mean / (1 + extra * mean)
        target = linear + (y - mean) / mean
        normal = (pairs.T @ weight).T.reshape(-1, x.shape[1], x.shape[1])
        beta = np.linalg.solve(normal * ridge, (x.T @ (weight * target)).T[..., None])[..., 0].T
        linear = np.clip(x @ beta, -30, 30)
        mean = np.exp(linear)
        deviance = _deviance(y, mean, known, extra)
        settled = np.abs(deviance - before) / (np.abs(deviance) + 0.1) < (1e-14 if exactly else TOLERANCE)
        before = deviance
        if settled.all():
            break
    return np.asarray(beta)


def _deviance(y: Array, mean: Array, known: Array, extra: Array) -> Array:
    some = y > 0
    own = np.where(some, y * np.log(np.where(some, y, 1) / mean), 0.0)
    safe = np.where(extra > 0, extra, 1.0)
    wide = (y + 1 / safe) * np.log((1 + safe * y) / (1 + safe * mean))
    return np.asarray(2 * (known * (own - np.where(extra > 0, wide, y - mean))).sum(0))


def _dispersion(y: Array, known: Array, mean: Array, start: Array) -> Array:
    """Maximum likelihood of a given the mean: Newton's method on log a, kept within sensible bounds."""
    log_a = np.log(start)
    for _ in range(50):
        size = np.exp(-log_a)
        pull = digamma(y + size) - digamma(size) + np.log(size / (size + mean)) + (mean - y) / (size + mean)
        bend = (
            polygamma(1, y + size) - polygamma(1, size) + 1 / size - 1 / (size + mean) - (mean - y) / (size + mean) ** 2
        )
        first = -(known * pull).sum(0) * size
        second = (known * bend).sum(0) * size**2 - first
        step = np.where(second < 0, -first / np.where(second < 0, second, -1), np.sign(first))
        log_a = np.clip(log_a + np.clip(step, -1, 1), np.log(NEARLY_POISSON), 12)
        if (np.abs(step) < 1e-12).all():
            break
    return np.exp(log_a)
