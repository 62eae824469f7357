"""Swaps and covers: asked by one, taken by another, checked by the rules at the moment of taking."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError, NotFoundError
from anxin.core.notices.services import tell
from anxin.core.people.actor import Actor
from anxin.core.people.models import Person
from anxin.core.people.queries import people_with_role
from anxin.core.people.roles import Role
from anxin.core.sentences import sentence
from anxin.methods.rosters import Cover, check_roster, propose_cover
from anxin.patrols.rosters.models import CoverRequest, CrewShift, Duty, Roster, Walker
from anxin.patrols.rosters.policy import may_lead
from anxin.patrols.rosters.problem import LOOKS_BACK, problem_for
from anxin.patrols.rosters.queries import own_walker

_COVER_ASKED = gettext_noop("%(name)s asks who can take a shift on %(day)s.")
_SWAP_OFFERED = gettext_noop("%(name)s offers the shift on %(day)s for the one on %(other)s.")
MOST_ASKED = 5  # of those who could step in, so many are told


@transaction.atomic
def ask_for_cover(*, duty_id: int, actor: Actor, at: datetime, wanted_id: int | None = None) -> CoverRequest:
    """Ask to be replaced on an own shift, or to swap it for `wanted_id`. Refuses another's and a past shift."""
    walker, duty = own_walker(actor), _locked_duty(duty_id)
    wanted = None if wanted_id is None else _locked_duty(wanted_id)
    if duty.walker_id != walker.pk:
        raise NotAllowedError(_("You can give away your own shifts only."))
    _must_be_ahead(at, duty, wanted)
    if wanted and not walker.team.path.startswith(wanted.walker.team.path):
        raise NotAllowedError(_("You can swap with people of your own team."))
    return open_request(duty=duty, wanted=wanted, actor=actor, at=at)


@transaction.atomic
def open_request(*, duty: Duty, wanted: Duty | None, actor: Actor, at: datetime) -> CoverRequest:
    """Open the request for a duty, once; its leaders and those who could help are told."""
    held, fresh = CoverRequest.objects.get_or_create(
        duty=duty, closed_at=None, defaults={"wanted": wanted, "asked_by": duty.walker, "asked_at": at}
    )
    if fresh:
        text = _SWAP_OFFERED if wanted else _COVER_ASKED
        days = {"day": str(duty.shift.date)} | ({"other": str(wanted.shift.date)} if wanted else {})
        body = sentence(text, name=duty.walker.name, **days)
        asked = [wanted.walker] if wanted else [one for one, _why in candidates(duty)[:MOST_ASKED]]
        people = [*_leaders(duty.shift), *Person.objects.filter(walker__in=asked)]
        tell(people, key=f"patrols.cover:{held.pk}", body=body, at=at, url="/patrols/shifts/")
        audit.record("patrols.cover.asked", subject=str(duty.shift), actor=actor, at=at, request=held.pk)
    return held


@transaction.atomic
def take_cover(*, request_id: int, actor: Actor, at: datetime) -> None:
    """Take the shift that is given away. Refuses what is closed, begun, meant for another or against a rule."""
    taker = own_walker(actor)
    held = CoverRequest.objects.select_for_update().filter(pk=request_id).first()
    if held is None:
        raise NotFoundError(_("There is no such request."))
    duty = _locked_duty(held.duty_id)
    if held.closed_at or duty.walker_id != held.asked_by_id:
        raise AnxinError(_("Somebody was faster: this shift is taken already. Thank you for offering."))
    wanted = _locked_duty(held.wanted_id) if held.wanted_id else None
    _must_be_ahead(at, duty, wanted)
    if wanted:
        _swap(held, duty, wanted, taker)
    else:
        _replace(duty, taker)
    held.taken_by, held.closed_at = taker, at
    held.save(update_fields=["taken_by", "closed_at"])
    _close_what_is_void(at, duty, wanted)
    text = gettext_noop("%(name)s takes the shift of %(other)s on %(day)s.")
    body = sentence(text, name=taker.name, other=held.asked_by.name, day=str(duty.shift.date))
    people = [*_leaders(duty.shift), *Person.objects.filter(walker=held.asked_by)]
    tell(people, key=f"patrols.cover.taken:{held.pk}", body=body, at=at, url="/patrols/shifts/")
    audit.record("patrols.cover.taken", subject=str(duty.shift), actor=actor, at=at, request=held.pk)


@transaction.atomic
def withdraw(*, request_id: int, actor: Actor, at: datetime) -> None:
    """Take an own request back."""
    held = CoverRequest.objects.select_for_update().filter(pk=request_id, closed_at=None).first()
    if held is None or held.asked_by_id != own_walker(actor).pk:
        raise NotFoundError(_("There is no such request."))
    held.closed_at = at
    held.save(update_fields=["closed_at"])
    audit.record("patrols.cover.withdrawn", subject=str(held.duty.shift), actor=actor, at=at, request=held.pk)


