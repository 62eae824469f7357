"""From an expected count and its uncertainty to the largest count that is still usual."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from anxin.methods.surveillance.quantiles import count_quantile

Array = NDArray[np.float64]
Bound = Literal["nb", "muan", "predictive", "2/3", "1/2", "none"]
POWERS = {"2/3": 2 / 3, "1/2": 0.5, "none": 1.0}


def upper_bound(mean: Array, log_error: Array, dispersion: Array, alpha: float, bound: Bound) -> Array:
    """Return the upper bound of each count; NaN where it would be beyond any count.

    mean, log_error, dispersion : (series,) expected count, standard error of its logarithm, variance over mean.

    References
    ----------
    Power bounds: Farrington et al. (1996), section 3.7. "nb" and "muan": Salmon et al. (2016),
    doi:10.18637/jss.v070.i10, section 3. "predictive": negative binomial whose variance is
    dispersion x mean + (mean x log_error)^2.

    """
    if bound in POWERS:
        return _power_bound(mean, log_error, dispersion, alpha, POWERS[bound])
    if bound == "muan":
        with np.errstate(over="ignore"):
            mean = np.exp(np.log(mean) + ndtri(1 - alpha) * log_error)
    if bound == "predictive":
        dispersion = dispersion + mean * log_error**2
    sensible = np.isfinite(mean) & (mean < 1e290)
    return count_quantile(1 - alpha, np.where(sensible, mean, np.nan), dispersion)


def _power_bound(mean: Array, log_error: Array, dispersion: Array, alpha: float, power: float) -> Array:
    spread = np.sqrt(dispersion * mean + (mean * log_error) ** 2)
    inside = 1 + power * ndtri(1 - alpha) * spread / np.where(mean > 0, mean, np.nan)
    return np.asarray(mean * np.maximum(inside, 0) ** (1 / power))
