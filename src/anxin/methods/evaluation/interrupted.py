"""Interrupted time series: a district-wide change against its own past and a control series."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from anxin.methods.evaluation.panel import Array, Effect

FEWEST_MONTHS = 12


def interrupted_series(
    counts: NDArray[np.int64], start: int, *, control: NDArray[np.int64] | None = None, level: float = 0.95
) -> Effect:
    """Return the effect of what began in month `start` on monthly `counts` (T,).

    Log-linear Poisson with a trend, a yearly wave, the log of the `control` series (T,) if there is one, and a
    step at `start`; errors allow for overdispersion and for months that follow one another (Newey-West).

    Raises
    ------
    ValueError : fewer than 12 months before or 3 after the start.

    References
    ----------
    Bernal, Cummins, Gasparrini (2017), Int J Epidemiol 46:348, doi:10.1093/ije/dyw098.

    """
    months = len(counts)
    if start < FEWEST_MONTHS or months - start < 3:
        raise ValueError("An interrupted series needs 12 months before the start and 3 after it.")
    design = _design(months, start, control)
    beta, mean = _fit(design, counts.astype(float))
    error = _newey_west(design, counts - mean, mean)
    after = np.arange(months) >= start
    half = student.ppf(0.5 + level / 2, months - design.shape[1]) * error
    observed, ratio = float(counts[after].sum()), float(np.exp(beta[0]))
    low, high = float(np.exp(beta[0] - half)), float(np.exp(beta[0] + half))
    return Effect(observed, float(mean[after].sum()) / ratio, ratio, low, high, level)


def _design(months: int, start: int, control: NDArray[np.int64] | None) -> Array:
    time = np.arange(months)
    wave = 2 * np.pi * time / 12
    columns = [(time >= start).astype(float), np.ones(months), (time - months / 2) / 12, np.cos(wave), np.sin(wave)]
    if control is not None and np.ptp(control) > 0:
        logged = np.log(control + 0.5)
        columns.append(logged - logged.mean())
    return np.column_stack(columns)


def _fit(design: Array, counts: Array) -> tuple[Array, Array]:
    beta = np.zeros(design.shape[1])
    beta[1] = np.log(max(counts.mean(), 0.1))
    for _ in range(100):
        mean = np.exp(np.clip(design @ beta, -20, 20))
        information = design.T @ (design * mean[:, None]) + 1e-9 * np.eye(len(beta))
        step = np.clip(np.linalg.solve(information, design.T @ (counts - mean)), -2, 2)
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    return beta, np.exp(np.clip(design @ beta, -20, 20))


def _newey_west(design: Array, residual: Array, mean: Array, lags: int = 3) -> float:
    """Return the standard error of the first coefficient."""
    bread = np.linalg.inv(design.T @ (design * mean[:, None]) + 1e-9 * np.eye(design.shape[1]))
    scores = design * residual[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        cross = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (cross + cross.T)
    scale = len(residual) / (len(residual) - design.shape[1])
    # A short series can make the sandwich too narrow; the plain quasi-Poisson error is the floor.
    spread = max(1.0, float((residual**2 / mean).sum()) / (len(residual) - design.shape[1]))
    return float(np.sqrt(max(scale * (bread @ meat @ bread)[0, 0], spread * bread[0, 0])))
