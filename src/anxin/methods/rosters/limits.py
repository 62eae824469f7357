"""Rest and limits as sets of shifts that one person cannot have together."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.methods.rosters.problem import RosterProblem


def clashes(problem: RosterProblem, shifts: Sequence[int]) -> list[list[int]]:
    """Return the largest sets of shifts of which one person can walk one only, for want of rest.

    A shift and the rest after it are an interval; intervals overlap in pairs exactly where they share a beginning.
    """
    rest, held = problem.rules.rest_hours, problem.shifts
    found: list[list[int]] = []
    running: list[int] = []
    for shift in sorted(shifts, key=lambda one: held[one].begins):
        running = [*(one for one in running if held[one].ends + rest > held[shift].begins), shift]
        if found and set(found[-1]) <= set(running):
            found.pop()
        if len(running) > 1:
            found.append(running)
    return found


def too_little_rest(problem: RosterProblem, walker: int, shifts: Sequence[int]) -> list[int]:
    """Return the shifts too close to one that the person has already."""
    rest, others = problem.rules.rest_hours, problem.walkers[walker].others
    spans = ((shift, problem.shifts[shift]) for shift in shifts)
    return [
        shift
        for shift, held in spans
        if any(held.begins < other.ends + rest and other.begins < held.ends + rest for other in others)
    ]


def windows(problem: RosterProblem, walker: int, shifts: Sequence[int]) -> list[tuple[list[int], int]]:
    """Return sets of one person's shifts with how many of them may be walked, one for each run of nights."""
    night = {shift: problem.shifts[shift].night for shift in shifts}
    others = [held.night for held in problem.walkers[walker].others]
    found: dict[tuple[int, ...], int] = {}
    for limit in problem.limits_of(walker):
        for start in sorted({*others, *night.values()}):
            inside = tuple(shift for shift in shifts if start <= night[shift] < start + limit.nights)
            most = max(limit.most - sum(start <= other < start + limit.nights for other in others), 0)
            if len(inside) > most:
                found[inside] = min(most, found.get(inside, most))
    return [(list(inside), most) for inside, most in found.items()]


def most_nights(problem: RosterProblem, walker: int) -> int:
    """Return a number of nights that no limit lets the person exceed in this roster."""
    nights = 1 + max((held.night for held in problem.shifts), default=0)
    return min(limit.most * -(-nights // limit.nights) for limit in problem.limits_of(walker))
