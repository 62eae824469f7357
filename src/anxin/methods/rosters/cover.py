"""Who could step in: the fewest changes that keep a crew walking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anxin.methods.rosters.check import crew_faults, walker_faults
from anxin.methods.rosters.fairness import loads_of
from anxin.methods.rosters.problem import RosterProblem

Crews = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Cover:
    """One who could walk in another's place, and what they carry already, the weeks before included."""

    walker: int
    nights: int
    km: float
    rather_not: bool
    with_partner: bool


def propose_cover(problem: RosterProblem, crews: Crews, *, shift: int, leaving: int) -> list[Cover]:
    """Return who could take a person's place on a shift with no other change, those with the fewest nights first.

    Nobody returned breaks a rule that is not broken already, such as by a companion's new day off. Those who wished
    the evening free come last; nights, then kilometres, order the others; a wished-for partner on the crew breaks
    ties.

    Raises
    ------
    ValueError
        If the person is not on the shift.

    """
    if leaving not in crews[shift]:
        raise ValueError(f"Walker {leaving} is not on shift {shift}.")
    staying = [walker for walker in crews[shift] if walker != leaving]
    nights, km = loads_of(problem, crews)
    found = []
    for walker in problem.available[:, shift].nonzero()[0].tolist():
        if walker in crews[shift] or not _fits(problem, crews, walker, shift, staying):
            continue
        held = problem.walkers[walker]
        free = problem.wished_free is not None and bool(problem.wished_free[walker, shift])
        partner = any(walker in problem.walkers[one].wishes_with or one in held.wishes_with for one in staying)
        found.append(Cover(walker, held.nights_before + nights[walker], held.km_before + km[walker], free, partner))
    return sorted(found, key=lambda one: (one.rather_not, one.nights, one.km, not one.with_partner, one.walker))


def swap_faults(problem: RosterProblem, crews: Crews, *, one: tuple[int, int], other: tuple[int, int]) -> list[str]:
    """Return what would be newly wrong if two people, each given as (walker, shift), took each other's shifts."""
    standing = _faults_around(problem, crews, one, other)
    changed = [list(members) for members in crews]
    for (leaving, shift), (coming, _own) in ((one, other), (other, one)):
        changed[shift] = [coming if walker == leaving else walker for walker in changed[shift]]
    return [fault for fault in _faults_around(problem, changed, one, other) if fault not in standing]


def _faults_around(problem: RosterProblem, crews: Crews, one: tuple[int, int], other: tuple[int, int]) -> list[str]:
    """Return what is wrong with two shifts and with two people."""
    wrong = [fault for shift in sorted({one[1], other[1]}) for fault in crew_faults(problem, shift, crews[shift])]
    for walker in (one[0], other[0]):
        wrong += walker_faults(problem, walker, [i for i, members in enumerate(crews) if walker in members])
    return wrong


def _fits(problem: RosterProblem, crews: Crews, walker: int, shift: int, staying: Sequence[int]) -> bool:
    own = [i for i, members in enumerate(crews) if walker in members]
    standing = crew_faults(problem, shift, crews[shift])
    wrong = [*crew_faults(problem, shift, [*staying, walker]), *walker_faults(problem, walker, [*own, shift])]
    return not [fault for fault in wrong if fault not in standing]
