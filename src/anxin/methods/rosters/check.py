"""Whether a roster keeps every rule, told by plain Python that knows nothing of the solver."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from anxin.methods.rosters.problem import RosterProblem

Crews = Sequence[Sequence[int]]


def check_roster(problem: RosterProblem, crews: Crews) -> list[str]:
    """Return what is wrong with a roster, one sentence each; an empty list for nothing.

    Parameters
    ----------
    problem :
        The people, the shifts and the rules.
    crews :
        For each shift the rows of its walkers.

    """
    if len(crews) != len(problem.shifts):
        return [f"There are {len(crews)} crews for {len(problem.shifts)} shifts."]
    wrong = [fault for shift, members in enumerate(crews) for fault in crew_faults(problem, shift, members)]
    for walker in range(len(problem.walkers)):
        own = [shift for shift, members in enumerate(crews) if walker in members]
        wrong += walker_faults(problem, walker, own)
    return wrong


def crew_faults(problem: RosterProblem, shift: int, members: Sequence[int]) -> list[str]:
    """Return what is wrong with one crew by itself; a crew of nobody does not walk and has no fault."""
    if not members:
        return []
    if any(walker not in range(len(problem.walkers)) for walker in members):
        return [f"Shift {shift} has somebody unknown."]
    return [*_composition_faults(problem, shift, members), *_membership_faults(problem, shift, members)]


def _composition_faults(problem: RosterProblem, shift: int, members: Sequence[int]) -> list[str]:
    held, people = problem.shifts[shift], [problem.walkers[walker] for walker in members]
    wrong = []
    if len(set(members)) != len(members):
        wrong.append(f"Shift {shift} has somebody twice.")
    if not held.least <= len(members) <= held.most:
        wrong.append(f"Shift {shift} has {len(members)} people, not {held.least} to {held.most}.")
    if sum(person.trained for person in people) < problem.rules.trained_a_crew:
        wrong.append(f"Shift {shift} has too few who are trained.")
    skilled = {skill for person in people for skill in person.skills}
    return wrong + [f"Shift {shift} has nobody with the skill {skill}." for skill in sorted(held.skills - skilled)]


def _membership_faults(problem: RosterProblem, shift: int, members: Sequence[int]) -> list[str]:
    free, people = problem.available[:, shift], problem.walkers
    wrong = [f"Walker {walker} is not available on shift {shift}." for walker in members if not free[walker]]
    return wrong + [
        f"Walkers {one} and {other} are not to be paired, but are on shift {shift}."
        for one, other in combinations(members, 2)
        if other in people[one].never_with or one in people[other].never_with
    ]


def walker_faults(problem: RosterProblem, walker: int, own: Sequence[int]) -> list[str]:
    """Return which rule of rest or limit one person's shifts break, with those that stand already."""
    spans = [(held.begins, held.ends, held.night, False) for held in problem.walkers[walker].others]
    spans += [(problem.shifts[i].begins, problem.shifts[i].ends, problem.shifts[i].night, True) for i in own]
    wrong = []
    for one, other in combinations(sorted(spans), 2):
        # What stands already is not this roster's fault.
        if (one[3] or other[3]) and other[0] < one[1] + problem.rules.rest_hours:
            wrong.append(f"Walker {walker} has too little rest between nights {one[2]} and {other[2]}.")
    nights = {night for _begins, _ends, night, _new in spans}
    for limit in problem.limits_of(walker):
        # A run of nights need be looked at only from a night that was walked.
        for start in sorted(nights):
            within = [new for _begins, _ends, night, new in spans if start <= night < start + limit.nights]
            if len(within) > limit.most and any(within):
                wrong.append(f"Walker {walker} walks {len(within)} times in {limit.nights} nights from {start}.")
    return wrong