@transaction.atomic
def replace_walker(*, duty_id: int, walker_id: int, actor: Actor, at: datetime) -> None:
    """Put somebody else on a shift, as a leader of its place decides. Refuses what breaks a rule."""
    duty = _locked_duty(duty_id, confirmed=False)
    if not may_lead(actor, duty.shift.crew.start.path):
        raise NotAllowedError(_("You can change the crews that start at your own places."))
    walker = Walker.objects.select_related("team").filter(pk=walker_id, active=True).first()
    if walker is None:
        raise NotFoundError(_("There is no such walker."))
    leaving = duty.walker
    _replace(duty, walker)
    CoverRequest.objects.filter(duty=duty, closed_at=None).update(closed_at=at, taken_by=walker)
    _close_what_is_void(at, duty)
    text = sentence(gettext_noop("Your shifts changed: look at %(day)s."), day=str(duty.shift.date))
    if duty.shift.roster.confirmed_at:
        people = Person.objects.filter(walker__in=[leaving, walker])
        tell(people, key=f"patrols.duty:{duty.pk}:{at.timestamp()}", body=text, at=at, url="/patrols/shifts/")
    audit.record("patrols.duty.changed", subject=str(duty.shift), actor=actor, at=at, duty=duty.pk)


def candidates(duty: Duty) -> list[tuple[Walker, Cover]]:
    """Return who could take a duty within every rule, the one with the fewest nights first, with what they carry."""
    shift = duty.shift
    people = Walker.objects.filter(active=True).select_related("team").order_by("pk")
    able = [walker for walker in people if shift.crew.start.path.startswith(walker.team.path)]
    able += [one for one in Walker.objects.filter(duties__shift=shift).select_related("team") if one not in able]
    problem = problem_for([shift], able, since=shift.roster.first_date - LOOKS_BACK)
    row = {walker.pk: i for i, walker in enumerate(able)}
    crew = [row[key] for key in _members(shift)]
    found = propose_cover(problem, [crew], shift=0, leaving=row[duty.walker_id])
    return [(able[one.walker], one) for one in found]


def _replace(duty: Duty, walker: Walker) -> None:
    members = [walker.pk if key == duty.walker_id else key for key in _members(duty.shift)]
    _must_keep_rules([duty.shift], [members])
    duty.walker = walker
    duty.save(update_fields=["walker"])


def _swap(held: CoverRequest, duty: Duty, wanted: Duty, taker: Walker) -> None:
    if wanted.walker_id != taker.pk:
        raise NotAllowedError(_("This swap was offered to somebody else."))
    one, other = held.asked_by, taker
    first = [other.pk if key == one.pk else key for key in _members(duty.shift)]
    second = [one.pk if key == other.pk else key for key in _members(wanted.shift)]
    _must_keep_rules([duty.shift, wanted.shift], [first, second])
    duty.walker, wanted.walker = other, one
    duty.save(update_fields=["walker"])
    wanted.save(update_fields=["walker"])


def _must_keep_rules(shifts: list[CrewShift], crews: list[list[int]]) -> None:
    """Refuse what would be newly wrong; what was wrong already, such as a companion's new day off, is no fault here."""
    before = [_members(shift) for shift in shifts]
    keys = {key for crew in [*crews, *before] for key in crew}
    walkers = list(Walker.objects.filter(pk__in=keys).select_related("team"))
    row = {walker.pk: i for i, walker in enumerate(walkers)}
    problem = problem_for(shifts, walkers, since=shifts[0].roster.first_date - LOOKS_BACK)
    standing, wrong = (check_roster(problem, [[row[key] for key in crew] for crew in held]) for held in (before, crews))
    if set(wrong) - set(standing):
        raise AnxinError(
            _("This does not fit: somebody is not free, has too little rest, or nobody trained would be left.")
        )


def _must_be_ahead(at: datetime, *duties: Duty | None) -> None:
    if any(duty is not None and duty.shift.begins_at <= at for duty in duties):
        raise AnxinError(_("This shift has begun. Call your team leader."))


def _close_what_is_void(at: datetime, *duties: Duty | None) -> None:
    """Close what was asked or offered by those who stood on these duties before."""
    for duty in duties:
        if duty is not None:
            held = CoverRequest.objects.filter(Q(duty=duty) | Q(wanted=duty), closed_at=None)
            held.update(closed_at=at)


def _members(shift: CrewShift) -> list[int]:
    return list(Duty.objects.filter(shift=shift).order_by("walker_id").values_list("walker_id", flat=True))


def _locked_duty(key: int, *, confirmed: bool = True) -> Duty:
    """Return the duty with its roster locked, so that two changes of one roster never pass the rules together."""
    roster = Roster.objects.select_for_update().filter(shifts__duties=key).first()
    if roster is None or (confirmed and not roster.confirmed_at):
        raise NotFoundError(_("There is no such shift."))
    return Duty.objects.select_related("shift__roster", "shift__crew__start", "walker__team").get(pk=key)


def _leaders(shift: CrewShift) -> list[Person]:
    return people_with_role({Role.TEAM_LEADER}, shift.crew.start.path)
