"""The time of year, told apart from the trend and from chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from anxin.methods.forecast.ground import Events

Array = NDArray[np.float64]
DAYS_A_YEAR = 365.25
LONGEST_WEEKS, SHORTEST_WEEKS = 520, 104


def season_factors(known: Events, day: int, at_days: NDArray[np.int64]) -> Array:
    """Return the factor (m,) of the time of year for weeks that begin on `at_days` (m,), from events before `day`.

    One yearly wave beside a smooth trend, fitted to weekly totals (log-linear Poisson); its height is shrunk by
    what chance alone gives (James-Stein), and it is 1 for fewer than two years.
    """
    weeks = min((day - int(known.day[0])) // 7, LONGEST_WEEKS) if len(known) else 0
    if weeks < SHORTEST_WEEKS:
        return np.ones(len(at_days))
    starts = day - 7 * np.arange(weeks, 0, -1)
    totals = np.histogram(known.day, bins=np.append(starts, day))[0].astype(float)
    if totals.sum() < weeks / 4:
        return np.ones(len(at_days))
    time = np.linspace(-1, 1, weeks)
    design = np.column_stack([np.ones(weeks), time, time**2, time**3, _wave(starts)])
    wave, covariance = _fit(design, totals)
    strength = float(wave @ np.linalg.solve(covariance, wave))
    return np.asarray(np.exp(max(0.0, 1 - 2 / max(strength, 1e-9)) * (_wave(at_days) @ wave)))


def _wave(days: NDArray[np.int64]) -> Array:
    angle = 2 * np.pi * (np.asarray(days, float) + 3.5) / DAYS_A_YEAR
    return np.column_stack([np.cos(angle), np.sin(angle)])


def _fit(design: Array, totals: Array) -> tuple[Array, Array]:
    """Return the wave's two coefficients and their covariance, with the overdispersion that the weeks show."""
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(totals.mean())
    for _ in range(25):
        mean = np.exp(np.clip(design @ beta, -20, 20))
        information = design.T @ (design * mean[:, None]) + 1e-9 * np.eye(len(beta))
        step = np.linalg.solve(information, design.T @ (totals - mean))
        beta += step
        if np.abs(step).max() < 1e-10:
            break
    mean = np.exp(np.clip(design @ beta, -20, 20))
    spread = max(1.0, float((((totals - mean) ** 2) / mean).sum()) / (len(totals) - len(beta)))
    covariance = spread * np.linalg.inv(information)[-2:, -2:]
    return beta[-2:], np.asarray(covariance, np.float64)
