"""Crews, walkers and free evenings become the question that `methods.rosters` answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import numpy as np
from django.conf import settings
from django.utils.timezone import make_aware
from numpy.typing import NDArray

from anxin.methods.rosters import Limit, OtherShift, RosterProblem, Rules, Shift
from anxin.methods.rosters import Walker as Person
from anxin.patrols.rosters.models import CompanyWish, CrewShift, DayOff, Duty, Walker

LEAST = 2  # a crew is two or more
LOOKS_BACK = timedelta(days=28)


def rules() -> Rules:
    """Return the district's rules of rest and limits, as its settings have them."""
    held = settings.ANXIN
    row, month = held["roster_nights_in_a_row"], held["roster_nights_in_four_weeks"]
    limits = (Limit(row + 1, row), Limit(28, month))
    return Rules(held["roster_rest_hours"], limits, held["roster_trained_a_crew"])


def problem_for(shifts: Sequence[CrewShift], walkers: Sequence[Walker], *, since: date) -> RosterProblem:
    """Return the question of who of `walkers` walks `shifts`; their other shifts since `since` stand and count."""
    first = min(shift.date for shift in shifts)
    held = _standing(shifts, walkers, since)
    row = {walker.pk: i for i, walker in enumerate(walkers)}
    wishes = _company(row)
    people = [_person(walker, wishes[walker.pk], held[walker.pk], first) for walker in walkers]
    free, rather_not = _free(shifts, walkers)
    return RosterProblem(people, [_shift(shift, first) for shift in shifts], free, rather_not, rules())


def _shift(shift: CrewShift, first: date) -> Shift:
    begins, ends = _hours(shift, first)
    return Shift((shift.date - first).days, begins, ends, min(LEAST, shift.most), shift.most, shift.km)


def _hours(shift: CrewShift, first: date) -> tuple[float, float]:
    midnight = make_aware(datetime.combine(first, time.min))
    begins, ends = ((at - midnight).total_seconds() / 3600 for at in (shift.begins_at, shift.ends_at))
    return begins, ends


def _person(walker: Walker, wishes: dict[bool, set[int]], held: list[CrewShift], first: date) -> Person:
    return Person(
        trained=walker.trained,
        skills=frozenset(walker.skills),
        most=walker.most_nights,
        wishes_with=frozenset(wishes[False]),
        never_with=frozenset(wishes[True]),
        nights_before=len(held),
        km_before=sum(shift.km for shift in held),
        others=tuple(OtherShift((shift.date - first).days, *_hours(shift, first)) for shift in held),
    )


def _standing(shifts: Sequence[CrewShift], walkers: Sequence[Walker], since: date) -> dict[int, list[CrewShift]]:
    own = {shift.pk for shift in shifts}
    found: dict[int, list[CrewShift]] = defaultdict(list)
    rows = Duty.objects.filter(shift__date__gte=since, walker__in=[walker.pk for walker in walkers])
    for duty in rows.select_related("shift").order_by("shift__begins_at"):
        if duty.shift_id not in own:
            found[duty.walker_id].append(duty.shift)
    return found


def _company(row: dict[int, int]) -> dict[int, dict[bool, set[int]]]:
    """Return for each walker the rows of those they like to walk with (False) and would rather not (True)."""
    found: dict[int, dict[bool, set[int]]] = defaultdict(lambda: defaultdict(set))
    for walker, other, apart in CompanyWish.objects.values_list("walker_id", "other_id", "apart"):
        if walker in row and other in row:
            found[walker][apart].add(row[other])
    return found


def _free(shifts: Sequence[CrewShift], walkers: Sequence[Walker]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return who is of a team that walks there and free that evening, and who would rather not."""
    offs = DayOff.objects.filter(date__gte=min(shift.date for shift in shifts))
    off = {(walker, day): rather for walker, day, rather in offs.values_list("walker_id", "date", "rather_not")}
    dates = [shift.date for shift in shifts]
    starts = [shift.crew.start.path for shift in shifts]
    free = np.zeros((len(walkers), len(shifts)), np.bool_)
    rather_not = np.zeros_like(free)
    for i, walker in enumerate(walkers):
        team, weekdays = walker.team.path, set(walker.weekdays)
        for j, (day, start) in enumerate(zip(dates, starts, strict=True)):
            if start.startswith(team) and day.weekday() in weekdays:
                wish = off.get((walker.pk, day))
                free[i, j], rather_not[i, j] = wish is not False, wish is True
    return free, rather_not
