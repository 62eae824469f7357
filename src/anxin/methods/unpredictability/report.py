"""How unpredictable some weeks of patrols are: coverage, gaps, entropy of times, and what a watcher guesses."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from anxin.methods.unpredictability.guesser import Guess, VisitLog, best_guesser
from anxin.methods.unpredictability.route_variants import Cell

Evening = tuple[date, Sequence[Cell]]


@dataclass(frozen=True)
class PlaceReport:
    """One place in these weeks.

    expected, worst : mean and least chance of a visit over the evenings.
    longest_gap : most days without a visit, from the first day to the last; None where it was never visited.
    entropy : bits of the half hours in which visits begin, None below two visits.
    seen : visits.
    """

    place: int
    expected: float
    worst: float
    longest_gap: int | None
    entropy: float | None
    seen: int


@dataclass(frozen=True)
class UnpredictabilityReport:
    """The weeks place by place, and how often a watcher guesses right: place and half hour, and the place alone."""

    places: tuple[PlaceReport, ...]
    guess: Guess
    guess_place: Guess


def unpredictability_report(
    evenings: Sequence[Evening],
    chances: Sequence[dict[int, float]],
    *,
    watched: Sequence[Evening],
    span: tuple[date, date] | None = None,
) -> UnpredictabilityReport:
    """Report on `evenings` for one who has watched the evenings `watched` before them.

    chances : for each evening, place -> the chance that it was to be visited.
    span : first and last day for the gaps; the days of `evenings` unless given.
    """
    ordered = sorted(zip(evenings, chances, strict=True), key=lambda pair: pair[0][0])
    begin, end = span or (ordered[0][0][0], ordered[-1][0][0])
    log = VisitLog.of([*watched, *evenings])
    keys = sorted({key for chance in chances for key in chance} | {p for _day, cells in evenings for p, _slot in cells})
    places = tuple(_place(key, ordered, begin, end) for key in keys)
    first = len(watched)
    return UnpredictabilityReport(places, best_guesser(log, first=first), best_guesser(log.of_places(), first=first))


def entropy_bits(counts: ArrayLike) -> float:
    """Return the entropy in bits of a distribution seen as counts (m,), with the correction for few of them.

    The plain estimate is too low by about (m - 1) / 2n nats, m the values that occur and n the total (Miller
    1955). The sum is kept within log2 n, which n different values reach.
    """
    seen = np.asarray(counts, float)
    seen = seen[seen > 0]
    total = seen.sum()
    if total <= 0:
        return 0.0
    share = seen / total
    plain = float(-(share * np.log2(share)).sum())
    return min(plain + (len(seen) - 1) / (2 * float(total) * math.log(2)), math.log2(float(total)))


def longest_gap(days: Sequence[date], begin: date, end: date) -> int:
    """Return the most days between two visits, or between a visit and an end of the span."""
    edges = sorted([begin, *days, end])
    return max((b - a).days for a, b in pairwise(edges))


def _place(key: int, ordered: Sequence[tuple[Evening, dict[int, float]]], begin: date, end: date) -> PlaceReport:
    chance = [found.get(key, 0.0) for _evening, found in ordered]
    visits = [(day, slot) for (day, cells), _found in ordered for place, slot in cells if place == key]
    slots = Counter(slot for _day, slot in visits)
    gap = longest_gap([day for day, _slot in visits], begin, end) if visits else None
    entropy = entropy_bits(list(slots.values())) if len(visits) > 1 else None
    return PlaceReport(key, float(np.mean(chance)), min(chance), gap, entropy, len(visits))
