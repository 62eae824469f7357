"""Many areas over time: this period's estimates and the next period's, from earlier periods alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]
FEWEST_PERIODS, FEWEST_AREAS = 3, 3


@dataclass(frozen=True)
class AreaTime:
    """What the model says, arrays (areas,); NaN for an area that was never seen with a variance.

    estimate, mse : of the last period. forecast, forecast_mse : of the next one, without its own sampling error.
    common : (periods,) the mean of all areas. lasting, passing, persistence : variance of what stays with an area, of
    what comes and goes there, and how much of the latter is left a period later (0..1). drift : variance of the common
    step from period to period.
    """

    estimate: Array
    mse: Array
    forecast: Array
    forecast_mse: Array
    common: Array
    lasting: float
    passing: float
    persistence: float
    drift: float


def area_time(direct: ArrayLike, variances: ArrayLike) -> AreaTime:
    """Smooth area estimates over areas and periods, and foresee the next period.

    direct, variances : (areas, periods) survey estimates and their variances, sampling and privacy noise together. A
    value that is missing, or whose variance is not a number above 0, counts as not seen; periods are equally far apart.

    Notes
    -----
    y_it = m_t + c_i + s_it + e_it. m_t, the mean of all areas, walks at random; c_i ~ N(0, lasting) stays; s_it is a
    first-order autoregression with variance `passing` and coefficient `persistence`; e_it has the given variance. The
    three are found by maximum likelihood over all areas at once; given them, each area's mean is the linear predictor
    (Kalman's, written as a regression on all its earlier periods).

    Raises
    ------
    ValueError : shapes differ, or fewer than 3 areas or 3 periods.

    References
    ----------
    Rao and Yu (1994), doi:10.2307/3315407 (area and time effects with autoregression); Rao and Molina (2015),
    section 8.3, doi:10.1002/9781118735855.

    """
    values, spread, seen = _checked(direct, variances)
    common, drift = _common(values, spread, seen)
    off = np.where(seen, values - common, 0.0)
    noise = np.where(seen, spread, np.inf)
    lasting, passing, persistence = _fit(off, noise)
    now, now_mse = _predict(off, noise, lasting, passing, persistence, ahead=0)
    later, later_mse = _predict(off, noise, lasting, passing, persistence, ahead=1)
    never = ~seen.any(1)
    for array in (now, now_mse, later, later_mse):
        array[never] = np.nan
    return AreaTime(
        now + common[-1], now_mse, later + common[-1], later_mse + drift, common, lasting, passing, persistence, drift
    )


def _common(values: Array, spread: Array, seen: NDArray[np.bool_]) -> tuple[Array, float]:
    """Return the mean of all areas in each period (the last one seen, where none is) and the variance of its steps."""
    between = max(0.0, float(np.nanvar(np.where(seen, values, np.nan)) - spread[seen].mean()))
    weight = np.where(seen, 1 / (spread + between), 0.0)
    total = weight.sum(0)
    # An area seen in some periods alone must not move the mean by coming and going.
    level = (np.where(seen, values, 0.0) * weight).sum(0) / np.where(total > 0, total, np.nan)
    known = np.flatnonzero(total > 0)
    level = level[known[np.searchsorted(known, np.arange(len(level)), side="right").clip(1) - 1]]
    steps = np.diff(level[known])
    return level, float((steps**2).mean()) if len(steps) else 0.0


def _fit(off: Array, noise: Array) -> tuple[float, float, float]:
    """Return lasting and passing variance and persistence by maximum likelihood."""
    usual = float(np.median(noise[np.isfinite(noise)]))

    def minus_log_likelihood(theta: Array) -> float:
        lasting, passing = np.exp(theta[:2]) * usual
        return -_log_likelihood(off, noise, lasting, passing, float(np.tanh(theta[2])) ** 2)

    start = np.array([-0.5, -1.5, 1.0])
    bounds = [(-12.0, 6.0), (-12.0, 6.0), (0.0, 2.7)]
    found = minimize(minus_log_likelihood, start, method="L-BFGS-B", bounds=bounds)
    lasting, passing = np.exp(found.x[:2]) * usual
    return float(lasting), float(passing), float(np.tanh(found.x[2])) ** 2


def _log_likelihood(off: Array, noise: Array, lasting: float, passing: float, persistence: float) -> float:
    """Return the Gaussian log-likelihood of all areas; a period not seen is left out by a unit of its own."""
    seen = np.isfinite(noise)
    both = seen[:, :, None] & seen[:, None, :]
    covariance = np.where(both, _signal(off.shape[1], lasting, passing, persistence), 0.0)
    step = np.arange(off.shape[1])
    covariance[:, step, step] += np.where(seen, noise, 1.0)
    factor = np.linalg.cholesky(covariance)
    half = np.linalg.solve(factor, off[:, :, None])
    return float(-np.log(factor[:, step, step]).sum() - (half**2).sum() / 2)


def _predict(
    off: Array, noise: Array, lasting: float, passing: float, persistence: float, *, ahead: int
) -> tuple[Array, Array]:
    """Return each area's deviation `ahead` periods after the last, and its mean squared error, both (areas,)."""
    periods = off.shape[1]
    step = np.arange(periods)
    seen = np.isfinite(noise)
    both = seen[:, :, None] & seen[:, None, :]
    covariance = np.where(both, _signal(periods, lasting, passing, persistence), 0.0)
    covariance[:, step, step] += np.where(seen, noise, 1.0)
    link = lasting + passing * persistence ** (periods - 1 + ahead - step)
    links = np.where(seen, link, 0.0)
    weights = np.linalg.solve(covariance, links[:, :, None])[:, :, 0]
    return (weights * off).sum(1), lasting + passing - (weights * links).sum(1)


def _signal(periods: int, lasting: float, passing: float, persistence: float) -> Array:
    step = np.arange(periods)
    return np.asarray(lasting + passing * persistence ** np.abs(step[:, None] - step))


def _checked(direct: ArrayLike, variances: ArrayLike) -> tuple[Array, Array, NDArray[np.bool_]]:
    values, spread = np.asarray(direct, float), np.asarray(variances, float)
    if values.ndim != 2 or values.shape != spread.shape:
        raise ValueError(f"direct {values.shape} and variances {spread.shape} must both be (areas, periods).")
    if values.shape[0] < FEWEST_AREAS or values.shape[1] < FEWEST_PERIODS:
        raise ValueError(f"At least {FEWEST_AREAS} areas and {FEWEST_PERIODS} periods are needed, not {values.shape}.")
    seen = np.isfinite(values) & np.isfinite(spread) & (spread > 0)
    if not seen.any():
        raise ValueError("No value has a variance above 0.")
    return values, np.where(seen, spread, 1.0), seen
