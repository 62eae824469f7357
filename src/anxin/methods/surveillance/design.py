"""Season and time of the baseline rows, and fast sums over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
SMALL_PRODUCT = 250_000


@dataclass(frozen=True)
class Weights:
    """Weights of the baseline rows: `common` (series,) x (1 + `extra`), where `extra` is 0 but at few places.

    Few weeks are missing or weighted down, so sums are taken without weights and corrected at those places.
    row, column, extra : (places,).
    """

    common: Array
    row: Rows
    column: Rows
    extra: Array

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Places (places,) that do not count at all."""
        return np.asarray(self.extra == -1.0)

    def only(self, which: Rows) -> Weights:
        """Return the weights of some of the series."""
        place = np.full(len(self.common), -1, np.intp)
        place[which] = np.arange(len(which))
        column = place[self.column]
        kept = column >= 0
        return Weights(self.common[which], self.row[kept], column[kept], self.extra[kept])

    def of(self, values: Array) -> Array:
        """Return (n, series) values at the places."""
        return np.asarray(values[self.row, self.column])

    def total(self, plain: Array, values: Array) -> Array:
        """Return the weighted sum of (n, series) values whose plain sum is known."""
        return self.common * (plain + self.corrections(self.of(values)))

    def corrections(self, values: Array) -> Array:
        """Return sums over each series of extra x values (places,)."""
        return np.bincount(self.column, self.extra * values, len(self.common)).astype(float, copy=False)


def equal_weights(usable: NDArray[np.bool_] | None, series: int) -> Weights:
    """Return weights 1, and 0 where (n, series) is not `usable`."""
    row, column = (np.zeros(0, np.intp),) * 2 if usable is None else np.nonzero(~usable)
    return Weights(np.ones(series), row, column, np.full(len(row), -1.0))


class Design:
    """Season and time of n baseline rows, with sums over them for many series at once."""

    def __init__(self, back: Rows, season: Rows, seasons: int) -> None:
        self.middle = float(back.mean())
        self.time = back - self.middle  # centred, which keeps the sums well scaled
        self.season, self.seasons = season, seasons
        self.member = (np.arange(seasons)[:, None] == season).astype(float)
        self.sums = np.vstack([self.member * self.time**power for power in range(3)])
        # A run is a stretch of rows that follow one another in one season.
        breaks = (np.diff(season, prepend=-1) != 0) | (np.diff(back, prepend=back[0] - 2) != 1)
        first = np.flatnonzero(breaks)
        self.length = np.diff(np.append(first, len(back)))
        self.begins = self.time[first][:, None]
        self.folds = (np.arange(seasons)[:, None] == season[first]).astype(float)
        self.even = bool(len(back) > 40 and (np.diff(back) == 1).all())

    def moments(self, values: Array, highest: int) -> Array:
        """Return the sums of values x time^0, ^1 .. by season, (highest + 1, seasons, series).

        The product is made in strips so small that no library starts threads for them: beside other work
        waiting for threads costs more than they bring.
        """
        sums = self.sums[: (highest + 1) * self.seasons]
        found = np.empty((len(sums), values.shape[1]))
        strip = max(1, SMALL_PRODUCT // sums.size)
        for begin in range(0, values.shape[1], strip):
            np.matmul(sums, values[:, begin : begin + strip], out=found[:, begin : begin + strip])
        return found.reshape(highest + 1, self.seasons, -1)

    def moments_of_powers(self, slope: Array) -> Array:
        """Return the moments 0, 1, 2 of exp(slope x time): each run is a geometric series from its first row."""
        step = np.arange(self.length.max())[:, None]
        powers = np.exp(slope * step)
        inside = [(powers * step**power).cumsum(0)[self.length - 1] for power in range(3)]
        begin, height = self.begins, np.exp(self.begins * slope)
        zeroth = height * inside[0]
        first = begin * zeroth + height * inside[1]
        second = begin * (first + height * inside[1]) + height * inside[2]
        return np.stack([self.folds @ moment for moment in (zeroth, first, second)])

    def sparse_moments(self, weights: Weights, values: Array, highest: int) -> Array:
        """Return the moments by season of extra x values at the places of `weights`."""
        series = len(weights.common)
        found = np.zeros((highest + 1, self.seasons, series))
        if weights.row.size:
            where = self.season[weights.row] * series + weights.column
            part = weights.extra * values
            for power in range(highest + 1):
                found[power] = np.bincount(where, part, self.seasons * series).reshape(self.seasons, series)
                part = part * self.time[weights.row]
        return found

    def own_season(self, values: Array) -> Array:
        """Return the sum over the judged row's own season, (series,)."""
        return np.asarray(values[self.season == self.seasons - 1].sum(0))

    def powers(self, slope: Array) -> Array:
        """Return exp(slope x time), (n, series)."""
        if not self.even:
            return np.exp(self.time[:, None] * slope)
        # Rows follow one another, so two short tables of powers give all of them by one multiplication.
        count = len(self.time)
        stride = int(np.sqrt(count)) + 1
        coarse = np.exp((self.time[0] + stride * np.arange(stride))[:, None] * slope)
        fine = np.exp(np.arange(stride)[:, None] * slope)
        return np.asarray((coarse[:, None, :] * fine[None, :, :]).reshape(stride * stride, -1)[:count])
