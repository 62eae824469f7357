from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from anxin.core.errors import NotFoundError
from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS
from anxin.core.rooms import policy
from anxin.core.rooms.models import Delivery, Pack, Part, Posting, Room
from anxin.core.rooms.rules import LINK_DAYS
from anxin.core.rooms.services.greeting import GREETING
from anxin.core.rooms.states import IN_THE_ROOM, NEEDS_A_PERSON, PackState, Sent


@dataclass(frozen=True)
class Tally:
    """A pack's board in numbers of rooms."""

    rooms: int
    have_it: int
    need_you: int
    failed: int

    @property
    def open(self) -> int:
        """Rooms whose posts wait or are on their way."""
        return self.rooms - self.have_it - self.need_you


def tally(pack: Pack) -> Tally:
    """Count a pack's rooms by what the board says of them."""
    failed = Count("pk", filter=Q(state=Sent.FAILED))
    have, need = Count("pk", filter=Q(state__in=IN_THE_ROOM)), Count("pk", filter=Q(state__in=NEEDS_A_PERSON))
    row = pack.postings.aggregate(rooms=Count("pk"), have_it=have, need_you=need, failed=failed)
    return Tally(**row)


def packs() -> QuerySet[Pack]:
    """Return the packs, newest first; greetings are no packs to look at."""
    rows = Pack.objects.exclude(source=GREETING).order_by("-made_at")
    have = Count("postings", filter=Q(postings__state__in=IN_THE_ROOM))
    need = Count("postings", filter=Q(postings__state__in=NEEDS_A_PERSON))
    return rows.annotate(rooms=Count("postings"), have_it=have, need_you=need)


def packs_of(source: str, day: date) -> list[Pack]:
    """Return what a module made for a day and nobody dropped."""
    return list(packs().filter(source=source, day=day).exclude(state=PackState.DROPPED))


def waiting_for(actor: Actor) -> list[Pack]:
    """Return the packs that this person may release now."""
    if not actor.holds(COORDINATORS):
        return []
    waiting = Pack.objects.filter(state=PackState.WAITING).order_by("made_at")
    return [pack for pack in waiting if policy.may_release(actor, pack)]


def pack_by(pk: int) -> Pack:
    """Return the pack, or say that there is none."""
    pack = Pack.objects.select_related("corrects").filter(pk=pk).first()
    if pack is None:
        raise NotFoundError(_("There is no such pack."))
    return pack


def posting_by(pk: int) -> Posting:
    """Return a pack's way to one room, or say that there is none."""
    posting = Posting.objects.select_related("pack", "room__place").filter(pk=pk).first()
    if posting is None:
        raise NotFoundError(_("There is no such post."))
    return posting


def posting_of_link(token: str, at: datetime) -> Posting:
    """Return what a room's link leads to; after a month it leads nowhere, like a token that never was."""
    rows = Posting.objects.select_related("pack", "room__place").exclude(pack__state=PackState.CALLED_BACK)
    posting = rows.filter(token=token, pack__released_at__gte=at - timedelta(days=LINK_DAYS)).first()
    if posting is None:
        raise NotFoundError(_("This link is not valid any more."))
    return posting


def parts_of(posting: Posting) -> list[Part]:
    """Return all that a room gets, as its link shows it; bodies are left in the database."""
    lead = Part.objects.filter(pk__in=posting.deliveries.values("part_id")).order_by("position").first()
    if lead is None:
        return []
    rows = Part.objects.filter(pack=lead.pack_id, area=lead.area_id, language=lead.language)
    return list(rows.defer("body").order_by("position"))


def by_hand(actor: Actor) -> list[Posting]:
    """Return what waits to be posted by hand in the rooms of this person's places."""
    paths = actor.paths(policy.POSTERS)
    within = Q(pk__in=[])
    for path in paths:
        within |= Q(room__place__path__startswith=path)
    rows = Posting.objects.filter(within, state=Sent.TO_POST, pack__state=PackState.RELEASED)
    return list(rows.select_related("pack", "room__place").order_by("pack__day", "room__name")[:100])


def board(pack: Pack) -> QuerySet[Posting]:
    """Return a pack's rooms with their posts."""
    return pack.postings.select_related("room__place__subdistrict", "pack").prefetch_related("deliveries__part")


def rooms_of(actor: Actor) -> QuerySet[Room]:
    """Return the rooms of this person's places."""
    within = Q(pk__in=[])
    for path in actor.paths(policy.POSTERS):
        within |= Q(place__path__startswith=path)
    return Room.objects.filter(within).select_related("place", "place__subdistrict")


def delivery_by(pk: int) -> Delivery:
    """Return one post, or say that there is none."""
    row = Delivery.objects.select_related("posting__room__place", "posting__pack").filter(pk=pk).first()
    if row is None:
        raise NotFoundError(_("There is no such post."))
    return row
