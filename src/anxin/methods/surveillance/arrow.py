"""Quasi-Poisson regression on season and trend for many series at once, by sums instead of matrices.

The design (a level for each season, one common slope) is the same for all series of a batch, and its normal
equations are shaped like an arrow: diagonal but for one row. So a step of iteratively reweighted least squares
needs only the sums of w, wt, wt^2 by season and one scalar.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST_STEPS = 25
SMALL_PRODUCT = 250_000
TOLERANCE = 1e-8  # relative change of the deviance; decides where a diverging level is left


class Design:
    """Season and time of n baseline rows, with the matrices that add up over them."""

    def __init__(self, back: NDArray[np.intp], season: NDArray[np.intp], seasons: int) -> None:
        self.middle = float(back.mean())
        self.time = back - self.middle  # centred, which keeps the sums well scaled
        self.season, self.seasons = season, seasons
        self.member = (np.arange(seasons)[:, None] == season).astype(float)
        self.sums = np.vstack([self.member * self.time**power for power in range(3)])
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


@dataclass
class Fit:
    """Levels (seasons, series) and slope (series,), the step before the last, and what the last step solved."""

    level: Array
    slope: Array
    level_before: Array
    slope_before: Array
    weight: Array  # (seasons, series): sum of working weights
    centre: Array  # (seasons, series): weighted mean time
    spread: Array  # (series,): weighted sum of squares of time about the centres; 0 without a trend
    converged: NDArray[np.bool_]


@dataclass(frozen=True)
class History:
    """Baseline counts of many series, each (n, series), with what the fits need of them.

    y, log_y, y_log_y, two_thirds : counts, log(y + 0.1), y log y, y^(2/3).
    known : 0 where a week is missing or belongs to a known outbreak, else 1; None when all count.
    offset : log of the population at risk, or None.
    """

    y: Array
    log_y: Array
    y_log_y: Array
    two_thirds: Array
    known: Array | None = None
    offset: Array | None = None

    def only(self, which: NDArray[np.intp]) -> History:
        """Return the history of some of the series."""
        known = None if self.known is None else self.known[:, which]
        offset = None if self.offset is None else self.offset[:, which]
        parts = (part[:, which] for part in (self.y, self.log_y, self.y_log_y, self.two_thirds))
        y, log_y, y_log_y, two_thirds = parts
        return History(y, log_y, y_log_y, two_thirds, known, offset)


def fit_arrow(design: Design, history: History, prior: Array | None, *, trend: bool) -> Fit:
    """Fit log mean = level[season] + slope x time + offset by quasi-likelihood; a column for each series.

    prior : (n, series) weights >= 0, or None for ones.
    Starts at y + 0.1 and stops as generalised linear models are commonly stopped, so that levels of seasons
    without a case, which have no finite estimate, are left where others leave them.
    """
    return _Solver(design, history, prior, trend=trend).run()


class _Solver:
    def __init__(self, design: Design, history: History, prior: Array | None, *, trend: bool) -> None:
        self.design, self.trend = design, trend
        y, offset = history.y, history.offset
        self.scale = prior if offset is None else np.exp(offset) * (1.0 if prior is None else prior)
        start = y + 0.1
        at_start = history.y_log_y - y * history.log_y + 0.1  # deviance at the start, halved
        target = start * (history.log_y if offset is None else history.log_y - offset) - 0.1
        own = history.y_log_y if offset is None else history.y_log_y - y * offset
        if prior is not None:
            y, start, at_start, target, own = (prior * part for part in (y, start, at_start, target, own))
        got = design.moments(y, 1)
        self.cases, self.cases_time = got[0], got[1].sum(0)
        self.start_sums = design.moments(start, 2)
        self.start_targets = design.moments(target, 1)
        # The deviance needs sums alone: of y log y once, then of cases by season.
        self.saturated = own.sum(0) - self.cases.sum(0)
        self.deviance_before = 2 * at_start.sum(0)

    def run(self) -> Fit:
        fit = self._first()
        live = np.arange(len(fit.slope))
        scale, before = self.scale, self.deviance_before
        for step in range(MOST_STEPS):
            sums = self._sums(fit.level[:, live], fit.slope[live], scale)
            deviance = self._deviance(fit, live, sums)
            settled = np.abs(deviance - before) / (np.abs(deviance) + 0.1) < TOLERANCE
            fit.converged[live[settled]] = True
            if settled.all() or step == MOST_STEPS - 1:
                break
            live, before, sums = live[~settled], deviance[~settled], sums[:, :, ~settled]
            if scale is not None:
                scale = scale[:, ~settled]
            self._step(fit, live, sums)
        return fit

    def _first(self) -> Fit:
        weight = self.start_sums[0]
        centre, spread = self._arrow(self.start_sums)
        pull = self.start_targets[0]
        slope = np.zeros(weight.shape[1])
        if self.trend:
            slope = _over(self.start_targets[1].sum(0) - (centre * pull).sum(0), spread)
        level = _over(pull, weight) - slope * centre
        return Fit(level, slope, level.copy(), slope.copy(), weight, centre, spread, np.zeros(len(slope), bool))

    def _sums(self, level: Array, slope: Array, scale: Array | None) -> Array:
        powers = self.design.powers(slope) if self.trend else np.ones((len(self.design.time), slope.size))
        return self.design.moments(powers if scale is None else powers * scale, 2) * np.exp(level)

    def _deviance(self, fit: Fit, live: NDArray[np.intp], sums: Array) -> Array:
        linear = (self.cases[:, live] * fit.level[:, live]).sum(0) + self.cases_time[live] * fit.slope[live]
        return np.asarray(2 * (self.saturated[live] - linear + sums[0].sum(0)))

    def _step(self, fit: Fit, live: NDArray[np.intp], sums: Array) -> None:
        weight = sums[0]
        centre, spread = self._arrow(sums)
        short = self.cases[:, live] - weight
        fit.level_before[:, live], fit.slope_before[live] = fit.level[:, live], fit.slope[live]
        if self.trend:
            short_time = self.cases_time[live] - sums[1].sum(0)
            turn = _over(short_time - (centre * short).sum(0), spread)
            fit.slope[live] += turn
            fit.level[:, live] -= turn * centre
        fit.level[:, live] += _over(short, weight)
        fit.weight[:, live], fit.centre[:, live], fit.spread[live] = weight, centre, spread

    def _arrow(self, sums: Array) -> tuple[Array, Array]:
        weight, moment, square = sums
        centre = _over(moment, weight)
        if not self.trend:
            return np.zeros_like(centre), np.zeros(weight.shape[1])
        return centre, square.sum(0) - (centre * moment).sum(0)


def _over(a: Array, b: Array) -> Array:
    return np.asarray(np.divide(a, b, out=np.zeros_like(a), where=b > 0))
