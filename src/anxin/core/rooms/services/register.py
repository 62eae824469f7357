"""Keeping the register of rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import NotAllowedError
from anxin.core.faults import Faults
from anxin.core.people.actor import Actor
from anxin.core.rooms import policy
from anxin.core.rooms.errors import UnfitRoomError
from anxin.core.rooms.keys import lock_up
from anxin.core.rooms.models import Room
from anxin.core.rooms.platforms import ADAPTERS
from anxin.core.rooms.states import Platform
from anxin.core.territory.models import Place

MOST_ADDRESS = 1000


@dataclass(frozen=True)
class RoomForm:
    """A room as a person or a file describes it; None leaves a sealed field as it is."""

    name: str
    place: Place
    platform: str
    audience: str
    language: str = "zh-hans"
    active: bool = True
    address: str | None = None
    secret: str | None = None


@transaction.atomic
def save_room(*, form: RoomForm, actor: Actor, at: datetime, room: Room | None = None) -> Room:
    """Add or change a room. Refuses another's place, an unfit address and a robot without one."""
    paths = [form.place.path, *([room.place.path] if room else [])]
    if not policy.may_keep(actor, *paths):
        raise NotAllowedError(_("You can keep the rooms of your own places."))
    held = room or Room()
    moved = bool(room) and held.platform != form.platform
    held.name, held.place, held.active = form.name.strip(), form.place, form.active
    held.platform, held.audience, held.language, held.saved_at = form.platform, form.audience, form.language, at
    _lock_up(held, form, moved=moved, at=at)
    try:
        held.full_clean(exclude=["address_sealed", "secret_sealed"])
    except ValidationError as error:
        faults = Faults()
        faults.take(error, UnfitRoomError)
        faults.stop()
    if held.language not in dict(settings.LANGUAGES):
        raise UnfitRoomError(_("Choose one of the languages."), field="language")
    held.save()
    audit.record(
        "rooms.room.saved", subject=held.name, actor=actor, at=at, place=held.place.code, platform=held.platform,
        audience=held.audience, active=held.active, new_address=bool(form.address), new_secret=bool(form.secret),
    )  # fmt: skip
    return held


def check_address(platform: str, address: str, secret: str) -> None:
    """Raise `UnfitAddressError` or `UnfitRoomError` with the mend if posts could not go there."""
    if platform == Platform.BY_HAND:
        return
    if not address:
        raise UnfitRoomError(
            _("Give the address that posts go to: the robot's webhook, or the mailbox."), field="address"
        )
    if len(address) > MOST_ADDRESS or len(secret) > MOST_ADDRESS:
        raise UnfitRoomError(_("The address or secret is too long. Copy it from the robot's page."), field="address")
    ADAPTERS[platform].check_address(address, secret)


def _lock_up(held: Room, form: RoomForm, *, moved: bool, at: datetime) -> None:
    """Seal what is new. What belongs to another platform goes; what is left open stays as it is."""
    if form.platform not in Platform.values:
        raise UnfitRoomError(_("Choose one of the platforms."), field="platform")
    if form.platform == Platform.BY_HAND:
        lock_up(held, address="", secret="", at=at)
        return
    if form.address or moved or not held.address_sealed:
        check_address(form.platform, form.address or "", form.secret or "")
        lock_up(held, address=form.address or "", secret="" if moved and form.secret is None else form.secret, at=at)
        held.proved_at = None  # of another address
    elif form.secret is not None:
        lock_up(held, address=None, secret=form.secret, at=at)
