"""Counts as they come in: checked once, in the shape (time, series) that every detector works on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class CountSeries:
    """Count series side by side.

    counts : (time, series) >= 0, NaN where nothing was reported.
    freq : time steps a year: 52 weekly, 12 monthly, 365 daily.
    dates : (time,) first day of each step, or None when rows `freq` apart are taken as a year apart.
    """

    counts: Array
    freq: int
    dates: NDArray[np.datetime64] | None = None

    @property
    def length(self) -> int:
        """Number of time steps."""
        return int(self.counts.shape[0])

    @property
    def width(self) -> int:
        """Number of series."""
        return int(self.counts.shape[1])


def read_series(counts: ArrayLike, freq: int = 52, dates: ArrayLike | None = None) -> CountSeries:
    """Return checked series from an array, a pandas frame or an xarray array: (time,) or (time, series).

    Raises
    ------
    ValueError : more than two dimensions, negative or infinite counts, fewer than one step a year, dates that
        do not rise or do not fit the counts.

    """
    values = np.asarray(counts, float)
    if values.ndim == 1:
        values = values[:, None]
    if values.ndim != 2:
        raise ValueError(f"counts must be (time,) or (time, series), not {values.shape}.")
    if not _finite_counts(values):
        raise ValueError("counts must be >= 0 and finite; use NaN where nothing was reported.")
    if freq < 1:
        raise ValueError(f"freq is the number of time steps a year, at least 1, not {freq}.")
    return CountSeries(values, int(freq), None if dates is None else _read_dates(dates, len(values)))


def _finite_counts(values: Array) -> bool:
    if values.min(initial=0) >= 0 and values.max(initial=0) < np.inf:
        return True  # false where one is NaN, then looked at with more care
    return not (np.isinf(values).any() or (values < 0).any())


def rows_to_judge(series: CountSeries, evaluate: slice | ArrayLike | None) -> Rows:
    """Return the rows to judge: all, a slice, or given ones (negative ones count from the end)."""
    every = np.arange(series.length)
    if evaluate is None:
        return every
    if isinstance(evaluate, slice):
        return every[evaluate]
    rows = np.asarray(evaluate)
    if rows.size and (rows.max() >= series.length or rows.min() < -series.length):
        raise ValueError(f"evaluate names rows outside the {series.length} that there are.")
    return np.asarray(every[rows.astype(np.intp)])


def running_rows(series: CountSeries, evaluate: slice | ArrayLike | None) -> Rows:
    """Return the rows to judge by a detector that carries something from row to row: they must be consecutive."""
    rows = rows_to_judge(series, evaluate)
    if (np.diff(rows) != 1).any():
        raise ValueError("evaluate must name consecutive rows: this detector carries its sum from row to row.")
    return rows


def like_counts(values: ArrayLike, series: CountSeries, name: str) -> Array:
    """Return `values` spread to (time, series): a common (time,) column serves every series."""
    given = np.asarray(values, float)
    if given.ndim == 1:
        given = given[:, None]
    try:
        return np.broadcast_to(given, series.counts.shape)
    except ValueError:
        raise ValueError(f"{name} {given.shape} does not fit counts {series.counts.shape}.") from None


def years_before(when: np.datetime64, years: int) -> np.datetime64:
    """Return the same calendar day `years` earlier; 29 February becomes 1 March where there is none."""
    day: date = when.astype("datetime64[D]").item()
    try:
        return np.datetime64(day.replace(year=day.year - years))
    except ValueError:
        return np.datetime64(date(day.year - years, 3, 1))


def _read_dates(dates: ArrayLike, length: int) -> NDArray[np.datetime64]:
    days = np.asarray(dates, dtype="datetime64[D]")
    if days.shape != (length,):
        raise ValueError(f"dates {days.shape} must hold one day for each of the {length} time steps.")
    if np.isnat(days).any() or (np.diff(days) <= np.timedelta64(0, "D")).any():
        raise ValueError("dates must rise from row to row.")
    return days
