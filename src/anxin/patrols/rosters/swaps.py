"""My evening for yours: which swaps the rules allow, and saying no to one."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.core import audit
from anxin.core.errors import NotFoundError
from anxin.core.notices.services import tell
from anxin.core.people.actor import Actor
from anxin.core.people.models import Person
from anxin.core.sentences import sentence
from anxin.methods.rosters import swap_faults
from anxin.patrols.rosters.models import CoverRequest, Duty, Walker
from anxin.patrols.rosters.problem import LOOKS_BACK, problem_for
from anxin.patrols.rosters.queries import own_walker


def swappable(duty: Duty, at: datetime) -> list[Duty]:
    """Return the coming duties of the own team that can be had for this one within every rule, by evening."""
    rows = Duty.objects.filter(
        shift__roster__confirmed_at__isnull=False,
        shift__begins_at__gt=at,
        shift__crew__start__path__startswith=duty.walker.team.path,
    )
    rows = rows.select_related("walker__team", "shift__crew__start", "shift__roster").order_by("shift__begins_at", "pk")
    duties = list(rows.defer("walker__team__boundary", "shift__crew__start__boundary"))
    return _within_rules(duty, duties)


@transaction.atomic
def decline_swap(*, request_id: int, actor: Actor, at: datetime) -> None:
    """Say no to a swap that was offered; who offered it is told and keeps the shift."""
    walker = own_walker(actor)
    held = CoverRequest.objects.select_for_update().filter(pk=request_id, closed_at=None, wanted__walker=walker).first()
    if held is None:
        raise NotFoundError(_("There is no such request."))
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    text = gettext_noop("The swap you offered on %(day)s is not possible for the other. The shift stays yours.")
    people = Person.objects.filter(walker=held.asked_by)
    body = sentence(text, day=str(held.duty.shift.date))
    tell(people, key=f"patrols.swap.declined:{held.pk}", body=body, at=at, url="/patrols/shifts/")
    audit.record("patrols.swap.declined", subject=str(held.duty.shift), actor=actor, at=at, request=held.pk)


def _within_rules(duty: Duty, duties: list[Duty]) -> list[Duty]:
    """Return those whose swap breaks no rule; one problem answers for all of them."""
    shifts = list({one.shift_id: one.shift for one in [duty, *duties]}.values())
    column = {shift.pk: i for i, shift in enumerate(shifts)}
    members: dict[int, list[int]] = defaultdict(list)
    for shift, walker in Duty.objects.filter(shift__in=column).order_by("walker_id").values_list("shift", "walker"):
        members[shift].append(walker)
    keys = {key for crew in members.values() for key in crew}
    walkers = list(Walker.objects.filter(pk__in=keys).select_related("team").order_by("pk"))
    row = {walker.pk: i for i, walker in enumerate(walkers)}
    problem = problem_for(shifts, walkers, since=duty.shift.roster.first_date - LOOKS_BACK)
    crews = [[row[key] for key in members[shift.pk]] for shift in shifts]
    mine = (row[duty.walker_id], column[duty.shift_id])
    return [
        one
        for one in duties
        if one.walker_id != duty.walker_id
        and one.shift_id != duty.shift_id
        and one.walker.active
        and not swap_faults(problem, crews, one=mine, other=(row[one.walker_id], column[one.shift_id]))
    ]
