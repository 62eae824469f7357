"""Fills what is open in a roster without moving anybody: crews that were added later, evenings without a crew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError, NotFoundError
from anxin.core.jobs.queries import is_open
from anxin.core.jobs.services import enqueue
from anxin.core.notices.services import tell
from anxin.core.people.actor import Actor
from anxin.core.people.models import Person
from anxin.core.sentences import sentence
from anxin.methods.rosters import Roster as Found
from anxin.methods.rosters import check_roster, make_roster
from anxin.patrols import policy
from anxin.patrols.errors import FaultyPlanError, PlanChangedError
from anxin.patrols.models import Crew
from anxin.patrols.rosters.models import CrewShift, Duty, Roster, Walker
from anxin.patrols.rosters.problem import LOOKS_BACK, problem_for
from anxin.patrols.rosters.shifts import shifts_of

FILL_JOB = "patrols.roster.fill"


@dataclass(frozen=True)
class Filling:
    """What `store_filling` shall store: open shifts, and who was found for each."""

    roster_id: int
    shifts: Sequence[CrewShift]
    walkers: Sequence[Walker]
    found: Found


def open_shifts(roster: Roster, day: date) -> list[CrewShift]:
    """Return a roster's shifts from `day` on that nobody walks, those of crews it does not know yet unsaved."""
    held = roster.shifts.filter(date__gte=day, crew__active=True).select_related("crew__start", "roster")
    empty = list(held.annotate(people=Count("duties")).filter(people=0).order_by("date", "pk"))
    known = set(roster.shifts.values_list("crew_id", "date"))
    first = max(roster.first_date, day)
    days = [first + timedelta(days=i) for i in range((roster.last_date - first).days + 1)]
    crews = list(Crew.objects.filter(active=True).select_related("start"))
    fresh = [shift for shift in shifts_of(days, crews) if (shift.crew_id, shift.date) not in known]
    for shift in fresh:
        shift.roster = roster
    return [*empty, *fresh]


@transaction.atomic
def ask_to_fill(*, roster_id: int, actor: Actor, at: datetime) -> None:
    """Queue the open evenings to be filled. Refuses a roster that is over or has nothing open."""
    roster = _fillable(roster_id, actor)
    if not open_shifts(roster, localdate(at) + timedelta(days=1)):
        raise AnxinError(_("No evening from tomorrow on is without its crew."))
    key = f"{FILL_JOB}:{roster_id}:"
    if is_open(key):
        return  # a second click wants the same
    payload = {"roster": roster_id, "person": actor.person_id}
    enqueue(FILL_JOB, key=f"{key}{at.timestamp()}", run_at=at, payload=payload)
    audit.record("patrols.roster.fill_requested", subject=str(roster), actor=actor, at=at)


def fill_open(*, roster_id: int, actor: Actor, at: datetime) -> int:
    """Fill what is open from tomorrow on; nobody who stands on the roster moves. Returns how many places."""
    roster = _fillable(roster_id, actor)
    shifts = open_shifts(roster, localdate(at) + timedelta(days=1))
    if not shifts:
        return 0
    walkers = list(Walker.objects.filter(active=True).select_related("team").order_by("pk"))
    found = make_roster(problem_for(shifts, walkers, since=roster.first_date - LOOKS_BACK))
    return store_filling(filling=Filling(roster_id, shifts, walkers, found), actor=actor, at=at)


@transaction.atomic
def store_filling(*, filling: Filling, actor: Actor, at: datetime) -> int:
    """Store who was found, if that still keeps every rule, and tell them where the roster is confirmed."""
    _fillable(filling.roster_id, actor)
    roster = Roster.objects.select_for_update().get(pk=filling.roster_id)
    _must_still_be_open(roster, filling, at)
    for shift in filling.shifts:
        shift.gap, shift.gap_free = "", 0
    for gap in filling.found.gaps:
        filling.shifts[gap.shift].gap, filling.shifts[gap.shift].gap_free = gap.reason, gap.free
    for shift in filling.shifts:
        shift.save()
    duties = Duty.objects.bulk_create(
        Duty(shift=shift, walker=filling.walkers[row])
        for shift, members in zip(filling.shifts, filling.found.crews, strict=True)
        for row in members
    )
    if roster.confirmed_at:
        _tell_the_added(roster, {duty.walker_id for duty in duties}, at)
    audit.record("patrols.roster.filled", subject=str(roster), actor=actor, at=at, seats=len(duties))
    return len(duties)


def _must_still_be_open(roster: Roster, filling: Filling, at: datetime) -> None:
    """Refuse when shifts or people changed while the search ran: nobody's word is overwritten."""
    now = {(shift.crew_id, shift.date) for shift in open_shifts(roster, localdate(at))}
    if not {(shift.crew_id, shift.date) for shift in filling.shifts} <= now:
        raise PlanChangedError(_("The roster changed meanwhile. Have it filled again."))
    problem = problem_for(filling.shifts, filling.walkers, since=roster.first_date - LOOKS_BACK)
    if faults := check_roster(problem, filling.found.crews):
        raise FaultyPlanError(_("The checker found a fault in the roster: %(fault)s") % {"fault": faults[0]})


def _tell_the_added(roster: Roster, walkers: set[int], at: datetime) -> None:
    text = sentence(gettext_noop("You have new shifts: a crew needed you. Look at your shifts."))
    people = Person.objects.filter(walker__in=walkers, is_active=True)
    tell(people, key=f"patrols.roster.filled:{roster.pk}:{at.timestamp()}", body=text, at=at, url="/patrols/shifts/")


def _fillable(roster_id: int, actor: Actor) -> Roster:
    if not policy.may_plan(actor):
        raise NotAllowedError(_("Only the coordinator of the district can plan its rosters."))
    roster = Roster.objects.filter(pk=roster_id).first()
    if roster is None:
        raise NotFoundError(_("There is no such roster."))
    return roster
