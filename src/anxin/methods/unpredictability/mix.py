"""A probability mix over rosters: hard to guess, worst places covered, a share of the best prize kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.routing import CrewPlan, PlanProblem, check_plan
from anxin.methods.unpredictability.mix_program import Columns, Mixing, columns_of
from anxin.methods.unpredictability.reading import prizes_of
from anxin.methods.unpredictability.rosters import RosterFamily
from anxin.methods.unpredictability.route_variants import Cell, Route

Floats = NDArray[np.float64]
NEGLIGIBLE = 1e-9
TOLERANCE = 1e-9  # a bound that one programme found must not be out of reach of the next


@dataclass(frozen=True)
class RosterMix:
    """Which roster is walked with which chance.

    family_chance : (f,) probabilities of the families, adding up to 1.
    route_chance : for each family and crew the probabilities of its routes, adding up to 1.
    best_prize : what the best single roster collects.
    worst_loss : the largest weight x chance of no visit among the places that any roster visits.
    """

    problem: PlanProblem
    families: tuple[RosterFamily, ...]
    family_chance: Floats
    route_chance: tuple[tuple[Floats, ...], ...]
    best_prize: int
    worst_loss: float

    @cached_property
    def _columns(self) -> Columns:
        return columns_of(self.problem, self.families)

    @cached_property
    def _chance(self) -> Floats:
        """The probability (n,) of each column."""
        parts = [p * own for p, crews in zip(self.family_chance, self.route_chance, strict=True) for own in crews]
        return np.concatenate(parts)

    @property
    def expected_prize(self) -> float:
        """What an evening collects on average."""
        return float(self._columns.prize @ self._chance)

    @property
    def visits(self) -> float:
        """How many visits an evening has on average."""
        return float(self.coverage.sum())

    @cached_property
    def coverage(self) -> Floats:
        """The chance (k,) that an evening visits each stop."""
        return np.asarray(self._columns.stops @ self._chance)

    @cached_property
    def cells(self) -> dict[Cell, float]:
        """The chance that a visit begins at a stop in a half hour of the day."""
        chances = np.asarray(self._columns.cells @ self._chance, float)
        pairs = zip(self._columns.names, chances, strict=True)
        return {cell: float(chance) for cell, chance in pairs if chance > NEGLIGIBLE}

    def informed_hit_rate(self) -> float:
        """Return how often a guess is right of one who knows this mix and names as many cells as there are visits."""
        guesses = max(1, round(self.visits))
        return float(sum(sorted(self.cells.values(), reverse=True)[:guesses]) / guesses)

    def draw(self, rng: np.random.Generator, *, due: Collection[int] = (), spent: Collection[int] = ()) -> CrewPlan:
        """Draw a roster that passes `check_plan`.

        Where rosters that the mix allows visit stops in `due`, only those with most of them take part in the
        draw: first the families, then each crew's routes. Each stop in `spent` halves a roster's chance.
        """
        wanted, faded = frozenset(due), frozenset(spent)
        chances = [self._faded(number, faded) for number in range(len(self.families))]
        within = [self._due_in_reach(number, wanted) for number in range(len(self.families))]
        number = _pick(self.family_chance * _relative(chances), within, rng)
        family = self.families[number]
        counts = [[_count(route, wanted) for route in own] for own in family.routes]
        chosen = [_pick(chance, count, rng) for chance, count in zip(chances[number], counts, strict=True)]
        plan = family.roster(self.problem, chosen)
        faults = check_plan(self.problem, plan)
        if faults:
            raise ValueError(f"A drawn roster is faulty: {faults[0]}")
        return plan

    def _faded(self, number: int, spent: frozenset[int]) -> list[Floats]:
        """Return each crew's chances, halved for each spent stop, not adding up to 1."""
        pairs = zip(self.families[number].routes, self.route_chance[number], strict=True)
        return [chance * 0.5 ** np.array([_count(route, spent) for route in own]) for own, chance in pairs]

    def _due_in_reach(self, number: int, due: frozenset[int]) -> int:
        pairs = zip(self.families[number].routes, self.route_chance[number], strict=True)
        return sum(
            max(_count(route, due) for route, chance in zip(own, chances, strict=True) if chance > NEGLIGIBLE)
            for own, chances in pairs
        ) if due else 0  # fmt: skip


