"""OutbreakP: has a non-decreasing rise begun? It needs no baseline model, only that the usual level is constant."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import isotonic_regression

from anxin.methods.surveillance.result import Alarms, Status, empty_alarms
from anxin.methods.surveillance.series import read_series, rows_to_judge

Array = NDArray[np.float64]


def outbreak_p(counts: ArrayLike, *, threshold: float = 100.0, evaluate: slice | ArrayLike | None = None) -> Alarms:
    """Judge all counts so far by the likelihood ratio of a non-decreasing against a constant Poisson mean.

    counts : (time,) or (time, series); missing rows are left out.
    threshold : likelihood ratio above which to alarm.

    Returns
    -------
    Alarms : `score` is the ratio over the threshold, `expected` the constant mean. There is no `upper`: the verdict
        rests on the whole course.

    References
    ----------
    Frisén and Andersson (2009), doi:10.1080/07474940802619535; Frisén, Andersson and Schiöler (2009),
    doi:10.1198/sbr.2009.0063.

    """
    series = read_series(counts)
    rows = rows_to_judge(series, evaluate)
    out = empty_alarms(rows, series.width)
    for column in range(series.width):
        for place, row in enumerate(rows):
            course = series.counts[: row + 1, column]
            course = course[~np.isnan(course)]
            if course.size:
                out.expected[place, column] = course.mean()
                out.score[place, column] = _ratio(course) / threshold
    out.alarm[:] = (out.score > 1) & ~np.isnan(series.counts[rows])
    out.status[np.isnan(series.counts[rows])] = Status.MISSING_NOW
    return out


def _ratio(course: Array) -> float:
    some = course > 0
    rising = isotonic_regression(course).x[some]
    log_ratio = (course[some] * np.log(rising / course.mean())).sum()
    return float(np.exp(min(log_ratio, 700.0)))
