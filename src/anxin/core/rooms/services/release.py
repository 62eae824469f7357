"""Releasing a pack: from here on it goes out, in the same transaction as the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import NotAllowedError
from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS
from anxin.core.rooms import policy, rules
from anxin.core.rooms.errors import SecondPersonError, TooLateError, UnfitPackError
from anxin.core.rooms.models import Delivery, Pack, Part, Posting, Room
from anxin.core.rooms.platforms import ADAPTERS
from anxin.core.rooms.states import IN_THE_ROOM, Audience, PackState, Platform, Sent
from anxin.core.rooms.wake import wake


@transaction.atomic
def release(*, pack: Pack, actor: Actor, at: datetime) -> int:
    """Send a pack on its way; return to how many rooms. Refuses the maker of what residents read, and a second time."""
    held = Pack.objects.select_for_update().get(pk=pack.pk)
    _must_release(held, actor)
    if held.state != PackState.WAITING:
        raise TooLateError(_("This pack does not wait for release any more. Look at its board."))
    rooms = rooms_for(held)
    count = put_on_the_way(held, rooms, at=at)
    if not count:
        raise UnfitPackError(_("No room gets this pack. Add rooms for its places first."))
    held.state, held.released_by, held.released_at = PackState.RELEASED, actor.name[:60], at
    held.save(update_fields=["state", "released_by", "released_at"])
    audit.record("rooms.pack.released", subject=held.title, actor=actor, at=at, pack=held.pk, rooms=count)
    return count


def rooms_for(pack: Pack) -> list[Room]:
    """Return the rooms that a pack is meant for; a correction goes to those that may have the first pack."""
    rooms = Room.objects.filter(active=True, audience=pack.audience).select_related("place").order_by("pk")
    if pack.corrects_id:
        reached = (*IN_THE_ROOM, Sent.UNSURE, Sent.SENDING, Sent.TO_POST)
        there = Delivery.objects.filter(posting__pack_id=pack.corrects_id, state__in=reached)
        rooms = rooms.filter(pk__in=there.values("posting__room_id"))
    return list(rooms)


def put_on_the_way(pack: Pack, rooms: Sequence[Room], *, at: datetime) -> int:
    """Queue each room's parts in the caller's transaction; return how many rooms get any."""
    parts = list(pack.parts.select_related("area").defer("body"))
    run_at = rules.end_of_quiet(localtime(at), quiet_hours_of(pack.audience))
    chosen = {room.pk: parts_for(room, parts, by_area=pack.by_area) for room in rooms}
    postings = [Posting(pack=pack, room=room, state=_first_state(room)) for room in rooms if chosen[room.pk]]
    Posting.objects.bulk_create(postings, batch_size=200)
    Delivery.objects.bulk_create(
        (
            Delivery(posting=posting, part=part, position=part.position, run_at=run_at, state=posting.state)
            for posting in postings
            for part in chosen[posting.room_id]
        ),
        batch_size=200,
    )
    wake(key=f"pack:{pack.pk}", run_at=run_at)
    return len(postings)


def parts_for(room: Room, parts: Iterable[Part], *, by_area: bool) -> list[Part]:
    """Return what a room gets, in order: its area's parts in its language, the lead alone where it goes as a whole."""
    parts = list(parts)
    area = rules.area_of_room(room.place.path, {part.area.path for part in parts}, by_area=by_area)
    here = [part for part in parts if part.area.path == area]
    spoken = [part for part in here if part.language == room.language]
    fitting = sorted(spoken or _of_one_language(here), key=lambda part: part.position)
    return fitting[:1] if ADAPTERS[room.platform].whole else fitting


def quiet_hours_of(audience: str) -> rules.Span | None:
    """Return the hours in which an audience is left alone."""
    return settings.ANXIN["quiet_hours"] if audience == Audience.RESIDENTS else None


def _of_one_language(parts: Sequence[Part]) -> list[Part]:
    first = min((part.language != settings.LANGUAGE_CODE, part.language) for part in parts)[1] if parts else ""
    return [part for part in parts if part.language == first]


def _first_state(room: Room) -> Sent:
    return Sent.TO_POST if room.platform == Platform.BY_HAND else Sent.WAITING


def _must_release(pack: Pack, actor: Actor) -> None:
    if not actor.holds(COORDINATORS):
        raise NotAllowedError(_("Only a coordinator can release a pack."))
    if not policy.may_release(actor, pack):
        raise SecondPersonError(
            _("You made this pack, and residents will read it. Ask another coordinator to release it.")
        )
