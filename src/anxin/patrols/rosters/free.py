"""When a walker is free: an evening pattern of the week, and single days off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError
from anxin.core.people.actor import Actor
from anxin.patrols.rosters.models import DayOff
from anxin.patrols.rosters.queries import own_walker


@transaction.atomic
def save_free_evenings(*, weekdays: Sequence[int], actor: Actor, at: datetime) -> None:
    """Keep on which weekdays (0 Monday) the acting walker is free; the next draft asks nobody on another."""
    walker = own_walker(actor)
    walker.weekdays = sorted({day for day in weekdays if 0 <= day <= 6})
    walker.save(update_fields=["weekdays"])
    audit.record("patrols.walker.free_evenings_set", subject=str(walker.pk), actor=actor, at=at)


@transaction.atomic
def save_day_off(*, day: date, off: bool, rather_not: bool, actor: Actor, at: datetime) -> None:
    """Note a day off, or cancel it. Refuses a past day; a shift that is fixed already stays until it is covered."""
    walker = own_walker(actor)
    if day < localdate(at):
        raise AnxinError(_("This day is over. Choose today or a later day."))
    if off:
        DayOff.objects.update_or_create(walker=walker, date=day, defaults={"rather_not": rather_not})
    else:
        DayOff.objects.filter(walker=walker, date=day).delete()
    audit.record("patrols.walker.day_off_set", subject=str(walker.pk), actor=actor, at=at, day=day.isoformat())
