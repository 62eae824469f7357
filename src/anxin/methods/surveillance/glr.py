"""Generalised likelihood ratio: has the mean risen by a factor at some point in the recent past?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.surveillance.glr_windows import Windows, best_ratio, known_ratio, least_count
from anxin.methods.surveillance.in_control import InControl, fit_in_control
from anxin.methods.surveillance.result import Alarms, Status, empty_alarms
from anxin.methods.surveillance.series import like_counts, read_series, running_rows

Array = NDArray[np.float64]
MOST_CASES = 1e15  # a bound beyond it is none: no window is long enough yet


@dataclass(frozen=True)
class Glr:
    """How to look for a change.

    threshold : log likelihood ratio at which to alarm; the statistic starts anew after an alarm.
    harmonics, trend : yearly waves and trend of the in-control mean.
    dispersion : 0 Poisson; a number a: negative binomial with variance mean + a mean^2; None: a is estimated.
    ratio : the factor by which an outbreak raises the mean, when it is known; None estimates it (GLR).
    windows : shortest and longest time since the change that is looked at; None for no longest.
    """

    threshold: float = 5.0
    harmonics: int = 1
    trend: bool = False
    dispersion: float | None = 0.0
    ratio: float | None = None
    windows: tuple[int, int | None] = (1, None)

    def __post_init__(self) -> None:
        if self.threshold <= 0 or (self.ratio is not None and self.ratio <= 1):
            raise ValueError("threshold must be > 0 and ratio > 1.")
        if self.windows[0] < 1 or (self.windows[1] is not None and self.windows[1] < self.windows[0]):
            raise ValueError(f"windows must be 1 or longer, the shortest first, not {self.windows}.")


def glr(
    counts: ArrayLike,
    settings: Glr | None = None,
    *,
    freq: int = 52,
    mean: ArrayLike | None = None,
    evaluate: slice | ArrayLike | None = None,
    compat: Literal["R"] | None = None,
) -> Alarms:
    """Judge consecutive rows by the likelihood ratio of "raised since some earlier row" against "as before".

    counts : (time,) or (time, series); a missing row adds nothing to the statistic.
    mean : in-control mean (time,) or (time, series); fitted to the rows before the first judged one when None.
    evaluate : consecutive rows.
    compat : "R" estimates the factor of negative binomial counts as R's surveillance does, which misses a single
        case where nearly none was expected.

    Returns
    -------
    Alarms : `score` is the statistic over the threshold, so an alarm is a score of at least 1; `upper` is the
        largest count that would not alarm.

    References
    ----------
    Höhle and Paul (2008), doi:10.1016/j.csda.2008.02.015 (Poisson and negative binomial, equations 5 to 10).

    """
    chosen = settings or Glr()
    series = read_series(counts, freq)
    rows = running_rows(series, evaluate)
    out = empty_alarms(rows, series.width)
    if not rows.size or (mean is None and rows[0] < 2 + 2 * chosen.harmonics + chosen.trend):
        out.status[:] = Status.SHORT_HISTORY
        return out
    if mean is None:
        usual = fit_in_control(
            series, rows, harmonics=chosen.harmonics, trend=chosen.trend, dispersion=chosen.dispersion
        )
    else:
        usual = InControl(like_counts(mean, series, "mean")[rows], np.full(series.width, chosen.dispersion or 0.0))
    _run(series.counts[rows], usual, chosen, out, as_r=compat == "R")
    return out


def _run(now: Array, usual: InControl, chosen: Glr, out: Alarms, *, as_r: bool) -> None:
    known = ~np.isnan(now)
    y, m = np.where(known, now, 0.0), np.where(known, usual.mean, 0.0)
    windows = Windows(chosen.windows, now.shape[1], as_r=as_r)
    total = np.zeros(now.shape[1])
    for i in range(len(now)):
        if chosen.ratio is not None:
            total, upper = known_ratio(
                total, y[i], m[i], usual.dispersion, ratio=chosen.ratio, threshold=chosen.threshold
            )
            statistic = total
        else:
            windows.add(y[i], m[i])
            statistic = best_ratio(windows, usual.dispersion)
            upper = least_count(windows, usual.dispersion, chosen.threshold) - 1
        alarm = (statistic >= chosen.threshold) & known[i]
        out.score[i], out.upper[i], out.alarm[i] = statistic / chosen.threshold, upper, alarm
        total = np.where(alarm, 0.0, total)
        windows.forget(alarm)
    out.expected[:] = usual.mean
    out.dispersion[:] = 1 + usual.dispersion * usual.mean
    out.status[:] = np.where(known, Status.OK, Status.MISSING_NOW)
    out.upper[~(out.upper < MOST_CASES)] = np.nan
