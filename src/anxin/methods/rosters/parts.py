"""Parts of a problem: pools of people that share no shift, and a few nights with the rest held fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from anxin.methods.rosters.problem import OtherShift, RosterProblem, Walker

Index = NDArray[np.int64]
Crews = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Part:
    """Some people and some shifts of a problem, by their rows in it."""

    walkers: Index
    shifts: Index


def pools_of(problem: RosterProblem) -> list[Part]:
    """Return the groups of people and shifts between which nobody is available; solving them apart costs nothing."""
    n, m = problem.available.shape
    walker, shift = problem.available.nonzero()
    pairs = coo_array((np.ones(len(walker), np.int8), (walker, n + shift)), shape=(n + m, n + m))
    count, label = connected_components(pairs, directed=False)
    nodes = [np.flatnonzero(label == one) for one in range(count)]
    return [Part(held[held < n], held[held >= n] - n) for held in nodes if len(held) > 1]


def problem_of(problem: RosterProblem, part: Part) -> RosterProblem:
    """Return the problem of a part, its people and shifts numbered from 0."""
    row = {int(walker): i for i, walker in enumerate(part.walkers)}

    def within(named: frozenset[int]) -> frozenset[int]:
        return frozenset(row[walker] for walker in named if walker in row)

    people = (problem.walkers[i] for i in part.walkers)
    here = np.ix_(part.walkers, part.shifts)
    return RosterProblem(
        [replace(held, wishes_with=within(held.wishes_with), never_with=within(held.never_with)) for held in people],
        [problem.shifts[i] for i in part.shifts],
        problem.available[here],
        None if problem.wished_free is None else problem.wished_free[here],
        problem.rules,
    )


def nights_of(problem: RosterProblem, crews: Crews, nights: range) -> tuple[Part, RosterProblem]:
    """Return some nights as a problem in which all other shifts of `crews` stand."""
    shifts = [i for i, held in enumerate(problem.shifts) if held.night in nights]
    walkers = np.flatnonzero(problem.available[:, shifts].any(axis=1))
    part = Part(walkers, np.array(shifts, np.int64))
    standing: dict[int, list[int]] = {int(walker): [] for walker in walkers}
    for shift in sorted(set(range(len(crews))) - set(shifts)):
        for walker in crews[shift]:
            if walker in standing:
                standing[walker].append(shift)
    whole = problem_of(problem, part)
    people = [_with(problem, walker, standing[int(row)]) for walker, row in zip(whole.walkers, walkers, strict=True)]
    return part, replace(whole, walkers=people)


def _with(problem: RosterProblem, walker: Walker, shifts: Sequence[int]) -> Walker:
    """Return the person with some shifts as given."""
    held = [problem.shifts[shift] for shift in shifts]
    return replace(
        walker,
        nights_before=walker.nights_before + len(held),
        km_before=walker.km_before + sum(shift.km for shift in held),
        others=(*walker.others, *(OtherShift(shift.night, shift.begins, shift.ends) for shift in held)),
    )
