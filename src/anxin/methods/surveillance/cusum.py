"""Cumulative sums of standardised counts: small rises that last."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.surveillance.in_control import fit_in_control
from anxin.methods.surveillance.result import Alarms, Status, empty_alarms
from anxin.methods.surveillance.series import CountSeries, like_counts, read_series, running_rows

Array = NDArray[np.float64]
Scale = Literal["none", "standard", "rossi", "anscombe"]


def cusum(
    counts: ArrayLike,
    *,
    reference: float = 1.04,
    decision: float = 2.26,
    scale: Scale = "rossi",
    mean: ArrayLike | Literal["before", "seasonal"] = "before",
    freq: int = 52,
    evaluate: slice | ArrayLike | None = None,
    compat: Literal["R"] | None = None,
) -> Alarms:
    """Add up how far standardised counts lie above `reference`; alarm while the sum is at least `decision`.

    counts : (time,) or (time, series); a missing row leaves the sum as it is.
    reference, decision : k and h in standard deviations; 1.04 and 2.26 are common for rare diseases.
    scale : how counts are standardised: "rossi" and "anscombe" are nearly normal for Poisson counts.
    mean : in-control mean: "before" the average of the rows before the first judged one, "seasonal" a Poisson fit
        with a yearly wave to them, or numbers (time,) or (time, series).
    evaluate : consecutive rows; the sum starts at 0 with the first.
    compat : "R" keeps two oddities of R's surveillance: bounds above 0 where the sum is already far above, and
        with scale "none" what the sum after this row lacks instead of a bound.

    Returns
    -------
    Alarms : `upper` is the count that brings the sum to `decision`; `score` is the sum over `decision`.

    References
    ----------
    Rossi, Lampugnani and Marchi (1999), doi:10.1002/(SICI)1097-0258(19990830)18:16<2111::AID-SIM171>3.0.CO;2-Q;
    Pierce and Schafer (1986), doi:10.1080/01621459.1986.10478361 (Anscombe residuals).

    """
    series = read_series(counts, freq)
    rows = running_rows(series, evaluate)
    out = empty_alarms(rows, series.width)
    if not rows.size:
        return out
    centre = _centre(series, rows, mean)
    now, as_r = series.counts[rows], compat == "R"
    total = np.zeros(series.width)
    for i in range(len(rows)):
        out.upper[i] = _count_for(decision + reference - total, centre[i], scale, as_r=as_r)
        rise = _standardise(now[i], centre[i], scale) - reference
        total = np.where(np.isnan(rise), total, np.maximum(0, total + np.nan_to_num(rise)))
        if as_r and scale == "none":
            out.upper[i] = np.maximum(decision - total, 0)
        out.alarm[i] = (total >= decision) & ~np.isnan(now[i])
        out.score[i] = total / decision
    out.expected[:] = centre
    out.status[:] = np.where(np.isnan(now), Status.MISSING_NOW, Status.OK)
    out.status[np.isnan(centre) | (centre <= 0)] = Status.TOO_FEW_CASES
    return out


def _centre(series: CountSeries, rows: NDArray[np.intp], mean: ArrayLike | str) -> Array:
    if isinstance(mean, str) and rows[0] < 2:
        return np.full((len(rows), series.width), np.nan)
    if mean == "before":
        before = series.counts[: rows[0]]
        seen = (~np.isnan(before)).sum(0)
        average = np.divide(np.nansum(before, 0), seen, out=np.full(series.width, np.nan), where=seen > 0)
        return np.broadcast_to(average, (len(rows), series.width))
    if mean == "seasonal":
        return fit_in_control(series, rows, harmonics=1, trend=False, dispersion=0.0).mean
    return like_counts(mean, series, "mean")[rows]


def _standardise(y: Array, m: Array, scale: Scale) -> Array:
    if scale == "none":
        return y
    root = np.sqrt(np.where(m > 0, m, np.nan))
    if scale == "standard":
        return np.asarray((y - m) / root)
    if scale == "rossi":
        return np.asarray((y - 3 * m + 2 * root * np.sqrt(y)) / (2 * root))
    return np.asarray(1.5 * (np.cbrt(y) ** 2 - np.cbrt(m) ** 2) / np.sqrt(np.cbrt(root**2)))


def _count_for(need: Array, m: Array, scale: Scale, *, as_r: bool) -> Array:
    """Return the count whose standardised value is `need`: the inverse of `_standardise`."""
    if scale == "none":
        return np.maximum(need, 0)
    root = np.sqrt(np.where(m > 0, m, np.nan))
    if scale == "standard":
        return np.maximum(np.ceil(m + need * root), 0)
    if scale == "rossi":
        inside = np.maximum(4 * m + 2 * root * need, 0)
        side = np.sqrt(inside) - root
        none = (inside == 0) if as_r else (side < 0)
        return np.where(none, 0.0, side**2)
    inside = np.maximum(np.cbrt(m) ** 2 + need * np.sqrt(np.cbrt(root**2)) / 1.5, 0)
    return np.asarray(inside**1.5)
