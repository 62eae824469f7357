"""Likelihood ratios over all windows that end now, for many series at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST_STEPS = 60


class Windows:
    """Counts and in-control means of the latest rows since the last alarm, (rows, series)."""

    def __init__(self, length: tuple[int, int | None], series: int, *, as_r: bool = False) -> None:
        self.shortest, self.longest = length
        self.as_r = as_r
        self.y, self.m = np.zeros((0, series)), np.zeros((0, series))
        self.since = np.zeros((0, series), bool)  # False for rows before the last alarm

    def add(self, y: Array, m: Array) -> None:
        """Append the row that is judged now."""
        keep = slice(None) if self.longest is None else slice(max(0, len(self.y) + 1 - self.longest), None)
        self.y, self.m = np.vstack([self.y, y])[keep], np.vstack([self.m, m])[keep]
        self.since = np.vstack([self.since, np.ones((1, len(y)), bool)])[keep]

    def forget(self, alarm: NDArray[np.bool_]) -> None:
        """Start anew where there was an alarm."""
        self.since[:, alarm] = False

    def starts(self) -> NDArray[np.bool_]:
        """Return which rows may be the first of a window, (rows, series)."""
        long_enough = np.arange(len(self.y), 0, -1) >= self.shortest
        return np.asarray(self.since & long_enough[:, None])


def best_ratio(windows: Windows, dispersion: Array) -> Array:
    """Return the largest log likelihood ratio over all windows and factors >= 1, (series,)."""
    cases, usual = _sums(windows.y), _sums(windows.m)
    allowed = windows.starts()
    found = np.zeros(cases.shape)
    plain = allowed & (dispersion == 0) & (cases > usual) & (usual > 0)
    factor = np.where(plain, cases / np.where(usual > 0, usual, 1), 1.0)
    found[plain] = (cases * np.log(factor) - (cases - usual))[plain]
    for column in np.flatnonzero(dispersion > 0):
        rows = np.flatnonzero(allowed[:, column])
        if rows.size:
            ratio = _wide_as_r if windows.as_r else _wide
            found[rows, column] = ratio(windows.y[:, column], windows.m[:, column], rows, float(dispersion[column]))
    return np.asarray(found.max(0, initial=0.0))


def known_ratio(
    total: Array, y: Array, m: Array, dispersion: Array, *, ratio: float, threshold: float
) -> tuple[Array, Array]:
    """Return the cumulative log likelihood ratio of a known factor, and the count that brings it to the threshold."""
    safe = np.where(dispersion > 0, dispersion, 1.0)
    thin = np.log1p(safe * m * (ratio - 1) / (1 + safe * m))
    slope = np.where(dispersion > 0, np.log(ratio) - thin, np.log(ratio))
    cost = np.where(dispersion > 0, thin / safe, m * (ratio - 1))
    upper = np.maximum((threshold - total + cost) / slope, 0)
    return np.maximum(total + y * slope - cost, 0), upper


def least_count(windows: Windows, dispersion: Array, threshold: float) -> Array:
    """Return the least count of the present row that would alarm, by doubling and halving, (series,)."""
    now = windows.y[-1].copy()
    low, high = np.full(now.shape, -1.0), np.ones(now.shape)

    def alarms(count: Array) -> NDArray[np.bool_]:
        windows.y[-1] = count
        return best_ratio(windows, dispersion) >= threshold

    for _ in range(MOST_STEPS):
        short = ~alarms(high)
        if not short.any():
            break
        low, high = np.where(short, high, low), np.where(short, 2 * high, high)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = alarms(middle)
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    windows.y[-1] = now
    return high


def _sums(values: Array) -> Array:
    """Sums from each row to the last."""
    return np.asarray(values[::-1].cumsum(0)[::-1])


def _wide(y: Array, m: Array, rows: NDArray[np.intp], a: float) -> Array:
    """Negative binomial ratio of the windows that start at `rows`: Newton's method with bounded steps."""
    inside = np.arange(len(y))[:, None] >= rows
    y, m = y[:, None], m[:, None]
    rises = (((y - m) / (1 + a * m)) * inside).sum(0) > 0
    shift = np.zeros(len(rows))
    for _ in range(MOST_STEPS):
        slope, bend = _derivatives(y, m * np.exp(shift), inside, a)
        step = np.where(rises, np.clip(slope / np.where(bend > 0, bend, 1), -1, 1), 0.0)
        shift = np.maximum(shift + step, 0)
        if (np.abs(step) < 1e-13).all():
            break
    return _gain(y, m, inside, shift, a)


def _wide_as_r(y: Array, m: Array, rows: NDArray[np.intp], a: float) -> Array:
    """The same by Newton's method from 0.5 without bounds, which misses large factors; R's surveillance then says 0."""
    inside = np.arange(len(y))[:, None] >= rows
    y, m = y[:, None], m[:, None]
    shift = np.full(len(rows), 0.5)
    with np.errstate(all="ignore"):
        for _ in range(MOST_STEPS):
            slope, bend = _derivatives(y, m * np.exp(shift), inside, a)
            step = slope / bend
            shift = shift + step
            if not (np.abs(step) > 1e-13).any():
                break
    return _gain(y, m, inside, np.maximum(np.nan_to_num(shift, posinf=0, neginf=0), 0), a)


def _derivatives(y: Array, raised: Array, inside: NDArray[np.bool_], a: float) -> tuple[Array, Array]:
    slope = (((y - raised) / (1 + a * raised)) * inside).sum(0)
    bend = ((raised * (1 + a * y) / (1 + a * raised) ** 2) * inside).sum(0)
    return slope, bend


def _gain(y: Array, m: Array, inside: NDArray[np.bool_], shift: Array, a: float) -> Array:
    gain = y * shift - (y + 1 / a) * np.log((1 + a * m * np.exp(shift)) / (1 + a * m))
    return np.asarray((gain * inside).sum(0))
