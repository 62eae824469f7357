"""Farrington's detector, flexible and classic: is this week higher than the same season of earlier years?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.surveillance.arrow import History
from anxin.methods.surveillance.baseline import Baseline, baseline_of
from anxin.methods.surveillance.bounds import Bound, upper_bound
from anxin.methods.surveillance.design import Design, equal_weights
from anxin.methods.surveillance.quantiles import count_tail
from anxin.methods.surveillance.result import Alarms, Status, empty_alarms, exceedance
from anxin.methods.surveillance.robust_fit import Errors, Forecast, forecast, never_in_season, nothing_seen
from anxin.methods.surveillance.series import CountSeries, like_counts, read_series, rows_to_judge
from anxin.methods.surveillance.transforms import transforms_of

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
AT_ONCE = 512  # points fitted together: their baselines then stay in the processor's cache
FEWEST_YEARS_FOR_TREND = 3


@dataclass(frozen=True)
class Farrington:
    """How to compare; the defaults are those of Noufaily et al. (2013).

    years : earlier years in the baseline.
    half_window : rows on each side of the same date that belong to the season of the judged row.
    periods : seasons of the year; 1 compares with the windows alone.
    skip_recent : latest rows left out of the baseline.
    reweight_above : standardised residual above which a past week is weighted down; None for no reweighting.
    trend_below : p-value below which a trend is kept (1 keeps every plausible one); None for no trend.
    bound : "nb" negative binomial quantile at the expected mean, "muan" at the upper end of the mean's interval,
        "predictive" with the mean's uncertainty added to the variance, "2/3", "1/2" and "none" normal bounds
        after a power transformation (the delta method).
    alpha : chance of a false alarm at a point.
    least_cases : (cases, rows): no bound unless the last `rows` rows have at least `cases` cases.
    least_years : corrected mode only: fewest years of history to judge with.
    """

    years: int = 5
    half_window: int = 3
    periods: int = 10
    skip_recent: int = 26
    reweight_above: float | None = 2.58
    trend_below: float | None = 1.0
    bound: Bound = "nb"
    alpha: float = 0.01
    least_cases: tuple[int, int] = (0, 4)
    least_years: int = 2

    def __post_init__(self) -> None:
        if min(self.years, self.periods, self.least_years, self.least_cases[1]) < 1:
            raise ValueError("years, periods, least_years and the rows of least_cases must be at least 1.")
        if min(self.half_window, self.skip_recent) < 0:
            raise ValueError("half_window and skip_recent must not be negative.")
        if not 0 < self.alpha < 1:
            raise ValueError(f"alpha must lie between 0 and 1, not {self.alpha}.")


CLASSIC = Farrington(
    periods=1, skip_recent=3, reweight_above=1.0, trend_below=0.05, bound="2/3", alpha=0.05, least_cases=(5, 4)
)


def farrington_flexible(
    counts: ArrayLike,
    settings: Farrington | None = None,
    *,
    freq: int = 52,
    dates: ArrayLike | None = None,
    evaluate: slice | ArrayLike | None = None,
    population: ArrayLike | None = None,
    known_outbreaks: ArrayLike | None = None,
    compat: Literal["R"] | None = None,
) -> Alarms:
    """Judge counts against a season-and-trend regression on earlier years, for one series or a hundred thousand.

    counts : (time,) or (time, series) counts, NaN where nothing was reported.
    settings : `Farrington`; the default is Noufaily's.
    freq : rows a year: 52 weekly, 12 monthly, 365 daily.
    dates : (time,) days; earlier years are then found by the calendar, so years of 53 weeks stay in step.
    evaluate : rows to judge, a slice or indices; all by default.
    population : (time,) or (time, series) > 0, people at risk; rates are compared instead of counts.
    known_outbreaks : (time,) or (time, series), True where a past week belongs to a known outbreak and is left out.
    compat : "R" gives the numbers of R's surveillance 1.20.3; None the corrected mode (see docs/methods/farrington.md).

    Raises
    ------
    ValueError : shapes that do not fit, negative counts, population <= 0. A single bad series never raises:
        its `status` says what is wrong.

    References
    ----------
    Farrington et al. (1996), doi:10.2307/2983331; Noufaily et al. (2013), doi:10.1002/sim.5595.

    """
    series = read_series(counts, freq, dates)
    rows = rows_to_judge(series, evaluate)
    as_r = compat == "R"
    errors: Errors = "R flexible" if as_r else "pearson"
    judge = _Judge(series, settings or Farrington(), rows, population, known_outbreaks, as_r=as_r, errors=errors)
    return judge.run()


def farrington(
    counts: ArrayLike,
    settings: Farrington | None = None,
    *,
    freq: int = 52,
    dates: ArrayLike | None = None,
    evaluate: slice | ArrayLike | None = None,
    compat: Literal["R"] | None = None,
) -> Alarms:
    """Judge counts as Farrington et al. (1996) did: windows of earlier years alone, normal bound after a 2/3 power.

    The bound is two-sided: `alpha` is shared between both tails. See `farrington_flexible` for the arguments.
    """
    chosen = settings or CLASSIC
    one_sided = replace(chosen, periods=1, skip_recent=chosen.half_window, alpha=chosen.alpha / 2)
    series = read_series(counts, freq, dates)
    rows = rows_to_judge(series, evaluate)
    as_r = compat == "R"
    return _Judge(series, one_sided, rows, None, None, as_r=as_r, errors="R classic" if as_r else "pearson").run()


class _Judge:
    """The work of one call: rows with equal baselines are fitted together, a cache-full at a time."""

    def __init__(
        self,
        series: CountSeries,
        settings: Farrington,
        rows: Rows,
        population: ArrayLike | None,
        known_outbreaks: ArrayLike | None,
        *,
        as_r: bool,
        errors: Errors,
    ) -> None:
        self.series, self.settings, self.as_r, self.errors = series, settings, as_r, errors
        self.out = empty_alarms(rows, series.width)
        self.population = None if population is None else _positive(like_counts(population, series, "population"))
        usable = ~np.isnan(series.counts)
        if known_outbreaks is not None:
            usable &= like_counts(known_outbreaks, series, "known_outbreaks") == 0
        self.usable = None if usable.all() else usable
        self.y = series.counts if self.usable is None else np.where(usable, series.counts, 0.0)
        first = max(0, int(rows.min(initial=0)) - (settings.years + 1) * (series.freq + 2))
        self.transform = transforms_of(self.y[first : int(rows.max(initial=0)) + 1])

    def run(self) -> Alarms:
        for baseline, places in self._alike():
            design = Design(baseline.back, baseline.season, baseline.seasons)
            where = np.repeat(places, self.series.width)
            column = np.tile(np.arange(self.series.width), len(places))
            for begin in range(0, len(where), AT_ONCE):
                part = slice(begin, begin + AT_ONCE)
                self._judge(design, baseline, where[part], column[part])
        return self.out

    def _alike(self) -> list[tuple[Baseline, Rows]]:
        """Return the distinct baselines, each with the places in the result that share it."""
        found: dict[bytes, tuple[Baseline, list[int]]] = {}
        s = self.settings
        full = s.years * self.series.freq + s.half_window
        common: Baseline | None = None
        for place, row in enumerate(self.out.at):
            baseline = common
            if baseline is None or row < full:
                baseline = self._baseline(int(row))
                if self.series.dates is None and row >= full:
                    common = baseline
            if baseline is None:
                self.out.status[place] = Status.SHORT_HISTORY
            else:
                found.setdefault(baseline.key, (baseline, []))[1].append(place)
        return [(baseline, np.array(places, np.intp)) for baseline, places in found.values()]

    def _baseline(self, row: int) -> Baseline | None:
        s = self.settings
        found = baseline_of(
            self.series,
            row,
            years=s.years,
            half_window=s.half_window,
            periods=s.periods,
            skip_recent=s.skip_recent,
            all_years=self.as_r,
        )
        return None if found is None or found.years < min(s.years, s.least_years) else found

    def _judge(self, design: Design, baseline: Baseline, place: Rows, column: Rows) -> None:
        rows = self.out.at[place]
        history = self._history(rows[None, :] + baseline.back[:, None], column)
        # R's package fits a baseline without a single case only where it has one season.
        fitted = (history.y > 0).any(0) | (self.as_r and design.seasons == 1)
        some, none = np.flatnonzero(fitted), np.flatnonzero(~fitted)
        with np.errstate(all="ignore"):  # a fit may diverge; its status says so
            found = self._forecast(design, baseline, history.only(some))
            self._write(place[some], column[some], rows[some], found, history.only(some))
            self._write(place[none], column[none], rows[none], nothing_seen(len(none)), history.only(none))

    def _history(self, past: Rows, column: Rows) -> History:
        usable = None if self.usable is None else self.usable[past, column]
        population = None if self.population is None else self.population[past, column]
        y = self.y[past, column]
        return History(y, *self.transform(y), equal_weights(usable, len(column)), population)

    def _forecast(self, design: Design, baseline: Baseline, history: History) -> Forecast:
        s = self.settings
        trend = s.trend_below is not None and baseline.years >= FEWEST_YEARS_FOR_TREND
        found = forecast(design, history, trend=trend, threshold=s.reweight_above, errors=self.errors)
        if trend:
            dropped = np.flatnonzero(~self._keeps_trend(found, history))
            part = history.only(dropped)
            found.put(dropped, forecast(design, part, trend=False, threshold=s.reweight_above, errors=self.errors))
        return found

    def _keeps_trend(self, found: Forecast, history: History) -> NDArray[np.bool_]:
        """A trend stays if it is significant and does not foretell more than was ever seen."""
        highest = history.y if history.population is None else history.y / history.population
        below = self.settings.trend_below or 1.0
        return np.asarray((found.slope_p < below) & (found.mean <= highest.max(0)))

    def _write(self, place: Rows, column: Rows, rows: Rows, found: Forecast, history: History) -> None:
        out, s = self.out, self.settings
        if not self.as_r:
            never_in_season(found, history)
        size = 1.0 if self.population is None else self.population[rows, column]
        mean = found.mean * size
        upper = upper_bound(mean, found.log_error, found.dispersion, s.alpha, s.bound)
        now = self.series.counts[rows, column]
        status = self._status(rows, column, found, now)
        upper[(status == Status.TOO_FEW_CASES) | (status == Status.NOT_CONVERGED)] = np.nan
        status[(status == Status.OK) & ~np.isfinite(upper)] = Status.NOT_CONVERGED
        at = place, column
        out.expected[at], out.upper[at], out.status[at] = mean, upper, status
        out.dispersion[at], out.trend[at], out.log_error[at] = found.dispersion, found.slope, found.log_error
        out.alarm[at] = now > upper
        out.p_value[at] = np.where(np.isfinite(upper), count_tail(now, mean, found.dispersion), np.nan)
        out.score[at] = exceedance(now, mean, upper)

    def _status(self, rows: Rows, column: Rows, found: Forecast, now: Array) -> NDArray[np.uint8]:
        status = np.full(len(rows), Status.OK, np.uint8)
        status[found.cases_in_season == 0] = Status.SEPARATION
        if not self.as_r:
            status[~found.converged] = Status.NOT_CONVERGED
        status[np.isnan(now)] = Status.MISSING_NOW
        cases, reach = self.settings.least_cases
        recent = sum(np.where(rows >= lag, self.y[np.maximum(rows - lag, 0), column], 0.0) for lag in range(reach))
        status[(np.asarray(recent) < cases) | (np.isnan(found.mean) & ~np.isnan(now))] = Status.TOO_FEW_CASES
        return status


def _positive(population: Array) -> Array:
    if not (population > 0).all():
        raise ValueError("population must be > 0 everywhere.")
    return population
