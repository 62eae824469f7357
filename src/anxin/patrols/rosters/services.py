from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.jobs.queries import is_open
from anxin.core.jobs.services import enqueue
from anxin.core.notices.services import tell
from anxin.core.people.actor import Actor
from anxin.core.people.models import Person
from anxin.core.sentences import sentence
from anxin.methods.rosters import Roster as Found
from anxin.methods.rosters import check_roster, make_roster
from anxin.patrols import policy
from anxin.patrols.errors import FaultyPlanError, NoCrewError, PlanChangedError, PlanConfirmedError
from anxin.patrols.models import Crew
from anxin.patrols.rosters.models import CrewShift, Duty, Roster, Walker
from anxin.patrols.rosters.problem import LOOKS_BACK, problem_for
from anxin.patrols.rosters.shifts import shifts_of

WEEKS = 4
ROSTER_JOB = "patrols.roster"


@dataclass(frozen=True)
class DraftRoster:
    """What `store_roster` shall store."""

    first: date
    shifts: Sequence[CrewShift]
    walkers: Sequence[Walker]
    found: Found


@transaction.atomic
def ask_for_roster(*, first: date, actor: Actor, at: datetime) -> None:
    """Queue four weeks to be drafted; the worker reckons, the page waits. Refuses what drafting would."""
    _must_be_draftable(first, actor, at)
    key = f"{ROSTER_JOB}:{first}:"
    if is_open(key):
        return  # a second click wants the same
    payload = {"first": first.isoformat(), "person": actor.person_id}
    enqueue(ROSTER_JOB, key=f"{key}{at.timestamp()}", run_at=at, payload=payload)
    audit.record("patrols.roster.requested", subject=str(first), actor=actor, at=at)


def draft_roster(*, first: date, actor: Actor, at: datetime) -> Roster:
    """Draft four weeks from `first` and store them. Refuses a past, confirmed or overlapping time and no crew."""
    _must_be_draftable(first, actor, at)
    crews = list(Crew.objects.filter(active=True).select_related("start"))
    walkers = list(Walker.objects.filter(active=True).select_related("team").order_by("pk"))
    shifts = shifts_of([first + timedelta(days=i) for i in range(7 * WEEKS)], crews)
    problem = problem_for(shifts, walkers, since=first - LOOKS_BACK)
    found = make_roster(problem)
    if faults := check_roster(problem, found.crews):
        raise FaultyPlanError(_("The checker found a fault in the roster: %(fault)s") % {"fault": faults[0]})
    return store_roster(draft=DraftRoster(first, shifts, walkers, found), actor=actor, at=at)


@transaction.atomic
def store_roster(*, draft: DraftRoster, actor: Actor, at: datetime) -> Roster:
    """Store a checked draft in place of an earlier one. Refuses to replace a confirmed roster."""
    _must_be_draftable(draft.first, actor, at)
    Roster.objects.filter(first_date=draft.first).delete()
    last = draft.first + timedelta(weeks=WEEKS, days=-1)
    reached = asdict(draft.found.bounds)
    roster = Roster.objects.create(first_date=draft.first, last_date=last, figures=reached, made_at=at)
    for gap in draft.found.gaps:
        draft.shifts[gap.shift].gap, draft.shifts[gap.shift].gap_free = gap.reason, gap.free
    for shift in draft.shifts:
        shift.roster = roster
    CrewShift.objects.bulk_create(draft.shifts, batch_size=500)
    Duty.objects.bulk_create(
        (
            Duty(shift=shift, walker=draft.walkers[row])
            for shift, members in zip(draft.shifts, draft.found.crews, strict=True)
            for row in members
        ),
        batch_size=500,
    )
    gaps = len(draft.found.gaps)
    audit.record("patrols.roster.drafted", subject=str(roster), actor=actor, at=at, gaps=gaps, seats=reached["seats"])
    return roster


@transaction.atomic
def confirm_roster(*, roster_id: int, actor: Actor, at: datetime) -> Roster:
    """Confirm the roster that the person saw; everybody on it who has an account is told."""
    _must_plan(actor)
    held = Roster.objects.select_for_update().filter(pk=roster_id).first()
    if held is None:
        raise PlanChangedError(_("The roster was drafted anew meanwhile. Look at the new one first."))
    if held.confirmed_at:
        return held
    held.confirmed_at, held.confirmed_by = at, actor.name
    held.save(update_fields=["confirmed_at", "confirmed_by"])
    text = sentence(gettext_noop("Your shifts from %(day)s are fixed."), day=str(held.first_date))
    people = Person.objects.filter(walker__duties__shift__roster=held, is_active=True).distinct()
    tell(people, key=f"patrols.roster:{held.pk}", body=text, at=at, url="/patrols/shifts/")
    audit.record("patrols.roster.confirmed", subject=str(held), actor=actor, at=at)
    return held


def _must_be_draftable(first: date, actor: Actor, at: datetime) -> None:
    _must_plan(actor)
    if first < localdate(at):
        raise AnxinError(_("These four weeks have begun. Choose today or a later day."))
    last = first + timedelta(weeks=WEEKS, days=-1)
    overlap = Roster.objects.filter(first_date__lte=last, last_date__gte=first)
    if overlap.filter(confirmed_at__isnull=False).exists():
        raise PlanConfirmedError(_("A confirmed roster covers some of these days; people have planned by it."))
    if overlap.exclude(first_date=first).exists():
        raise AnxinError(_("Another draft covers some of these days. Begin on its first day."))
    if not Crew.objects.filter(active=True).exists():
        raise NoCrewError(_("No crew walks. Add a crew with a place to start from."))
    if not Walker.objects.filter(active=True).exists():
        raise AnxinError(_("Nobody is registered to walk. Import the walkers first."))


def _must_plan(actor: Actor) -> None:
    if not policy.may_plan(actor):
        raise NotAllowedError(_("Only the coordinator of the district can plan its rosters."))
