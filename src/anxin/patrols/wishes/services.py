from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
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
    if not localdate(at) <= from_date <= until_date:
        raise AnxinError(_("Give days from today on, the last not before the first."))
    if (until_date - from_date).days > LONGEST_DAYS:
        raise AnxinError(_("A wish holds for three months at most. Ask again then, if it is still needed."))
    if place.longitude is None:
        raise AnxinError(_("“%(place)s” has no point on the map. Choose another place.") % {"place": place})
    if kind == WishKind.TOGETHER and more.get("opens") is None:
        raise AnxinError(_("Say when the crews meet: fill in “not before”."))
    wish = Wish(kind=kind, place=place, from_date=from_date, until_date=until_date, added_at=at, **more)
    wish.added_by = actor.name
    _must_be_whole(wish, wish.opens, wish.closes)
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


def _must_be_whole(wish: Wish, opens: time | None, closes: time | None) -> None:
    try:
        wish.full_clean()
    except ValidationError as error:
        raise AnxinError("; ".join(error.messages)) from error
    if opens and closes and opens > closes and not (opens.hour >= 12 > closes.hour):
        raise AnxinError(_("“Not before” must be earlier than “begins by”."))
