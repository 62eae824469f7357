"""The Bayes detector: the predictive distribution of a Poisson count given the same season of earlier years."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from anxin.methods.surveillance.lagged import earlier_lags, moments_of_lags
from anxin.methods.surveillance.quantiles import count_quantile, count_tail
from anxin.methods.surveillance.result import Alarms, Status, empty_alarms, exceedance
from anxin.methods.surveillance.series import read_series, rows_to_judge


def bayes(
    counts: ArrayLike,
    *,
    years: int = 0,
    half_window: int = 6,
    this_year: bool = True,
    alpha: float = 0.05,
    freq: int = 52,
    evaluate: slice | ArrayLike | None = None,
    compat: Literal["R"] | None = None,
) -> Alarms:
    """Judge each count by its predictive distribution under a gamma(1/2, 0) prior on the common mean.

    Given n earlier counts with sum s, the next one is negative binomial with size s + 1/2 and mean (s + 1/2)/n.
    The defaults are the system "Bayes 1"; years=1 gives "Bayes 2", years=2, half_window=4, this_year=False "Bayes 3".

    counts : (time,) or (time, series), NaN where nothing was reported; missing rows are left out of the history.
    compat : nothing differs where nothing is missing; accepted so that all detectors are called alike.

    References
    ----------
    Riebler (2004), Empirischer Vergleich von statistischen Methoden zur Ausbruchserkennung; Höhle (2007),
    doi:10.1007/s00180-007-0074-8, section 2.

    """
    series = read_series(counts, freq)
    rows = rows_to_judge(series, evaluate)
    out = empty_alarms(rows, series.width)
    past = moments_of_lags(
        series.counts, rows, earlier_lags(years, half_window, freq, this_year=this_year), skip_missing=True
    )
    seen = np.where(past.seen > 0, past.seen, np.nan)
    mean, spread = (past.total + 0.5) / seen, 1 + 1 / seen
    now = series.counts[rows]
    upper = count_quantile(1 - alpha, mean, spread)
    out.expected[:], out.upper[:], out.dispersion[:] = mean, upper, spread
    out.alarm[:] = now > upper
    out.p_value[:], out.score[:] = count_tail(now, mean, spread), exceedance(now, mean, upper)
    out.status[:] = np.where(np.isnan(now), Status.MISSING_NOW, Status.OK)
    out.status[np.isnan(upper)] = Status.SHORT_HISTORY
    return out
