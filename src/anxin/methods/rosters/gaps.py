"""Why a crew cannot walk, in a word that a page turns into a sentence."""

from __future__ import annotations

from anxin.methods.rosters.limits import too_little_rest
from anxin.methods.rosters.problem import Gap, RosterProblem

ALL_TAKEN = "all_taken"


def gap_of(problem: RosterProblem, shift: int) -> Gap:
    """Return why nobody walks a shift: the first reason that more training or more people would mend."""
    held = problem.shifts[shift]
    free = [i for i in problem.available[:, shift].nonzero()[0].tolist() if not too_little_rest(problem, i, [shift])]
    people = [problem.walkers[i] for i in free]
    if not free:
        return Gap(shift, "nobody_free", 0)
    if sum(person.trained for person in people) < problem.rules.trained_a_crew:
        return Gap(shift, "nobody_trained", len(free))
    if missing := sorted(held.skills - {skill for person in people for skill in person.skills}):
        return Gap(shift, "no_skill", len(free), missing[0])
    return Gap(shift, "too_few_free" if len(free) < held.least else ALL_TAKEN, len(free))
