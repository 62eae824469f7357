"""A long history forecasts more exactly, a short one bends sooner: take the long one unless the two disagree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from anxin.methods.surveillance.result import Alarms

Array = NDArray[np.float64]
LEAST_VARIANCE = 1e-9


def share_of_short(short: Alarms, long: Alarms) -> Array:
    """Return how much (time, series) of the short history's forecast to take: 0 while both agree, 1 for a clear bend.

    The share is max(0, 1 - 1/H), where H is Hausman's statistic: the squared difference of both log means over the
    difference of their variances, because the long history holds the short one. It is the usual estimate of
    how much of a squared difference is real, and it needs no level to be chosen. NaN where either says nothing.

    References
    ----------
    Hausman (1978), doi:10.2307/1913827; shrinking towards the exact but perhaps biased estimate: Green and
    Strawderman (1991), Journal of the American Statistical Association 86:1001.

    """
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        difference = np.log(short.expected) - np.log(long.expected)
        variance = np.maximum(short.log_error**2 - long.log_error**2, LEAST_VARIANCE)
        return np.asarray(np.maximum(0, 1 - variance / difference**2))


def blend(short: Alarms, long: Alarms) -> Alarms:
    """Return `short` with mean, dispersion, trend and error taken from both histories; its bounds stay its own.

    Where the long history says nothing (no case, no fit) the short one stands.
    """
    share = share_of_short(short, long)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        mean = _between(np.log(short.expected), np.log(long.expected), share)
        dispersion = _between(np.log(short.dispersion), np.log(long.dispersion), share)
        error = np.sqrt(long.log_error**2 + share**2 * np.maximum(short.log_error**2 - long.log_error**2, 0))
        found = np.exp(mean), np.exp(dispersion), _between(short.trend, long.trend, share), error
    own = short.expected, short.dispersion, short.trend, short.log_error
    expected, dispersion, trend, error = (np.where(np.isfinite(mean), *pair) for pair in zip(found, own, strict=True))
    return replace(short, expected=expected, dispersion=dispersion, trend=trend, log_error=error)


def _between(short: Array, long: Array, share: Array) -> Array:
    return long + share * (short - long)
