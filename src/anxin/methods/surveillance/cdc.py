"""The detector of the Centers for Disease Control: four weeks against the same months of earlier years."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from anxin.methods.surveillance.lagged import moments_of_lags
from anxin.methods.surveillance.result import Alarms, Status, empty_alarms, exceedance
from anxin.methods.surveillance.series import read_series, rows_to_judge

WEEKS = 4


def cdc(
    counts: ArrayLike,
    *,
    years: int = 5,
    months: int = 1,
    alpha: float = 0.025,
    freq: int = 52,
    evaluate: slice | ArrayLike | None = None,
    compat: Literal["R"] | None = None,
) -> Alarms:
    """Judge the sum of the last four weeks by a normal prediction interval from earlier years.

    `expected` and `upper` are sums of four weeks. The history has, for each of `years`, the four weeks that end
    at the same date and `months` such blocks before and after it.

    counts : (time,) or (time, series) weekly; a missing week makes the sums it belongs to missing.
    alpha : shared between both tails.
    compat : accepted so that all detectors are called alike; nothing differs.

    References
    ----------
    Stroup et al. (1989), doi:10.1002/sim.4780080312.

    """
    series = read_series(counts, freq)
    rows = rows_to_judge(series, evaluate)
    out = empty_alarms(rows, series.width)
    sums = np.full_like(series.counts, np.nan)
    sums[WEEKS - 1 :] = sum(
        series.counts[WEEKS - 1 - lag : series.length - lag] for lag in range(min(WEEKS, series.length))
    )
    lags = [freq * year + WEEKS * shift for year in range(1, years + 1) for shift in range(-months, months + 1)]
    past = moments_of_lags(sums, rows, lags, skip_missing=True)
    error = past.spread * np.sqrt(1 + 1 / np.where(past.seen > 0, past.seen, np.nan))
    upper = past.mean + ndtri(1 - alpha / 2) * error
    now = sums[rows]
    out.expected[:], out.upper[:], out.alarm[:] = past.mean, upper, now > upper
    out.p_value[:] = ndtr(-(now - past.mean) / np.where(error > 0, error, np.nan))
    out.score[:] = exceedance(now, past.mean, upper)
    out.status[:] = np.where(np.isnan(now), Status.MISSING_NOW, Status.OK)
    out.status[np.isnan(upper)] = Status.SHORT_HISTORY
    return out
