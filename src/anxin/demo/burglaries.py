"""The made-up district's burglaries: a gamma-Poisson process with near repeats, whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from anxin.demo.district import Ground

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHAPE = 0.45  # how unequal estates are; small means a few chronically burgled ones
NEAR_REPEAT = 0.10  # a burglary is followed by another close by with this chance
NEAR_METRES, NEAR_DAYS = 220.0, 14
# Share of estates without a burglary in each year before this one, and what this year is heading for.
ZERO_SHARES = (0.755, 0.77, 0.79, 0.81, 0.83, 0.935)
SEASON = np.array([1.25, 1.15, 1.0, 0.9, 0.85, 0.9, 1.05, 1.05, 0.9, 0.9, 1.0, 1.15])


@dataclass(frozen=True)
class Truth:
    """What generated the burglaries: each estate's rate per home relative to the mean, and each year's mean."""

    frailty: Floats
    yearly_mean: dict[int, float]  # burglaries per home and year


@dataclass(frozen=True)
class Burglaries:
    """Events (m,): estate, ordinal day, hour, place in metres."""

    estate: Ints
    day: Ints
    hour: Ints
    point: Floats
    truth: Truth


def make_burglaries(ground: Ground, until: date, rng: np.random.Generator) -> Burglaries:
    """Draw five full years and the current one up to `until`."""
    frailty = rng.gamma(SHAPE, 1 / SHAPE, len(ground.homes))
    years = range(until.year - len(ZERO_SHARES) + 1, until.year + 1)
    means = {year: _mean_for(share, ground.homes, frailty) for year, share in zip(years, ZERO_SHARES, strict=True)}
    estate, day = _background(ground, frailty, means, rng)
    estate, day = _with_near_repeats(ground, estate, day, rng)
    seen = (day >= date(years[0], 1, 1).toordinal()) & (day <= until.toordinal())
    order = np.argsort(day[seen], kind="stable")
    estate, day = estate[seen][order], day[seen][order]
    hour = rng.choice(24, len(estate), p=_hours())
    point = ground.centre[estate] + rng.uniform(-40, 40, (len(estate), 2))
    return Burglaries(estate, day, hour, point, Truth(frailty, means))


def _mean_for(zero_share: float, homes: Ints, frailty: Floats) -> float:
    """Return burglaries per home and year that leave `zero_share` of estates without one, near repeats included."""
    size = homes * frailty

    def surplus(log_mean: float) -> float:
        return float(np.exp(-np.exp(log_mean) * size).mean()) - zero_share

    # Near repeats at neighbours touch a few estates that the background leaves out.
    return float(np.exp(brentq(surplus, -20, 0))) * (1 - NEAR_REPEAT / 2)


def _background(
    ground: Ground, frailty: Floats, means: dict[int, float], rng: np.random.Generator
) -> tuple[Ints, Ints]:
    estates, days = [], []
    for year, mean in means.items():
        count = rng.poisson(mean * ground.homes * frailty)
        where = np.repeat(np.arange(len(count)), count)
        length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        month = np.array([(date(year, 1, 1) + timedelta(days=i)).month - 1 for i in range(length)])
        chance = SEASON[month] / SEASON[month].sum()
        estates.append(where)
        days.append(date(year, 1, 1).toordinal() + rng.choice(length, len(where), p=chance))
    return np.concatenate(estates), np.concatenate(days)


def _with_near_repeats(ground: Ground, estate: Ints, day: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    all_estates, all_days = [estate], [day]
    for _generation in range(3):
        parents = rng.random(len(estate)) < NEAR_REPEAT
        children = [_a_neighbour(ground, index, rng) for index in estate[parents]]
        estate = np.array(children, np.int64)
        day = day[parents] + rng.integers(1, NEAR_DAYS + 1, int(parents.sum()))
        all_estates.append(estate)
        all_days.append(day)
    return np.concatenate(all_estates), np.concatenate(all_days)


def _a_neighbour(ground: Ground, index: int, rng: np.random.Generator) -> int:
    away = np.linalg.norm(ground.centre - ground.centre[index], axis=1)
    return int(rng.choice(np.flatnonzero(away <= NEAR_METRES)))


def _hours() -> Floats:
    weight = np.array([3, 4, 5, 5, 4, 2, 1, 1, 2, 4, 5, 4, 3, 4, 5, 5, 4, 3, 4, 5, 4, 3, 2, 2], float)
    return np.asarray(weight / weight.sum())
