"""With whom a walker likes to walk, and with whom not: kept for the roster, told to nobody else by name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.people.actor import Actor
from anxin.patrols.rosters.models import CompanyWish, Duty, Roster, Walker
from anxin.patrols.rosters.queries import at_places_of, own_walker

MOST_WISHES = 5  # so that a list of whom to avoid does not become a roster of one's own
LEAST_COUNTED = 5  # fewer wishes are not counted out loud: a count of one is a name
KNOWN_SINCE = timedelta(days=90)


@transaction.atomic
def save_company_wish(*, name: str, apart: bool, actor: Actor, at: datetime) -> CompanyWish:
    """Note whom the acting walker likes to walk with, or not. Refuses a name that is none of the own team."""
    walker = own_walker(actor)
    other = _teammate(walker, name.strip())
    others = walker.company_wishes.exclude(other=other)
    if others.count() >= MOST_WISHES:
        text = _("You have named %(most)s people already. Take one back first.") % {"most": MOST_WISHES}
        raise AnxinError(text, field="name")
    held, _fresh = CompanyWish.objects.update_or_create(walker=walker, other=other, defaults={"apart": apart})
    audit.record("patrols.walker.company_set", subject=str(walker.pk), actor=actor, at=at)
    return held


@transaction.atomic
def forget_company_wish(*, wish_id: int, actor: Actor, at: datetime) -> None:
    """Take an own wish back; another's is not found."""
    walker = own_walker(actor)
    gone, _tables = walker.company_wishes.filter(pk=wish_id).delete()
    if not gone:
        raise NotFoundError(_("There is no such wish."))
    audit.record("patrols.walker.company_forgotten", subject=str(walker.pk), actor=actor, at=at)


def companions(walker: Walker, at: datetime) -> QuerySet[Walker]:
    """Return those of the own team whom the walker knows from shared confirmed shifts."""
    shared = Duty.objects.filter(walker=walker, shift__date__gte=localdate(at) - KNOWN_SINCE).values("shift")
    rows = Walker.objects.filter(active=True, team=walker.team, duties__shift__in=shared)
    return rows.filter(duties__shift__roster__confirmed_at__isnull=False).exclude(pk=walker.pk).distinct()


@dataclass(frozen=True)
class KeptWishes:
    """How a roster keeps its walkers' wishes to walk together, as counts."""

    wishes: int
    kept: int


def kept_wishes(roster: Roster, actor: Actor) -> KeptWishes | None:
    """Return how many of the actor's places' wishes for company a roster keeps; None while they are too few to count.

    Wishes not to walk together are kept always and counted nowhere.
    """
    rows = CompanyWish.objects.filter(at_places_of(actor, "walker__team__path"), apart=False, walker__active=True)
    pairs = list(rows.values_list("walker_id", "other_id"))
    if len(pairs) < LEAST_COUNTED:
        return None
    shifts: dict[int, set[int]] = defaultdict(set)
    for walker, shift in Duty.objects.filter(shift__roster=roster).values_list("walker_id", "shift_id"):
        shifts[walker].add(shift)
    return KeptWishes(len(pairs), sum(bool(shifts[one] & shifts[other]) for one, other in pairs))


def _teammate(walker: Walker, name: str) -> Walker:
    if not name:
        raise AnxinError(_("Write a name."), field="name")
    if name == walker.name:
        raise AnxinError(_("This is your own name. Write another's."), field="name")
    other = Walker.objects.filter(team=walker.team, name=name, active=True).first()
    if other is None:
        text = _("Nobody of your team is called “%(name)s”. Write the name as on the roster.") % {"name": name}
        raise AnxinError(text, field="name")
    return other
