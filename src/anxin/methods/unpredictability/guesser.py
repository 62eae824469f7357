"""What one who watched the last weeks would guess right: several guessers, of whom the strongest counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from anxin.methods.unpredictability.route_variants import Cell

Floats = NDArray[np.float64]
WATCHED_DAYS = 28


@dataclass(frozen=True)
class VisitLog:
    """What was seen on `days` (d): `seen` (d, m) says whether a visit began in cell i; `place` (m,) is its place."""

    days: NDArray[np.int64]
    seen: NDArray[np.bool_]
    place: NDArray[np.int64]

    @classmethod
    def of(cls, evenings: Sequence[tuple[date, Sequence[Cell]]]) -> VisitLog:
        """Read a log from (day, (place, half hour) of each visit), in any order of days."""
        ordered = sorted(evenings, key=lambda evening: evening[0])
        names = sorted({cell for _day, cells in ordered for cell in cells})
        number = {cell: i for i, cell in enumerate(names)}
        seen = np.zeros((len(ordered), len(names)), bool)
        for row, (_day, cells) in enumerate(ordered):
            seen[row, [number[cell] for cell in cells]] = True
        days = np.array([day.toordinal() for day, _cells in ordered], np.int64)
        return cls(days, seen, np.array([place for place, _slot in names], np.int64))

    def of_places(self) -> VisitLog:
        """Return the same log without times of day: a cell is a place."""
        places, number = np.unique(self.place, return_inverse=True)
        belongs = number[:, None] == np.arange(len(places))
        return VisitLog(self.days, self.seen.astype(np.int32) @ belongs.astype(np.int32) > 0, places)

    def before(self, evening: int) -> VisitLog:
        """Return what was seen in the four weeks before an evening."""
        within = (self.days < self.days[evening]) & (self.days >= self.days[evening] - WATCHED_DAYS)
        return VisitLog(self.days[within], self.seen[within], self.place)


Guesser = Callable[[VisitLog, int], Floats]  # a log and the day to guess give each cell a score


@dataclass(frozen=True)
class Guess:
    """The strongest guesser: its name, its hit rate 0..1, and the hit rates of all that were tried."""

    name: str
    hit_rate: float
    hit_rates: dict[str, float]


def best_guesser(log: VisitLog, *, first: int) -> Guess:
    """Return the guesser who is right most often on the evenings from number `first` of the log on.

    Before each evening a guesser sees the four weeks before it, and is told how many visits the evening has;
    he names that many cells. His hit rate is the share of the cells named in all evenings that are right. That
    the strongest is picked after the fact, and that the number of visits is told, errs on his side.

    Raises
    ------
    ValueError
        If no evening is left to guess.

    """
    evenings = range(first, len(log.days))
    named = sum(int(log.seen[evening].sum()) for evening in evenings)
    if not named:
        raise ValueError("There is no visit to guess.")
    rates = {
        name: sum(_hits(log, evening, guesser) for evening in evenings) / named for name, guesser in GUESSERS.items()
    }
    name = max(rates, key=lambda one: rates[one])
    return Guess(name, rates[name], rates)


def _hits(log: VisitLog, evening: int, guesser: Guesser) -> int:
    watched, truth = log.before(evening), log.seen[evening]
    if not len(watched.days):
        return 0
    score = guesser(watched, int(log.days[evening])) + 1e-6 * watched.seen.mean(axis=0)  # ties: what is commoner
    return int(truth[np.argsort(-score, kind="stable")[: truth.sum()]].sum())


def _frequency(log: VisitLog, _day: int) -> Floats:
    return np.asarray(log.seen.mean(axis=0))


def _same_weekday(log: VisitLog, day: int) -> Floats:
    return _weighted(log, ((log.days - day) % 7 == 0).astype(float))


def _last_week(log: VisitLog, day: int) -> Floats:
    return _weighted(log, (log.days == day - 7).astype(float))


def _last_evening(log: VisitLog, day: int) -> Floats:
    return _weighted(log, (log.days == log.days.max()).astype(float))


def _recent(log: VisitLog, day: int) -> Floats:
    return _weighted(log, 0.5 ** ((day - log.days) / 7))


def _interval(log: VisitLog, day: int) -> Floats:
    """Score by how often a place was visited again after as many evenings as it waits now, and by its hours.

    A place's own rate is drawn towards that of all places with as long a wait (two evenings' worth).
    """
    places = log.of_places()
    number = np.searchsorted(places.place, log.place)
    wait = _waits(places.seen)
    longest = len(log.days) + 1
    pooled_hits = np.bincount(wait[:-1].ravel(), places.seen.ravel(), longest + 1)
    pooled_all = np.bincount(wait[:-1].ravel(), minlength=longest + 1)
    pooled = (pooled_hits + 0.5) / (pooled_all + 1)
    as_long = wait[:-1] == wait[-1]
    own = (places.seen & as_long).sum(axis=0)
    rate = (own + 2 * pooled[wait[-1]]) / (as_long.sum(axis=0) + 2)
    counts = log.seen.sum(axis=0)
    return np.asarray(rate[number] * counts / np.maximum(1, np.bincount(number, counts))[number])


def _rhythm(log: VisitLog, _day: int) -> Floats:
    """Find after how many evenings (at most 14) evenings are most alike, and score by the evenings of that rhythm."""
    alike = log.seen.astype(np.int32) @ log.seen.T.astype(np.int32)
    lags = range(1, min(15, len(log.days)))
    period = max(lags, key=lambda lag: (float(np.mean(np.diagonal(alike, lag))), -lag), default=1)
    return np.asarray(log.seen[::-1][period - 1 :: period].mean(axis=0))


GUESSERS: dict[str, Guesser] = {
    "frequency": _frequency,
    "same weekday": _same_weekday,
    "same day last week": _last_week,
    "last evening": _last_evening,
    "recent evenings": _recent,
    "rhythm": _rhythm,
    "time since last visit": _interval,
}


def _weighted(log: VisitLog, weight: Floats) -> Floats:
    return np.asarray(weight @ log.seen)


def _waits(seen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return (d + 1, p): before each evening and after the last, evenings since the place was visited."""
    wait = np.full((len(seen) + 1, seen.shape[1]), len(seen) + 1, np.int64)
    for row, visited in enumerate(seen):
        wait[row + 1] = np.where(visited, 1, np.minimum(wait[row] + 1, len(seen) + 1))
    return wait
