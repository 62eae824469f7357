"""Which earlier weeks a week is compared with: same season in earlier years, and the seasons between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anxin.methods.surveillance.series import CountSeries, years_before

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Baseline:
    """Rows to compare with, counted back from the judged row, and their season.

    back : (n,) whole numbers < 0, rising: row of the baseline minus the judged row.
    season : (n,) 0..seasons-1; the last one is the judged row's own.
    years : earlier years that were found.
    """

    back: Rows
    season: Rows
    seasons: int
    years: int

    @property
    def key(self) -> bytes:
        """Equal for rows that are compared in the same way, so that they can be fitted together."""
        return self.back.tobytes() + self.season.tobytes()


def baseline_of(
    series: CountSeries, row: int, *, years: int, half_window: int, periods: int, skip_recent: int, all_years: bool
) -> Baseline | None:
    """Return the baseline of `row`, or None where the history is too short.

    The judged row's own season is the window of `half_window` rows about the same date of each earlier year.
    With `periods` > 1 what lies between two windows is divided into `periods` - 1 runs as equal as can be,
    the longer ones first, so the whole history is used. The last `skip_recent` rows are left out, because an
    outbreak that is under way must not hide itself. With `all_years` every year asked for must exist,
    else the years there are will do.

    References
    ----------
    Farrington et al. (1996), doi:10.2307/2983331; Noufaily et al. (2013), doi:10.1002/sim.5595, section 3.2.

    """
    centres = _same_time_in_earlier_years(series, row, years)
    whole = len(centres) if all_years else len([c for c in centres if c - half_window >= 0])
    if whole == 0 or (all_years and whole < years):
        return None
    centres = centres[:whole][::-1]
    season = _seasons(row, centres, half_window, periods)
    rows = np.flatnonzero(season >= 0)
    rows = rows[rows < row - skip_recent]
    if not rows.size:
        return None
    return Baseline(rows - row, season[rows], periods, whole)


def _same_time_in_earlier_years(series: CountSeries, row: int, years: int) -> list[int]:
    """Return the rows of the same time of year, the latest first, as long as they exist."""
    if series.dates is None:
        return [row - series.freq * year for year in range(1, years + 1) if row - series.freq * year >= 0]
    found = []
    for year in range(1, years + 1):
        wanted = years_before(series.dates[row], year)
        after = int(np.searchsorted(series.dates[: row + 1], wanted))
        near = [r for r in (after - 1, after) if 0 <= r < row]
        if after == 0 and series.dates[0] - wanted > _half_step(series):
            break
        found.append(min(near, key=lambda r: abs(series.dates[r] - wanted)))  # type: ignore[index]
    return found


def _half_step(series: CountSeries) -> np.timedelta64:
    assert series.dates is not None  # only asked of dated series
    return np.timedelta64(int(np.median(np.diff(series.dates).astype(int))) // 2, "D")


def _seasons(row: int, centres: list[int], half_window: int, periods: int) -> Rows:
    season = np.full(row, -1, np.intp)
    ends = [*centres, row]
    if periods > 1:
        for centre, following in zip(centres, ends[1:], strict=True):
            between = np.arange(centre + half_window + 1, following - half_window)
            for number, run in enumerate(np.array_split(between, periods - 1)):
                season[run] = number
    for centre in ends:
        season[max(0, centre - half_window) : min(row, centre + half_window + 1)] = periods - 1
    return season
