"""The zero-incident record by year and subdistrict, and the outlook for the year's goal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from anxin.burglary.judge import District, Rates
from anxin.burglary.models import A_YEAR_AGO, ROLLING, GoalOutlook, YearRecord
from anxin.burglary.rules import wilson_interval
from anxin.methods.rates import Posterior, expected_zero_share, forecast_goal, year_to_year_spread


def year_records(district: District, district_key: int, until: date) -> list[YearRecord]:
    """Return the record of the district and each subdistrict, for every year and the last twelve months."""
    if not len(district) or not len(district.day):
        return []
    records = []
    for period, first, last in _periods(district, until):
        counts = district.counts_between(first, last)
        for place, members in _groups(district, district_key):
            records.append(_record(place, period, until, counts[members], district.homes[members]))
    return records


def goal_outlook(district: District, rates: Rates | None, until: date) -> GoalOutlook:
    """Return the chance of meeting the goal by 31 December, or an outlook without figures if it is too early."""
    goal = settings.ANXIN["zero_target"]
    outlook = GoalOutlook(year=until.year, as_of_date=until, goal=goal)
    if rates is None:
        return outlook
    left = (date(until.year, 12, 31) - until).days / 365.25
    so_far = district.counts_between(date(until.year, 1, 1), until)
    posterior = Posterior(rates.posterior.shape, rates.posterior.exposure / rates.level)
    spread = year_to_year_spread(_yearly_totals(district, until)) * np.sqrt(left)
    found = forecast_goal(posterior, district.homes * left, so_far == 0, goal=goal, common_spread=float(spread))
    outlook.probability, outlook.share, outlook.low, outlook.high = (
        found.probability,
        found.share,
        found.low,
        found.high,
    )
    return outlook


def _periods(district: District, until: date) -> Iterator[tuple[str, date, date]]:
    first_year = date.fromordinal(int(district.day.min())).year
    for year in range(first_year, until.year + 1):
        yield str(year), date(year, 1, 1), min(date(year, 12, 31), until)
    yield ROLLING, until - timedelta(days=364), until
    if first_year < until.year:
        yield A_YEAR_AGO, date(until.year - 1, 1, 1), _a_year_before(until)


def _a_year_before(day: date) -> date:
    return date(day.year - 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _groups(district: District, district_key: int) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    yield district_key, np.ones(len(district), bool)
    for key in np.unique(district.subdistrict[district.subdistrict > 0]):
        yield int(key), district.subdistrict == key


def _record(place: int, period: str, until: date, counts: NDArray[np.int64], homes: NDArray[np.float64]) -> YearRecord:
    zero, events = counts == 0, int(counts.sum())
    low, high = wilson_interval(int(zero.sum()), len(counts))
    size = expected_zero_share(events, homes)
    return YearRecord(
        place_id=place,
        period=period,
        as_of_date=until,
        estates=len(counts),
        zero_estates=int(zero.sum()),
        share=float(zero.mean()),
        homes=float(homes.sum()),
        incidents=events,
        low=low,
        high=high,
        by_size=size.share,
        by_size_low=size.low,
        by_size_high=size.high,
    )


def _yearly_totals(district: District, until: date) -> list[int]:
    """Return totals of whole years back from `until`, oldest first."""
    totals: list[int] = []
    last = until
    while last.toordinal() - 364 >= int(district.day.min()) and len(totals) < 10:
        totals.append(int(district.counts_between(last - timedelta(days=364), last).sum()))
        last -= timedelta(days=365)
    return totals[::-1]
