"""Wishes that a single visit cannot say, as stops of the planner; and why a stop was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from anxin.methods.routing.check import check_plan
from anxin.methods.routing.problem import CrewPlan, PlanProblem, Stop, Window, plan_of


class ImpossibleWishError(ValueError):
    """The wish contradicts itself: no plan could ever meet it."""


def visit_twice(stop: Stop, *, gap: int, within: Window, together: int) -> tuple[Stop, Stop]:
    """Return two visits, `gap` seconds between the end of the first and the begin of the second, both or none.

    The evening `within` is cut in two halves of equal length around the gap, so that any crews may go, on any
    order, and the gap holds all the same. Raises ImpossibleWishError when the evening is too short.
    """
    begins, ends = within
    cut = (begins + ends - 2 * stop.dwell - gap) // 2
    if cut < begins:
        raise ImpossibleWishError("The evening is too short for two visits with this gap.")
    cut -= (cut - begins) % 60  # whole minutes, as people keep them
    second = cut + stop.dwell + gap
    return (
        replace(stop, windows=((begins, cut),), together=together),
        replace(stop, windows=((second, ends - stop.dwell),), together=together),
    )


def meet(stop: Stop, *, crews: int, at: int, together: int, patience: int = 300) -> tuple[Stop, ...]:
    """Return visits of several crews that begin within `patience` seconds of `at`, all or none.

    Raises ImpossibleWishError when one crew could make two of them one after the other.
    """
    if stop.dwell <= patience:
        raise ImpossibleWishError("Crews that meet must stay longer than they may wait for each other.")
    return (replace(stop, windows=((at, at + patience),), together=together),) * crews


def rest(crew: int, places: Sequence[int], *, dwell: int, window: Window, one_of: int) -> tuple[Stop, ...]:
    """Return a crew's rest of `dwell` seconds, at whichever of the places suits; it begins within the window."""
    asked = Stop(0, 0, dwell, (window,), required=True, crews=frozenset({crew}), one_of=one_of)
    return tuple(replace(asked, place=place) for place in places)


def cover(stop: Stop, places: Sequence[int], *, one_of: int) -> tuple[Stop, ...]:
    """Return a visit that any one of the places near enough makes good."""
    return tuple(replace(stop, place=place, one_of=one_of) for place in places)


class Hindrance(Enum):
    """Why a stop is not in a plan."""

    NOBODY_MAY = "nobody_may"  # no crew may go there
    OUT_OF_HOURS = "out_of_hours"  # its windows and the shifts do not meet
    TOO_FAR = "too_far"  # no crew is there and back within its shift or its longest way
    TOO_HEAVY = "too_heavy"  # no crew carries that much
    CROWDED_OUT = "crowded_out"  # it could be reached, but what was visited instead is worth more


def why_left_out(problem: PlanProblem, number: int) -> Hindrance:
    """Return what keeps a stop out of every plan, or that it was crowded out."""
    stop = problem.stops[number]
    crews = [c for c in range(len(problem.crews)) if stop.crews is None or c in stop.crews]
    if not crews:
        return Hindrance.NOBODY_MAY
    if any(not _faults_alone(problem, crew, number) for crew in crews):
        return Hindrance.CROWDED_OUT
    if not any(_hours_meet(problem, crew, stop) for crew in crews):
        return Hindrance.OUT_OF_HOURS
    if all((carries := problem.crews[crew].carries) is not None and carries < stop.load for crew in crews):
        return Hindrance.TOO_HEAVY
    return Hindrance.TOO_FAR


def _faults_alone(problem: PlanProblem, crew: int, number: int) -> list[str]:
    """Return what is wrong with a crew that goes nowhere else."""
    alone = replace(problem, stops=[replace(problem.stops[number], together=None)])
    alone = replace(alone, crews=[problem.crews[crew]], seconds=[problem.seconds[crew]])
    alone = replace(alone, stops=[replace(alone.stops[0], crews=None)])
    return check_plan(alone, plan_of(alone, [[0]]))


def _hours_meet(problem: PlanProblem, crew: int, stop: Stop) -> bool:
    shift = problem.crews[crew]
    windows = stop.windows or ((shift.begins, shift.ends),)
    return any(
        max(opens, shift.begins) + stop.dwell <= min(closes + stop.dwell, shift.ends) for opens, closes in windows
    )


def unmet(problem: PlanProblem, plan: CrewPlan) -> dict[int, Hindrance]:
    """Return the required stops that a plan leaves out, each with what hindered it; of a choice, if none is made."""
    chosen = {problem.stops[number].one_of for number in plan.visited if problem.stops[number].required} - {None}
    left = [i for i in plan.left_out if problem.stops[i].required and problem.stops[i].one_of not in chosen]
    return {number: why_left_out(problem, number) for number in left}
