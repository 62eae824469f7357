"""All rules of a few nights as a constraint model: crews, then seats, then nights, then kilometres and partners."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from ortools.sat.python import cp_model

from anxin.methods.rosters.limits import clashes, most_nights, too_little_rest, windows
from anxin.methods.rosters.night_flow import WISHED_FREE
from anxin.methods.rosters.problem import RosterProblem

CREW, SEAT = 10**7, 10**5  # a crew that walks outweighs every seat, a seat every unfairness
BURDEN = 400  # and a night's unfairness outweighs 40 km of unevenness
PARTNER = 10  # an evening with a wished-for partner is worth one kilometre of unevenness
TENTHS = 10  # kilometres are reckoned in tenths

Pairs = list[tuple[int, int]]
Linear = Any  # CP-SAT's LinearExprT, which its stubs do not export


class CrewModel:
    """The variables, rules and goals of one set of shifts."""

    def __init__(self, problem: RosterProblem, mean_km: float) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        self.walks: dict[tuple[int, int], cp_model.IntVar] = {}
        self.of_walker: dict[int, list[int]] = defaultdict(list)
        self.of_shift: dict[int, list[int]] = defaultdict(list)
        for walker, shift in problem.available_pairs():
            self.walks[walker, shift] = self.model.new_bool_var("")
            self.of_walker[walker].append(shift)
            self.of_shift[shift].append(walker)
        self.fills = [self.model.new_bool_var("") for _ in problem.shifts]
        self._staff_crews()
        self._keep_rest_and_limits()
        together = self._pair_partners()
        seats = sum(self.walks.values())
        shared_out = BURDEN * self._burden() + self._unevenness(mean_km) - PARTNER * sum(together)
        self.model.maximize(CREW * sum(self.fills) + SEAT * seats - shared_out)

    def best(self, start: Pairs, effort: float) -> Pairs:
        """Return the best pairs of walker and shift that CP-SAT finds, `start` at worst.

        `effort` is deterministic time: it counts steps, so no other work on the machine changes the answer.
        """
        chosen = set(start)
        for pair, held in self.walks.items():
            self.model.add_hint(held, pair in chosen)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = effort
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return start
        return [pair for pair, held in self.walks.items() if solver.boolean_value(held)]

    def _staff_crews(self) -> None:
        people = self.problem.walkers
        for shift, held in enumerate(self.problem.shifts):
            free, fills = self.of_shift[shift], self.fills[shift]
            self.model.add(self._sum(free, shift) >= held.least * fills)
            self.model.add(self._sum(free, shift) <= held.most * fills)
            trained = self._sum([walker for walker in free if people[walker].trained], shift)
            self.model.add(trained >= self.problem.rules.trained_a_crew * fills)
            for skill in sorted(held.skills):
                able = [walker for walker in free if skill in people[walker].skills]
                self.model.add(self._sum(able, shift) >= fills)

    def _sum(self, walkers: Iterable[int], shift: int) -> Linear:
        return sum(self.walks[walker, shift] for walker in walkers)

    def _keep_rest_and_limits(self) -> None:
        for walker, shifts in self.of_walker.items():
            for clique in clashes(self.problem, shifts):
                self.model.add_at_most_one(self.walks[walker, shift] for shift in clique)
            for shift in too_little_rest(self.problem, walker, shifts):
                self.model.add(self.walks[walker, shift] == 0)
            for window, most in windows(self.problem, walker, shifts):
                self.model.add(sum(self.walks[walker, shift] for shift in window) <= most)

    def _pair_partners(self) -> list[cp_model.IntVar]:
        """Keep apart who is not to be paired; return one variable for each evening that partners could share."""
        together = []
        for one, person in enumerate(self.problem.walkers):
            for other in sorted(person.never_with):
                for shift in self._shared(one, other):
                    self.model.add_at_most_one(self.walks[one, shift], self.walks[other, shift])
            for other in sorted(person.wishes_with - person.never_with):
                for shift in self._shared(one, other):
                    both = self.model.new_bool_var("")
                    self.model.add_implication(both, self.walks[one, shift])
                    self.model.add_implication(both, self.walks[other, shift])
                    together.append(both)
        return together

    def _shared(self, one: int, other: int) -> list[int]:
        return sorted(set(self.of_walker[one]) & set(self.of_walker[other]))

    def _burden(self) -> Linear:
        """Squared nights, as marginal costs of the k-th, plus evenings taken although wished free."""
        total: Linear = 0
        for walker, shifts in self.of_walker.items():
            before = self.problem.walkers[walker].nights_before
            steps = [self.model.new_bool_var("") for _ in range(min(len(shifts), most_nights(self.problem, walker)))]
            self.model.add(sum(steps) == sum(self.walks[walker, shift] for shift in shifts))
            for step, following in pairwise(steps):
                self.model.add_implication(following, step)
            total += sum((2 * (before + k) + 1) * step for k, step in enumerate(steps))
        free = self.problem.wished_free
        if free is not None:
            total += WISHED_FREE * sum(held for pair, held in self.walks.items() if free[pair])
        return total

    def _unevenness(self, mean_km: float) -> Linear:
        """Tenths of kilometres above the mean of all, and once more beyond one shift above it."""
        shifts, people = self.problem.shifts, self.problem.walkers
        longest = max((tenths(held.km) for held in shifts), default=0)
        over = []
        for walker, own in self.of_walker.items():
            before = tenths(people[walker].km_before)
            walked = before + sum(tenths(shifts[shift].km) * self.walks[walker, shift] for shift in own)
            for line in (tenths(mean_km), tenths(mean_km) + longest):
                above = self.model.new_int_var(0, before + len(own) * longest, "")
                self.model.add(above >= walked - line)
                over.append(above)
        return sum(over)


def tenths(km: float) -> int:
    """Return kilometres as whole tenths."""
    return round(TENTHS * km)
