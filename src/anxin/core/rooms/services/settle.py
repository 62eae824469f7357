"""What a person does on the board: send again, say that it arrived, call back, tick what was posted by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.people.actor import Actor
from anxin.core.people.roles import COORDINATORS
from anxin.core.rooms import policy
from anxin.core.rooms.errors import TooLateError
from anxin.core.rooms.models import Delivery, Pack, Posting, Room
from anxin.core.rooms.outbox.record import renew_postings
from anxin.core.rooms.services.packs import PartDraft, make_pack
from anxin.core.rooms.states import IN_THE_ROOM, PackState, PartKind, Sent
from anxin.core.rooms.wake import wake


@transaction.atomic
def send_failed_again(*, pack: Pack, actor: Actor, at: datetime) -> int:
    """Send again what certainly did not arrive; return how many posts. What is unsure is left to a person's look."""
    if not actor.holds(COORDINATORS):
        raise NotAllowedError(_("Only a coordinator can send posts again."))
    _must_be_released(pack)
    count = _again(Delivery.objects.filter(posting__pack=pack, state=Sent.FAILED).values_list("pk", flat=True), at)
    if count:
        audit.record("rooms.failed.sent_again", subject=pack.title, actor=actor, at=at, pack=pack.pk, posts=count)
    return count


@transaction.atomic
def settle(*, delivery: Delivery, arrived: bool, actor: Actor, at: datetime) -> None:
    """Say of a post that is unsure or failed what a look into the room showed. Refuses any other."""
    row = Delivery.objects.select_for_update(of=("self",)).select_related("posting__room__place", "posting__pack")
    held = row.get(pk=delivery.pk)
    if not policy.may_look_after(actor, held.posting.room):
        raise NotAllowedError(_("You can settle the posts of your own places' rooms."))
    if held.state not in (Sent.UNSURE, Sent.FAILED):
        raise TooLateError(_("This post is not in doubt any more."))
    if arrived:
        Delivery.objects.filter(pk=held.pk).update(state=Sent.CONFIRMED, reason=None)
        Room.objects.filter(pk=held.posting.room_id).update(proved_at=at)
    else:
        _must_be_released(held.posting.pack)
        _again([held.pk], at)
    renew_postings([held.posting_id])
    audit.record(
        "rooms.delivery.settled", subject=held.posting.room.name, actor=actor, at=at, delivery=held.pk, arrived=arrived
    )


@transaction.atomic
def tick(*, posting: Posting, actor: Actor, at: datetime) -> None:
    """Say that a pack was posted by hand. A second tick changes nothing; a pack that was called back takes none."""
    held = Posting.objects.select_for_update(of=("self",)).select_related("room__place", "pack").get(pk=posting.pk)
    if not policy.may_look_after(actor, held.room):
        raise NotAllowedError(_("You can tick the posts of your own places' rooms."))
    if held.ticked_at:
        return
    _must_be_released(held.pack)
    if held.state != Sent.TO_POST:
        raise TooLateError(_("This post does not wait for a person."))
    held.ticked_by, held.ticked_at = actor.name[:60], at
    held.save(update_fields=["ticked_by", "ticked_at"])
    held.deliveries.filter(state=Sent.TO_POST).update(state=Sent.CONFIRMED, answered_at=at)
    Room.objects.filter(pk=held.room_id).update(proved_at=at)
    renew_postings([held.pk])
    audit.record("rooms.posting.ticked", subject=held.room.name, actor=actor, at=at, posting=held.pk)


@transaction.atomic
def note_opened(*, posting: Posting, today: date) -> None:
    """Keep that somebody opened the room's link: once, by the day, without a trace of who."""
    if not Posting.objects.filter(pk=posting.pk, opened_date=None).update(opened_date=today):
        return
    seen = (Sent.SENT, Sent.DELIVERED, Sent.TO_POST)  # one link says nothing of a part that is in doubt
    posting.deliveries.filter(state__in=seen).update(state=Sent.CONFIRMED)
    renew_postings([posting.pk])


@transaction.atomic
def call_back(*, pack: Pack, words: str, actor: Actor, at: datetime) -> Pack | None:
    """Stop what has not gone out, at once; return the follow-up that tells those who have it, to be released.

    One person may stop. What residents then read is released by two, as ever. Returns None if no room has it yet.
    """
    held = Pack.objects.select_for_update().get(pk=pack.pk)
    if not actor.holds(COORDINATORS):
        raise NotAllowedError(_("Only a coordinator can call a pack back."))
    if held.state != PackState.RELEASED:
        raise TooLateError(_("Only a released pack can be called back."))
    if not words.strip():
        raise AnxinError(_("Say in a sentence what changed."), field="words")
    stopped = Delivery.objects.filter(posting__pack=held, state__in=(Sent.WAITING, Sent.TO_POST))
    touched = list(stopped.values_list("posting_id", flat=True))
    count = stopped.update(state=Sent.DROPPED)
    renew_postings(set(touched))
    held.state = PackState.CALLED_BACK
    held.save(update_fields=["state"])
    audit.record("rooms.pack.called_back", subject=held.title, actor=actor, at=at, pack=held.pk, stopped=count)
    reached = (*IN_THE_ROOM, Sent.UNSURE, Sent.SENDING)
    if not Delivery.objects.filter(posting__pack=held, state__in=reached).exists():
        return None
    title = _("Correction: %(title)s") % {"title": held.title}
    text = f"{title}\n{words.strip()[:1000]}"
    areas = {part.area_id: part.area for part in held.parts.select_related("area").defer("body")}
    return make_pack(
        title=title, day=held.day, source=held.source, audience=held.audience, by_area=held.by_area, corrects=held,
        parts=[PartDraft(area, PartKind.TEXT, text) for area in areas.values()], actor=actor, at=at,
    )  # fmt: skip


def _again(keys: Iterable[int], at: datetime) -> int:
    rows = Delivery.objects.filter(pk__in=list(keys), state__in=(Sent.FAILED, Sent.UNSURE))
    touched = list(rows.values_list("posting_id", flat=True))
    count = rows.update(state=Sent.WAITING, run_at=at, tries=0, reason=None, attempt="", worker="")
    if count:
        renew_postings(set(touched))
        wake(key="again", run_at=at)
    return count


def _must_be_released(pack: Pack) -> None:
    if Pack.objects.values_list("state", flat=True).get(pk=pack.pk) != PackState.RELEASED:
        raise TooLateError(_("This pack was called back; nothing more of it is posted."))
