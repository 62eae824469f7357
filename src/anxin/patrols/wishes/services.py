from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import NotAllowedError
from anxin.core.faults import Faults
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Place
from anxin.patrols import policy
from anxin.patrols.wishes.models import Wish, WishKind

LONGEST_DAYS = 92


@transaction.atomic
def add_wish(
    *, kind: str, place: Place, from_date: date, until_date: date, actor: Actor, at: datetime, **more: Any
) -> Wish:
    """Ask something of the evenings. Refuses past days, more than a quarter, and a place without a point."""
    if not policy.may_plan(actor):
        raise NotAllowedError(_("Only the coordinator of the district can plan its patrols."))
    wish = Wish(kind=kind, place=place, from_date=from_date, until_date=until_date, added_at=at, **more)
    wish.added_by = actor.name
    _must_be_whole(wish, localdate(at))
    wish.save()
    audit.record("patrols.wish.added", subject=place.code, actor=actor, at=at, kind=kind, until=str(until_date))
    return wish


@transaction.atomic
def withdraw_wish(*, wish: Wish, actor: Actor, at: datetime) -> None:
    """Take a wish back; plans made from now on do not know it."""
    if not policy.may_plan(actor):
        raise NotAllowedError(_("Only the coordinator of the district can plan its patrols."))
    audit.record("patrols.wish.withdrawn", subject=wish.place.code, actor=actor, at=at, kind=wish.kind)
    wish.delete()


def _must_be_whole(wish: Wish, today: date) -> None:
    """Refuse a wish that no evening could know, with everything that is wrong with it."""
    faults, place = Faults(), wish.place
    if wish.from_date < today:
        faults.add("from_date", _("Give days from today on, the last not before the first."))
    elif wish.until_date < wish.from_date:
        faults.add("until_date", _("Give days from today on, the last not before the first."))
    elif (wish.until_date - wish.from_date).days > LONGEST_DAYS:
        faults.add("until_date", _("A wish holds for three months at most. Ask again then, if it is still needed."))
    if place.longitude is None:
        faults.add("place", _("“%(place)s” has no point on the map. Choose another place.") % {"place": place})
    if wish.kind == WishKind.TOGETHER and wish.opens is None:
        faults.add("opens", _("Say when the crews meet: fill in “not before”."))
    if wish.opens and wish.closes and not _is_in_order(wish.opens, wish.closes):
        faults.add("closes", _("“Not before” must be earlier than “begins by”."))
    try:
        wish.full_clean()
    except ValidationError as error:
        faults.take(error)
    faults.stop()


def _is_in_order(opens: time, closes: time) -> bool:
    """Say whether a window opens before it closes; one from the evening may close after midnight."""
    return opens <= closes or opens.hour >= 12 > closes.hour
