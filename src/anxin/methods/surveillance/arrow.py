"""Quasi-Poisson regression on season and trend for many series at once, by sums instead of matrices.

The design (a level for each season, one common slope) is the same for all series of a batch, and its normal
equations are shaped like an arrow: diagonal but for one row. So a step of iteratively reweighted least squares
needs only the sums of w, wt, wt^2 by season and one scalar.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anxin.methods.surveillance.design import Design, Weights

Array = NDArray[np.float64]
MOST_STEPS = 25
TOLERANCE = 1e-8  # relative change of the deviance; decides where a diverging level is left


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

    y, log_y, y_log_y, two_thirds : counts, log(y + 0.1), y log y, y^(2/3); y is 0 where a week is missing.
    weights : 0 where a week is missing or belongs to a known outbreak, else 1.
    population : people at risk, or None.
    """

    y: Array
    log_y: Array
    y_log_y: Array
    two_thirds: Array
    weights: Weights
    population: Array | None = None

    def only(self, which: NDArray[np.intp]) -> History:
        """Return the history of some of the series."""
        if len(which) == self.y.shape[1]:
            return self
        population = None if self.population is None else self.population[:, which]
        y, log_y, y_log_y, two_thirds = (p[:, which] for p in (self.y, self.log_y, self.y_log_y, self.two_thirds))
        return History(y, log_y, y_log_y, two_thirds, self.weights.only(which), population)


class Evidence:
    """Sums of a history that every fit to it starts from."""

    def __init__(self, design: Design, history: History) -> None:
        self.design, self.population = design, history.population
        y, log_y = history.y, history.log_y
        start = y + 0.1
        at_start = history.y_log_y - y * log_y + 0.1  # deviance at the start, halved
        target, own = start * log_y - 0.1, history.y_log_y
        if self.population is not None:
            log_size = np.log(self.population)
            target, own = target - start * log_size, own - y * log_size
        self.parts = (y, start, target, own, at_start)
        self.moments = (design.moments(y, 1), design.moments(start, 2), design.moments(target, 1))
        self.totals = (own.sum(0), at_start.sum(0))

    def weighted(self, weights: Weights) -> tuple[Array, Array, Array, Array, Array]:
        """Return the weighted moments of counts, start and target, and sums of y log y and of the start's deviance."""
        y, start, target, own, at_start = self.parts
        add = self.design.sparse_moments
        cases = weights.common * (self.moments[0] + add(weights, weights.of(y), 1))
        first = weights.common * (self.moments[1] + add(weights, weights.of(start), 2))
        pull = weights.common * (self.moments[2] + add(weights, weights.of(target), 1))
        return cases, first, pull, weights.total(self.totals[0], own), weights.total(self.totals[1], at_start)


def fit_arrow(evidence: Evidence, weights: Weights, *, trend: bool) -> Fit:
    """Fit log mean = level[season] + slope x time (+ log population) by quasi-likelihood; a column for each series.

    Starts at y + 0.1 and stops as generalised linear models are commonly stopped, so that levels of seasons
    without a case, which have no finite estimate, are left where others leave them.
    """
    return _Solver(evidence, weights, trend=trend).run()


class _Solver:
    def __init__(self, evidence: Evidence, weights: Weights, *, trend: bool) -> None:
        self.design, self.weights, self.trend = evidence.design, weights, trend
        self.population = evidence.population
        cases, self.start_sums, self.start_targets, own, at_start = evidence.weighted(weights)
        self.cases, self.cases_time = cases[0], cases[1].sum(0)
        # The deviance needs sums alone: of y log y once, then of cases by season.
        self.saturated = own - self.cases.sum(0)
        self.deviance_before = 2 * at_start

    def run(self) -> Fit:
        fit = self._first()
        live = np.arange(len(fit.slope))
        weights, before = self.weights, self.deviance_before
        for step in range(MOST_STEPS):
            sums = self._sums(fit.level[:, live], fit.slope[live], weights, live)
            deviance = self._deviance(fit, live, sums)
            settled = np.abs(deviance - before) / (np.abs(deviance) + 0.1) < TOLERANCE
            fit.converged[live[settled]] = True
            if settled.all() or step == MOST_STEPS - 1:
                break
            if settled.any():
                open_ = np.flatnonzero(~settled)
                live, sums, deviance, weights = live[open_], sums[:, :, open_], deviance[open_], weights.only(open_)
            before = deviance
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

    def _sums(self, level: Array, slope: Array, weights: Weights, live: NDArray[np.intp]) -> Array:
        if self.population is not None:
            powers = self.design.powers(slope) * self.population[:, live]
            sums = self.design.moments(powers, 2) + self.design.sparse_moments(weights, weights.of(powers), 2)
        else:
            sums = self.design.moments_of_powers(slope)
            sums += self.design.sparse_moments(
                weights, np.exp(self.design.time[weights.row] * slope[weights.column]), 2
            )
        return np.asarray(sums * (weights.common * np.exp(level)))

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
