"""Charts for measurements (XmR), shares (p), rates (u), and rare events (g, t)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.surveillance.charts.chart import Chart

Array = NDArray[np.float64]
RANGE_TO_SIGMA = 1.128  # mean range of two normal values, in standard deviations
TAIL = 0.00135  # what lies beyond three standard deviations on one side
NELSON = 3.6  # a power that makes exponential waiting times nearly normal


def xmr_chart(values: ArrayLike, *, baseline: int | None = None) -> Chart:
    """Return a chart of single measurements; limits are mean +- 2.66 x mean moving range of the `baseline` points.

    References
    ----------
    Shewhart (1931); Wheeler and Chambers (1992), Understanding Statistical Process Control, chapter 3.

    """
    x = _checked(values)
    first = x[: baseline or len(x)]
    centre = np.nanmean(first)
    sigma = np.nanmean(np.abs(np.diff(first))) / RANGE_TO_SIGMA
    return _even(x, float(centre), float(centre - 3 * sigma), float(centre + 3 * sigma), len(first))


def p_chart(hits: ArrayLike, size: ArrayLike, *, baseline: int | None = None, overdispersed: bool = True) -> Chart:
    """Return a chart of shares hits/size with limits for each size; `overdispersed` widens them as Laney's p' does.

    References
    ----------
    Laney (2002), doi:10.1081/QEN-120006555.

    """
    k, n = _checked(hits), _checked(size)
    first = slice(baseline or len(k))
    centre = float(np.nansum(k[first]) / np.nansum(n[first]))
    sigma = np.sqrt(centre * (1 - centre) / n)
    lower, upper = _laney(k / n, centre, sigma, first, overdispersed=overdispersed)
    return Chart(k / n, np.full(len(k), centre), np.maximum(lower, 0), np.minimum(upper, 1), len(k[first]))


def u_chart(cases: ArrayLike, exposure: ArrayLike, *, baseline: int | None = None, overdispersed: bool = True) -> Chart:
    """Return a chart of rates cases/exposure with limits for each exposure; `overdispersed` as Laney's u'.

    References
    ----------
    Laney (2002), doi:10.1081/QEN-120006555.

    """
    c, e = _checked(cases), _checked(exposure)
    first = slice(baseline or len(c))
    centre = float(np.nansum(c[first]) / np.nansum(e[first]))
    sigma = np.sqrt(centre / e)
    lower, upper = _laney(c / e, centre, sigma, first, overdispersed=overdispersed)
    return Chart(c / e, np.full(len(c), centre), np.maximum(lower, 0), upper, len(c[first]))


def g_chart(between: ArrayLike, *, baseline: int | None = None) -> Chart:
    """Return a chart of the number of units (0, 1 ..) from one rare event to the next; limits are exact quantiles.

    References
    ----------
    Benneyan (2001), doi:10.1023/A:1011846412909.

    """
    x = _checked(between)
    first = x[: baseline or len(x)]
    mean = float(np.nanmean(first))
    chance = 1 / (1 + mean)
    quantile = [max(0.0, np.ceil(np.log(tail) / np.log1p(-chance) - 1)) for tail in (1 - TAIL, 0.5, TAIL)]
    lower, centre, upper = quantile if mean > 0 else (0.0, 0.0, 0.0)
    return _even(x, centre, lower, upper, len(first))


def t_chart(days: ArrayLike, *, baseline: int | None = None) -> Chart:
    """Return a chart of the time from one rare event to the next, by Nelson's power, in days.

    References
    ----------
    Nelson (1994), doi:10.1080/00224065.1994.11979528.

    """
    x = _checked(days)
    chart = xmr_chart(x ** (1 / NELSON), baseline=baseline)
    lower, centre, upper = (np.maximum(line, 0) ** NELSON for line in (chart.lower, chart.centre, chart.upper))
    return Chart(x, centre, lower, upper, chart.baseline)


def _laney(values: Array, centre: float, sigma: Array, first: slice, *, overdispersed: bool) -> tuple[Array, Array]:
    z = (values - centre) / np.where(sigma > 0, sigma, np.nan)
    wider = 1.0
    if overdispersed and len(z[first]) > 2:
        wider = max(1.0, float(np.nan_to_num(np.nanmean(np.abs(np.diff(z[first]))) / RANGE_TO_SIGMA, nan=1.0)))
    return centre - 3 * wider * sigma, centre + 3 * wider * sigma


def _even(x: Array, centre: float, lower: float, upper: float, baseline: int) -> Chart:
    centres, lowers, uppers = (np.full(len(x), value) for value in (centre, lower, upper))
    return Chart(x, centres, lowers, uppers, baseline)


def _checked(values: ArrayLike) -> Array:
    x = np.asarray(values, float)
    if x.ndim != 1 or np.count_nonzero(~np.isnan(x)) < 2:
        raise ValueError("A chart needs a row of at least two values.")
    if (x < 0).any() and not np.isfinite(x[~np.isnan(x)]).all():
        raise ValueError("values must be finite.")
    return x
