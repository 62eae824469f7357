"""Mean and spread of earlier rows at fixed distances, for many series, without a copy for each distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
EXACT_BELOW = 2.0**26  # for sums over one lag or many: their squares stay below 2^53


@dataclass(frozen=True)
class Moments:
    """Over the rows looked back at, each (time, series): `total`, number `seen`, `mean` and sample `spread`."""

    total: Array
    seen: Array
    mean: Array
    spread: Array


def moments_of_lags(counts: Array, rows: Rows, lags: Sequence[int], *, skip_missing: bool) -> Moments:
    """Return moments of counts[row - lag] over `lags`; NaN where a lag reaches before the first row.

    With `skip_missing` rows that were not reported are left out, else they make the moments NaN.
    """
    if _follow_on(rows) and _follow_on(np.asarray(lags)) and rows[0] >= lags[-1]:
        window = counts[rows[0] - lags[-1] : rows[-1] - lags[0] + 1]
        if _exact(window, len(lags)):
            return _sliding(window, len(lags))
    complete = bool((rows >= max(lags)).all()) and not np.isnan(counts).any()
    return _plain(counts, rows, lags) if complete else _careful(counts, rows, lags, skip_missing=skip_missing)


def at_rows(counts: Array, rows: Rows) -> Array:
    """Return counts[rows], without a copy where the rows follow one another: not to be written to."""
    return counts[rows[0] : rows[-1] + 1] if _follow_on(rows) else np.asarray(counts[rows])


def _follow_on(rows: Rows) -> bool:
    return bool(rows.size and rows[-1] - rows[0] == len(rows) - 1 and (rows[1:] > rows[:-1]).all())


def _exact(window: Array, lags: int) -> bool:
    """Whole counts this small have sums of squares without rounding; false where one is missing."""
    return bool(window.max(initial=0) * lags < EXACT_BELOW and (np.rint(window) == window).all())


def _sliding(window: Array, lags: int) -> Moments:
    """Moments of every `lags` rows of whole counts that follow one another, from sums and sums of squares."""
    total, spread = _sums(window, lags), _sums(window * window, lags)
    mean = total / lags
    spread *= lags
    spread -= total * total
    spread /= max(lags * (lags - 1), 1)
    return Moments(total, np.broadcast_to(float(lags), total.shape), mean, np.sqrt(spread, out=spread))


def _sums(window: Array, lags: int) -> Array:
    """Return the sums of every `lags` rows that follow one another: pairs, then pairs of pairs, by the bits of lags."""
    rows, begin, width = len(window) - lags + 1, 0, 1
    total = np.zeros((rows, window.shape[1]))
    while True:
        if lags & width:
            total += window[begin : begin + rows]
            begin += width
        if 2 * width > lags:
            return total
        window = window[:-width] + window[width:]
        width *= 2


def _plain(counts: Array, rows: Rows, lags: Sequence[int]) -> Moments:
    past = [_past(counts, rows, lag) for lag in lags]
    total = past[0].copy()
    for one in past[1:]:
        total += one
    mean = total / len(lags)
    squares, distance = np.zeros_like(total), np.empty_like(total)
    for one in past:
        np.subtract(one, mean, out=distance)
        distance *= distance
        squares += distance
    squares /= max(len(lags) - 1, 1)
    return Moments(total, np.broadcast_to(float(len(lags)), total.shape), mean, np.sqrt(squares, out=squares))


def _careful(counts: Array, rows: Rows, lags: Sequence[int], *, skip_missing: bool) -> Moments:
    shape = (len(rows), counts.shape[1])
    total, seen = np.zeros(shape), np.zeros(shape)
    for lag in lags:
        past = _past(counts, rows, lag)
        known = ~np.isnan(past)
        total += np.where(known, past, 0.0) if skip_missing else past
        seen += known
    if not skip_missing:
        seen[np.isnan(total)] = np.nan
    seen[rows < max(lags)] = np.nan  # rows before the first one: no history
    mean = np.divide(total, seen, out=np.full(shape, np.nan), where=seen > 0)
    squares = np.zeros(shape)
    for lag in lags:
        distance = _past(counts, rows, lag) - mean
        distance *= distance
        squares += np.where(np.isnan(distance), 0.0, distance) if skip_missing else distance
    spread = np.sqrt(np.divide(squares, seen - 1, out=np.full(shape, np.nan), where=seen > 1))
    return Moments(np.where(np.isnan(seen), np.nan, total), seen, mean, spread)


def earlier_lags(years: int, half_window: int, freq: int, *, this_year: bool) -> list[int]:
    """Return the lags of the rows about the same date in each of `years`, and of the latest rows of this year."""
    lags = [freq * year + shift for year in range(1, years + 1) for shift in range(-half_window, half_window + 1)]
    return lags + list(range(1, half_window + 1)) if this_year else lags


def _past(counts: Array, rows: Rows, lag: int) -> Array:
    where = rows - lag
    if where.size and where.min() >= 0:
        return at_rows(counts, where)
    return np.where((where >= 0)[:, None], counts[np.maximum(where, 0)], np.nan)
