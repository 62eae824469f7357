"""The detector of the Robert Koch Institute: mean plus two standard deviations, exact for few cases."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincc

from anxin.methods.surveillance.lagged import earlier_lags, moments_of_lags
from anxin.methods.surveillance.result import Alarms, Status, empty_alarms, exceedance
from anxin.methods.surveillance.series import read_series, rows_to_judge

Array = NDArray[np.float64]
FEW = 20  # up to this mean the exact Poisson limits are used
# Upper 95 % limits for a Poisson mean given 0 to 20 cases: Crow and Gardner (1959), doi:10.1093/biomet/46.3-4.441.
CROW_GARDNER = np.array([
    3.285, 5.323, 6.686, 8.102, 9.598, 11.177, 12.817, 13.765, 14.921, 16.768, 17.633,
    19.050, 20.335, 21.364, 22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017,
])  # fmt: skip


def rki(
    counts: ArrayLike,
    *,
    years: int = 0,
    half_window: int = 6,
    this_year: bool = True,
    freq: int = 52,
    evaluate: slice | ArrayLike | None = None,
    compat: Literal["R"] | None = None,
) -> Alarms:
    """Judge each count by earlier ones: above mean + 2 standard deviations, or above Crow and Gardner's limit.

    The defaults are the system "RKI 1"; years=1 gives "RKI 2", years=2, half_window=4, this_year=False "RKI 3".

    counts : (time,) or (time, series), NaN where nothing was reported; missing rows are left out of the history.
    compat : "R" cuts the mean down to a whole number before looking up the limit; the corrected mode interpolates.

    References
    ----------
    Altmann (2003), The surveillance system of the Robert Koch Institute; Crow and Gardner (1959),
    doi:10.1093/biomet/46.3-4.441.

    """
    series = read_series(counts, freq)
    rows = rows_to_judge(series, evaluate)
    out = empty_alarms(rows, series.width)
    past = moments_of_lags(
        series.counts, rows, earlier_lags(years, half_window, freq, this_year=this_year), skip_missing=True
    )
    now = series.counts[rows]
    upper = _limit(past.mean, past.spread, as_r=compat == "R")
    out.expected[:], out.upper[:], out.alarm[:] = past.mean, upper, now > upper
    out.p_value[:] = np.where(now > 0, 1 - gammaincc(np.maximum(now, 1e-9), np.maximum(past.mean, 1e-9)), 1.0)
    out.p_value[np.isnan(upper) | np.isnan(now)] = np.nan
    out.score[:] = exceedance(now, past.mean, upper)
    out.status[:] = np.where(np.isnan(now), Status.MISSING_NOW, Status.OK)
    out.status[np.isnan(upper)] = Status.SHORT_HISTORY
    return out


def _limit(mean: Array, spread: Array, *, as_r: bool) -> Array:
    few = np.floor(mean) if as_r else mean
    exact = np.interp(np.nan_to_num(few), np.arange(FEW + 1), CROW_GARDNER)
    return np.where(mean > FEW, mean + 2 * spread, np.where(np.isnan(mean), np.nan, exact))
