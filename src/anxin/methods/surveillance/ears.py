"""EARS C1, C2 and C3: is this day higher than the last week? For series too short for Farrington."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from anxin.methods.surveillance.lagged import at_rows, moments_of_lags
from anxin.methods.surveillance.result import Alarms, Status, empty_alarms, exceedance
from anxin.methods.surveillance.series import CountSeries, read_series, rows_to_judge

Array = NDArray[np.float64]
GAP = {"C1": 1, "C2": 3, "C3": 3}
AT_ONCE = 25_000  # values worked on together: they stay in the processor's cache


def ears(
    counts: ArrayLike,
    method: Literal["C1", "C2", "C3"] = "C1",
    *,
    baseline: int = 7,
    alpha: float | None = None,
    least_spread: float = 0.0,
    evaluate: slice | ArrayLike | None = None,
    compat: Literal["R"] | None = None,
) -> Alarms:
    """Judge each count by mean and standard deviation of the `baseline` rows before it.

    C1 uses the rows just before; C2 leaves out the two latest; C3 adds what C2 exceeded 1 by on the two days before.

    counts : (time,) or (time, series), NaN where nothing was reported.
    alpha : chance of a false alarm were counts normal; 0.001 (C1, C2) or 0.025 (C3) when None.
    least_spread : floor of the standard deviation.
    compat : "R" gives no bound where any row of the baseline is missing or, for C3, all its counts are equal, and
        its C3 rests on the two days before alone. The corrected mode skips missing rows while at least half of
        the baseline is there, takes the Poisson spread (of at least one case) where the baseline is constant,
        and adds the present day to C3 as it is defined.

    References
    ----------
    Hutwagner et al. (2003), doi:10.1007/PL00022319; Fricker, Hegler and Dunfee (2008), doi:10.1002/sim.3197.

    """
    series = read_series(counts)
    rows = rows_to_judge(series, evaluate)
    level = alpha if alpha is not None else (0.025 if method == "C3" else 0.001)
    out = empty_alarms(rows, series.width)
    step = max(1, AT_ONCE // max(1, len(rows)))
    for begin in range(0, series.width, step):
        part = slice(begin, begin + step)
        one = CountSeries(series.counts[:, part], series.freq)
        z = float(ndtri(1 - level))
        _judge(one, out, part, method, baseline=baseline, z=z, floor=least_spread, as_r=compat == "R")
    return out


def _judge(
    series: CountSeries,
    out: Alarms,
    part: slice,
    method: str,
    *,
    baseline: int,
    z: float,
    floor: float,
    as_r: bool,
) -> None:
    lags = range(GAP[method], GAP[method] + baseline)
    now = at_rows(series.counts, out.at)
    days = out.at if method != "C3" else np.unique(np.maximum(out.at[:, None] - [0, 1, 2], 0))
    mean, spread = _moments(series.counts, days, lags, floor, as_r=as_r)
    room = z * spread
    if method == "C3":
        mean, spread, room = _third(series.counts, mean, spread, days, out.at, z=z, as_r=as_r)
    upper = np.add(now if method == "C3" and as_r else mean, room, out=out.upper[:, part])
    np.maximum(upper, 0, out=upper)
    np.greater(now, upper, out=out.alarm[:, part])
    out.expected[:, part] = mean
    with np.errstate(invalid="ignore", divide="ignore"):
        tail = mean - now
        tail /= spread
        if method == "C3":
            tail += room / spread - z
    ndtr(tail, out=out.p_value[:, part])
    out.score[:, part] = exceedance(now, mean, upper)
    if np.isnan(tail).any() or np.isnan(upper).any():
        status = out.status[:, part]
        status[np.isnan(now)] = Status.MISSING_NOW
        status[np.isnan(upper)] = Status.SHORT_HISTORY


def _third(
    counts: Array, mean: Array, spread: Array, days: NDArray[np.intp], at: NDArray[np.intp], *, z: float, as_r: bool
) -> tuple[Array, Array, Array]:
    """Return mean, spread and room of C3 at the rows judged: what the two days before left of z."""
    before = _excess(at_rows(counts, days), mean, spread, days, at, as_r=as_r)
    here = np.searchsorted(days, at)
    mean, spread = at_rows(mean, here), at_rows(spread, here)
    with np.errstate(invalid="ignore"):
        room = spread * ((z if as_r else z + 1) - before)
    if not as_r:
        alarmed = before > z
        room[alarmed] = -mean[alarmed]
    return mean, spread, room


def _moments(counts: Array, rows: NDArray[np.intp], lags: range, floor: float, *, as_r: bool) -> tuple[Array, Array]:
    found = moments_of_lags(counts, rows, lags, skip_missing=not as_r)
    spread = np.maximum(found.spread, floor) if floor > 0 else found.spread
    if not as_r:
        flat = spread == 0
        if flat.any():
            spread[flat] = np.sqrt(np.maximum(found.mean[flat], 1.0))
        few = found.seen * 2 < len(lags)
        if few.any():
            spread[few] = np.nan
    return found.mean, spread


def _excess(
    counts: Array, mean: Array, spread: Array, days: NDArray[np.intp], at: NDArray[np.intp], *, as_r: bool
) -> Array:
    """How far C2 was above 1 on the two days before each of `at`, added up; all are rows of `days`."""
    least = np.maximum if as_r else np.fmax  # fmax takes a day that is missing for one without excess
    with np.errstate(invalid="ignore", divide="ignore"):
        above = counts - mean
        above /= spread
        above -= 1
        least(above, 0, out=above)
    total = np.zeros((len(at), counts.shape[1]))
    for lag in (1, 2):
        total += at_rows(above, np.searchsorted(days, np.maximum(at - lag, 0)))
        if as_r:
            total[at < lag] = np.nan
    return total
