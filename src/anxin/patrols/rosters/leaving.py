"""Who walks no longer: the coming duties are not lost, somebody is asked to take each."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import NotAllowedError, NotFoundError
from anxin.core.people.actor import Actor
from anxin.core.people.models import Grant
from anxin.patrols.rosters.cover import open_request
from anxin.patrols.rosters.models import CoverRequest, Duty, Walker
from anxin.patrols.rosters.policy import may_lead
from anxin.patrols.street.policy import WALKERS


@transaction.atomic
def let_go(*, walker_id: int, actor: Actor, at: datetime) -> int:
    """Note that somebody walks no longer; a cover is asked for each coming duty. Returns how many.

    Refuses whoever does not lead the walker's team.
    """
    walker = _led(walker_id, actor)
    if not walker.active:
        return 0
    walker.active = False
    walker.save(update_fields=["active"])
    CoverRequest.objects.filter(closed_at=None, wanted__walker=walker).update(closed_at=at)
    coming = Duty.objects.filter(walker=walker, shift__begins_at__gt=at, shift__roster__confirmed_at__isnull=False)
    duties = list(coming.select_related("shift__roster", "shift__crew__start", "walker__team"))
    for duty in duties:
        open_request(duty=duty, wanted=None, actor=actor, at=at)
    audit.record("patrols.walker.left", subject=str(walker.pk), actor=actor, at=at, duties=len(duties))
    return len(duties)


@transaction.atomic
def take_back(*, walker_id: int, actor: Actor, at: datetime) -> None:
    """Note that somebody walks again; what nobody has taken of their duties is theirs again."""
    walker = _led(walker_id, actor)
    if walker.active:
        return
    walker.active = True
    walker.save(update_fields=["active"])
    CoverRequest.objects.filter(closed_at=None, asked_by=walker).update(closed_at=at)
    audit.record("patrols.walker.returned", subject=str(walker.pk), actor=actor, at=at)


def those_without_a_team() -> list[int]:
    """Return the active walkers whose account is closed, or whose role at their team's place has ended."""
    rows = Walker.objects.filter(active=True, person__isnull=False).select_related("person", "team")
    held: dict[int, list[str]] = {}
    for person, path in Grant.objects.filter(ended_at=None, role__in=WALKERS).values_list("person", "place__path"):
        held.setdefault(person, []).append(path)

    def walks(walker: Walker) -> bool:
        paths = held.get(walker.person_id or 0, [])
        near = any(walker.team.path.startswith(path) or path.startswith(walker.team.path) for path in paths)
        return near and walker.person is not None and walker.person.is_active

    return [walker.pk for walker in rows.defer("team__boundary") if not walks(walker)]


def _led(walker_id: int, actor: Actor) -> Walker:
    walker = Walker.objects.select_for_update().select_related("team").filter(pk=walker_id).first()
    if walker is None:
        raise NotFoundError(_("There is no such walker."))
    if not (actor.is_system or may_lead(actor, walker.team.path)):
        raise NotAllowedError(_("You can change the walkers of your own places."))
    return walker