def _relative(chances: Sequence[Sequence[Floats]]) -> Floats:
    """Return how likely each family still is, the likeliest 1: the product over its crews, kept from vanishing."""
    logs = np.array([sum(float(np.log(chance.sum())) for chance in crews) for crews in chances])
    return np.asarray(np.exp(logs - logs.max()))


def mix_rosters(
    problem: PlanProblem,
    families: Sequence[RosterFamily],
    *,
    share: float,
    weights: ArrayLike | None = None,
    coverage_slack: float = 0.1,
) -> RosterMix:
    """Return the mix that is hardest to guess while it keeps prize and coverage.

    Of all mixes with an expected prize of at least `share` x the best, a first linear programme finds the
    smallest worst loss: weight x chance of no visit, over the places that any roster visits. A second one
    gives back at most `coverage_slack` of what mixing won there, and makes the one who knows the mix right as
    seldom as possible (docs/methods/unpredictability.md). `weights` (k,) are the prizes unless given; see
    `weights_by_wait` for places that have waited long.

    Raises
    ------
    ValueError
        If there is no family, or `share` is not within 0 to 1.

    """
    if not families or not 0 <= share <= 1:
        raise ValueError("Mixing needs a family of rosters at least, and a share from 0 to 1.")
    columns = columns_of(problem, families)
    best = _best_prize(columns)
    worth = np.asarray(prizes_of(problem) if weights is None else weights, float)
    best_plan = max(families, key=lambda family: family.plan.prize).plan
    mixing = Mixing(columns, share * best, worth, max(1, sum(len(route) for route in best_plan.routes)))
    reached = mixing.reached
    if not len(reached):  # nobody visits anything: every mix is as good
        return RosterMix(problem, tuple(families), *_by_crew(families, columns, np.ones(len(columns.group))), best, 0.0)
    _chance, least = mixing.least_loss()
    unmixed = float(worth[np.intersect1d(reached, np.array(best_plan.left_out, np.int64))].max(initial=0.0))
    allowed = least + coverage_slack * max(0.0, unmixed - least)
    chance = mixing.least_guessable(allowed * (1 + TOLERANCE) + TOLERANCE)
    loss = float((worth * (1 - columns.stops @ chance))[reached].max())
    return RosterMix(problem, tuple(families), *_by_crew(families, columns, chance), best, loss)


def weights_by_wait(prizes: ArrayLike, days_since: ArrayLike, longest_gap: int) -> Floats:
    """Return weights (k,): the prize, doubled for a place that has waited `longest_gap` days, at most trebled."""
    wait = np.asarray(days_since, float) / longest_gap
    return np.asarray(np.asarray(prizes, float) * (1 + np.clip(wait, 0, 2)))


def _best_prize(columns: Columns) -> int:
    groups = int(columns.group.max()) + 1
    best = np.zeros(groups)
    np.maximum.at(best, columns.group, columns.prize)
    family_of = columns.family[np.searchsorted(columns.group, np.arange(groups))]
    return int(np.bincount(family_of, best).max())


def _by_crew(
    families: Sequence[RosterFamily], columns: Columns, chance: Floats
) -> tuple[Floats, tuple[tuple[Floats, ...], ...]]:
    """Return the families' chances and, for each family and crew, the chances of its routes."""
    parts = iter(np.split(np.maximum(chance, 0), np.flatnonzero(np.diff(columns.group)) + 1))
    own = [[next(parts) for _ in family.routes] for family in families]
    of_family = np.array([np.mean([part.sum() for part in crews]) for crews in own])
    return of_family / of_family.sum(), tuple(tuple(_normalised(part) for part in crews) for crews in own)


def _normalised(part: Floats) -> Floats:
    """A family that is never walked still needs a probability vector; its own plan stands first."""
    total = float(part.sum())
    return np.asarray(part / total) if total > NEGLIGIBLE else np.eye(len(part))[0]


def _count(route: Route, due: frozenset[int]) -> int:
    return sum(visit.stop in due for visit in route) if due else 0


def _pick(chance: Floats, due: Sequence[int], rng: np.random.Generator) -> int:
    """Draw a number by its chance among those with most places due."""
    possible = np.where(chance > NEGLIGIBLE * chance.max(), np.asarray(due), -1)
    among = np.where(possible == possible.max(), chance, 0.0)
    return int(rng.choice(len(among), p=among / among.sum()))
