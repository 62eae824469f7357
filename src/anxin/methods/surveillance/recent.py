"""Recent weeks together: an outbreak's second week is found although neither week is unusual by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.surveillance.farrington import Farrington, farrington_flexible
from anxin.methods.surveillance.quantiles import count_quantile, count_tail
from anxin.methods.surveillance.result import Alarms, Status, exceedance
from anxin.methods.surveillance.series import read_series, rows_to_judge
from anxin.methods.surveillance.two_histories import blend

Array = NDArray[np.float64]
SHARES: Mapping[int, float] = {1: 0.1, 2: 0.9}


def recent_weeks(
    counts: ArrayLike,
    settings: Farrington | None = None,
    *,
    shares: Mapping[int, float] = SHARES,
    long_years: int | None = 10,
    freq: int = 52,
    dates: ArrayLike | None = None,
    evaluate: slice | ArrayLike | None = None,
    population: ArrayLike | None = None,
    known_outbreaks: ArrayLike | None = None,
) -> Alarms:
    """Judge each week by its own count and by the sum of the last weeks, against a forecast of both.

    The forecast is Farrington's over `settings.years`, drawn towards that over `long_years`, which is more exact, as
    far as the two agree.

    shares : how the chance of a false alarm is divided: number of weeks added up -> share of alpha.
    long_years : the longer history, as many years of it as there are; None for the short one alone.
    The other arguments are those of `farrington_flexible`, whose bound must be "nb" (the default).

    Returns Alarms: `upper` is the largest count of the week itself that would not alarm, given the weeks before it;
    `p_value` the least p-value over the sums, each divided by its share; the rest is the forecast's.

    References
    ----------
    The forecast: Noufaily et al. (2013), doi:10.1002/sim.5595. Adding up recent weeks is the temporal scan of
    Naus (1965), doi:10.1080/01621459.1965.10480810, with an adjusted level instead of its exact distribution.

    """
    series = read_series(counts, freq, dates)
    rows = rows_to_judge(series, evaluate)
    if not shares or min(shares) < 1 or min(shares.values()) <= 0:
        raise ValueError("shares must give at least one number of weeks >= 1 a share > 0.")
    chosen = settings or Farrington()
    needed = np.unique(np.concatenate([np.maximum(rows - lag, 0) for lag in range(max(shares))]))
    histories = [chosen] if long_years is None else [chosen, replace(chosen, years=max(long_years, chosen.years))]
    found = [
        farrington_flexible(
            series.counts,
            history,
            freq=freq,
            dates=dates,
            evaluate=needed,
            population=population,
            known_outbreaks=known_outbreaks,
        )
        for history in histories
    ]
    return _combine(series.counts, rows, blend(found[0], found[-1]), shares, chosen.alpha)


def _combine(counts: Array, rows: NDArray[np.intp], found: Alarms, shares: Mapping[int, float], alpha: float) -> Alarms:
    here = np.searchsorted(found.at, rows)
    now, judged = counts[rows], np.isfinite(found.upper[here])
    dispersion = found.dispersion[here]
    upper, p_value = np.full(now.shape, np.inf), np.full(now.shape, np.inf)
    mean, before = np.zeros(now.shape), np.zeros(now.shape)
    for weeks in range(1, max(shares) + 1):
        lag = weeks - 1
        place = np.searchsorted(found.at, np.maximum(rows - lag, 0))
        usable = (rows >= lag)[:, None] & np.isfinite(found.expected[place])
        usable &= ~np.isnan(counts[np.maximum(rows - lag, 0)])
        # A week that cannot be used ends the sum: nothing is known of what lies before it.
        mean = np.where(usable, mean + found.expected[place], np.nan)
        if lag:
            before = np.where(usable, before + np.nan_to_num(counts[np.maximum(rows - lag, 0)]), np.nan)
        if weeks not in shares:
            continue
        limit = count_quantile(1 - shares[weeks] * alpha, mean, dispersion) - before
        upper = np.fmin(upper, limit)
        p_value = np.fmin(p_value, count_tail(now + before, mean, dispersion) / shares[weeks])
    upper = np.where(judged, np.maximum(upper, 0), np.nan)
    status = found.status[here].copy()
    status[~np.isfinite(upper) & (status == Status.OK)] = Status.NOT_CONVERGED
    p_value = np.where(judged & np.isfinite(p_value), np.minimum(p_value, 1), np.nan)
    score = exceedance(now, found.expected[here], upper)
    expected, trend, error = found.expected[here], found.trend[here], found.log_error[here]
    return Alarms(rows, expected, upper, now > upper, p_value, score, dispersion, trend, status, error)
