"""Every estate's rate, its interval, its chance of being among the worst, and what to expect next year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from anxin.burglary.models import Incident
from anxin.core.territory.queries import estates
from anxin.methods.rates import GammaPoisson, Posterior, TooFewEventsError, decayed_counts, fit_gamma_poisson

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
YEAR = 365.25


@dataclass(frozen=True)
class District:
    """The estates and their burglaries as arrays; `where` and `day` have one entry an incident."""

    keys: Ints
    homes: Floats
    subdistrict: Ints
    longitude: Floats
    latitude: Floats
    where: Ints
    day: Ints  # proleptic ordinals
    unplaced: int

    def __len__(self) -> int:
        return len(self.keys)

    def counts_between(self, first: date, last: date) -> Ints:
        """Return the burglaries (n,) from `first` to `last`, both included."""
        inside = (self.day >= first.toordinal()) & (self.day <= last.toordinal())
        return np.bincount(self.where[inside], minlength=len(self)).astype(np.int64)

    def without(self, keys: Collection[int]) -> District:
        """Return the district without some estates and their burglaries."""
        kept = ~np.isin(self.keys, list(keys))
        position = np.cumsum(kept) - 1
        inside = kept[self.where]
        return District(
            self.keys[kept], self.homes[kept], self.subdistrict[kept], self.longitude[kept], self.latitude[kept],
            position[self.where[inside]], self.day[inside], self.unplaced,
        )  # fmt: skip

    def last_days(self, until: date) -> Ints:
        """Return the ordinal of each estate's last burglary up to `until` (n,), 0 where there was none."""
        last = np.zeros(len(self), np.int64)
        seen = self.day <= until.toordinal()
        np.maximum.at(last, self.where[seen], self.day[seen])
        return last


@dataclass(frozen=True)
class Rates:
    """What the estimate says of each estate; all (n,)."""

    posterior: Posterior
    level: float  # how the last year stands to the estimate: below 1 when burglary falls
    chance_worst: Floats
    expected_next_year: Floats


def load_district() -> District:
    """Read the register and every placed incident."""
    columns = ("pk", "homes", "subdistrict_id", "longitude", "latitude")
    rows: list[Any] = list(estates().values_list(*columns))
    keys = np.array([row[0] for row in rows], np.int64)
    known = np.array([row[1] or np.nan for row in rows], float)
    typical = float(np.nanmedian(known)) if np.isfinite(known).any() else 1.0
    pairs = np.array(
        [
            (place, day.toordinal())
            for place, day in Incident.objects.exclude(place=None)
            .values_list("place_id", "occurred_date")
            .iterator(chunk_size=5000)
        ],
        np.int64,
    ).reshape(-1, 2)
    order = np.argsort(keys)
    return District(
        keys=keys,
        homes=np.where(np.isfinite(known), known, typical),
        subdistrict=np.array([row[2] or 0 for row in rows], np.int64),
        longitude=np.array([np.nan if row[3] is None else row[3] for row in rows], float),
        latitude=np.array([np.nan if row[4] is None else row[4] for row in rows], float),
        where=order[np.searchsorted(keys, pairs[:, 0], sorter=order)] if len(keys) else pairs[:, 0],
        day=pairs[:, 1],
        unplaced=Incident.objects.filter(place=None).count(),
    )


def estimate_rates(district: District, until: date) -> Rates | None:
    """Estimate from what was known on `until`; None means that there are not enough events yet.

    The spread between estates (the shape) is fitted on plain counts, because decayed counts are no counts;
    the estate's own rate then rests on decayed counts, so that old burglaries weigh less.
    """
    window = _window_days(district, until)
    counts = district.counts_between(until - timedelta(days=window - 1), until)
    try:
        spread = fit_gamma_poisson(counts, district.homes * window / YEAR)
    except TooFewEventsError:
        return None
    ages = until.toordinal() + 1 - district.day
    recent, years = decayed_counts(
        district.where, ages, places=len(district), window_days=window, half_life_days=settings.ANXIN["half_life_days"]
    )
    exposure = district.homes * years
    mean = float(recent.sum() / exposure.sum())
    posterior = GammaPoisson(spread.shape, mean).posterior(recent, exposure)
    level = _recent_level(district, until, posterior.mean)
    return Rates(
        posterior=posterior,
        level=level,
        chance_worst=posterior.chance_of_worst(settings.ANXIN["worst_share"]),
        expected_next_year=posterior.mean * district.homes * level,
    )


def _window_days(district: District, until: date) -> int:
    wanted: int = round(settings.ANXIN["history_years"] * YEAR)
    known = district.day[district.day <= until.toordinal()]
    held = until.toordinal() - int(known.min()) + 1 if len(known) else 1
    return max(1, min(wanted, held))


def _recent_level(district: District, until: date, rate: Floats) -> float:
    last_year = district.counts_between(until - timedelta(days=364), until).sum()
    expected = float((rate * district.homes).sum())
    # One pseudo-event each keeps a district with next to none from a level of zero.
    return float((last_year + 1) / (expected + 1))
