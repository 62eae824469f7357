"""Expected count with its uncertainty: quasi-Poisson fit, past outbreaks weighted down, fit again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from anxin.methods.surveillance.arrow import Evidence, Fit, History, fit_arrow
from anxin.methods.surveillance.design import Design, Weights

Array = NDArray[np.float64]
Errors = Literal["pearson", "R flexible", "R classic"]


@dataclass
class Forecast:
    """What the baseline says about the judged row, each (series,).

    mean : expected count (per unit of population where there is an offset).
    log_error : standard error of its logarithm.
    dispersion : variance over mean, at least 1.
    slope, slope_p : trend per step and its two-sided p-value; NaN without a trend.
    cases_in_season : cases in the judged row's own season of the baseline.
    """

    mean: Array
    log_error: Array
    dispersion: Array
    slope: Array
    slope_p: Array
    cases_in_season: Array
    converged: NDArray[np.bool_]

    def put(self, which: NDArray[np.intp], other: Forecast) -> None:
        """Replace the forecasts of some series."""
        for name, values in vars(other).items():
            getattr(self, name)[which] = values


def forecast(
    design: Design, history: History, *, trend: bool, threshold: float | None, errors: Errors = "pearson"
) -> Forecast:
    """Return the forecast at the judged row (time 0) after one round of reweighting.

    threshold : standardised Anscombe residual above which a baseline week is weighted down; None for no reweighting.
    errors : which dispersion stands behind standard errors. "pearson": Pearson's statistic, at least 1. R's package:
        its flexible version takes squared working residuals after reweighting and Pearson's without ("R flexible"),
        its classic one Pearson's, which may be below 1 for the trend alone ("R classic").

    References
    ----------
    Farrington et al. (1996), doi:10.2307/2983331, sections 3.3 to 3.6; threshold 2.58 instead of 1:
    Noufaily et al. (2013), doi:10.1002/sim.5595, section 3.4.

    """
    evidence = Evidence(design, history)
    weights = history.weights
    first = _Residuals(design, history, fit_arrow(evidence, weights, trend=trend), weights)
    if threshold is None:
        return first.forecast(trend, errors, again=False)
    weights = _reweighted(history, first.anscombe(history.two_thirds, trend=trend), threshold)
    second = _Residuals(design, history, fit_arrow(evidence, weights, trend=trend), weights)
    return second.forecast(trend, errors, again=True)


def nothing_seen(series: int) -> Forecast:
    """Return the forecast of baselines without a single case: no mean, and so no bound."""
    none = np.full(series, np.nan)
    return Forecast(none, none.copy(), none + 1, none.copy(), none.copy(), np.zeros(series), np.ones(series, bool))


def never_in_season(found: Forecast, history: History) -> None:
    """Replace the forecast where the season never had a case by what all seasons together say.

    With s cases in n baseline rows the next count is negative binomial with mean (s + 1/2)/n, as for a gamma(1/2, 0)
    prior; a season's own zeros would give a mean of zero, and every case an alarm.
    """
    where = np.flatnonzero(found.cases_in_season == 0)
    if not where.size:
        return
    part = history.only(where)
    size = np.ones_like(part.y) if part.population is None else part.population
    exposure = part.weights.total(size.sum(0), size)
    known = part.weights.total(np.full(len(where), float(len(part.y))), np.ones_like(part.y))
    found.mean[where] = (part.y.sum(0) + 0.5) / np.where(exposure > 0, exposure, np.nan)
    found.dispersion[where] = np.fmax(np.nan_to_num(found.dispersion[where], nan=1.0), 1 + 1 / known)
    found.log_error[where], found.converged[where] = 0.0, True
    found.slope[where] = np.nan


def _reweighted(history: History, anscombe: Array, threshold: float) -> Weights:
    """Return weights residual^-2 where the residual is above the threshold, scaled so that they add up as before."""
    known = history.weights
    gone = known.missing
    anscombe[known.row[gone], known.column[gone]] = 0
    row, column = np.nonzero(anscombe > threshold)
    lost = 1 / anscombe[row, column] ** 2 - 1
    count = len(anscombe) - np.bincount(known.column[gone], minlength=len(known.common))
    common = count / (count + np.bincount(column, lost, len(known.common)))
    rows, columns = np.concatenate([known.row, row]), np.concatenate([known.column, column])
    return Weights(common, rows, columns, np.concatenate([known.extra, lost]))


class _Residuals:
    """Means and working weights of a fit, and what follows from them."""

    def __init__(self, design: Design, history: History, fit: Fit, weights: Weights) -> None:
        self.design, self.fit, self.weights, self.y = design, fit, weights, history.y
        season = design.season
        sixth = np.exp(fit.level / 6)[season]
        sixth *= design.powers(fit.slope / 6)
        working = np.exp(fit.level_before)[season]  # but for the weights
        working *= design.powers(fit.slope_before)
        if history.population is not None:
            sixth *= history.population ** (1 / 6)
            working *= history.population
        self.sixth = sixth  # the sixth root of the mean: its powers give the mean and the Anscombe residual
        square = sixth * sixth
        self.mean_two_thirds = square * square
        mean = square
        mean *= self.mean_two_thirds
        self.working = working
        self.relative = history.y / mean
        self.relative -= 1
        rows = len(design.time) - np.bincount(weights.column[weights.missing], minlength=len(fit.slope))
        self.free = rows - (fit.weight > 0).sum(0) - (fit.spread > 0)
        self.pearson = self._pearson()

    def _pearson(self) -> Array:
        """Pearson's statistic over the degrees of freedom."""
        plain = np.einsum("ij,ij,ij->j", self.working, self.relative, self.relative)
        some = self.weights.of(self.working) * self.weights.of(self.relative) ** 2
        total = plain + self.weights.corrections(some)
        return np.asarray(self.weights.common * total / np.maximum(self.free, 1))

    def anscombe(self, two_thirds: Array, *, trend: bool) -> Array:
        """Return standardised Anscombe residuals (n, series)."""
        fit, season = self.fit, self.design.season
        inverse = np.divide(1, fit.weight, out=np.zeros_like(fit.weight), where=fit.weight > 0)
        leverage = inverse[season]
        if trend:
            distance = self.design.time[:, None] - fit.centre[season]
            distance *= distance
            distance /= np.where(fit.spread > 0, fit.spread, np.inf)
            leverage += distance
        leverage *= self.working
        np.subtract(1, leverage, out=leverage)
        np.maximum(leverage, 1e-12, out=leverage)
        leverage *= np.maximum(self.pearson, 1)
        np.sqrt(leverage, out=leverage)
        leverage *= self.sixth
        found = two_thirds - self.mean_two_thirds
        found *= 1.5
        found /= leverage
        return np.asarray(found)

    def forecast(self, trend: bool, errors: Errors, *, again: bool) -> Forecast:  # noqa: FBT001
        fit, own = self.fit, self.design.seasons - 1
        now = -self.design.middle
        dispersion = np.maximum(self.pearson, 1)
        for_error = for_trend = dispersion
        if errors == "R flexible":
            for_error = for_trend = self._working_dispersion() if again else self.pearson
        elif errors == "R classic":
            for_trend = self.pearson
        weight = np.where(fit.weight[own] > 0, fit.weight[own], np.nan)
        variance = 1 / weight
        if trend:
            spread = np.where(fit.spread > 0, fit.spread, np.nan)
            variance = variance + (now - fit.centre[own]) ** 2 / spread
        mean = np.exp(fit.level[own] + fit.slope * now)
        slope = fit.slope.copy() if trend else np.full(len(mean), np.nan)
        slope_p = np.full(len(mean), np.nan)
        if trend:
            slope_p = 2 * stdtr(np.maximum(self.free, 1), -np.abs(slope) / np.sqrt(for_trend / spread))
        cases = self.design.own_season(self.y)
        return Forecast(mean, np.sqrt(for_error * variance), dispersion, slope, slope_p, cases, fit.converged)

    def _working_dispersion(self) -> Array:
        plain = np.einsum("ij,ij->j", self.relative, self.relative)
        total = plain + self.weights.corrections(self.weights.of(self.relative) ** 2)
        return np.asarray(self.weights.common * total / np.maximum(self.free, 1))
