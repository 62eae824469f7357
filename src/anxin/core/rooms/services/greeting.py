"""A test greeting: the proof that a room's address works, with words that cannot harm."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import NotAllowedError
from anxin.core.people.actor import Actor
from anxin.core.rooms import policy
from anxin.core.rooms.errors import UnfitRoomError
from anxin.core.rooms.models import Pack, Room
from anxin.core.rooms.services.packs import PartDraft, make_pack
from anxin.core.rooms.services.release import put_on_the_way
from anxin.core.rooms.states import PackState, PartKind

GREETING = "greeting"


@transaction.atomic
def greet(*, room: Room, actor: Actor, at: datetime) -> Pack:
    """Queue a greeting to one room. Its words are fixed, so one person may send it; a resting room gets none."""
    if not policy.may_keep(actor, room.place.path):
        raise NotAllowedError(_("You can keep the rooms of your own places."))
    if not room.active:
        raise UnfitRoomError(_("This room rests. Let it have posts again first."))
    with translation.override(room.language):
        title = _("Test greeting")
        text = _("Hello! %(room)s is now connected. This is a test; there is nothing to do.") % {"room": room.name}
    pack = make_pack(
        title=title, day=localdate(at), source=GREETING, audience=room.audience, actor=actor, at=at,
        parts=[PartDraft(room.place, PartKind.TEXT, text, language=room.language)],
    )  # fmt: skip
    put_on_the_way(pack, [room], at=at)
    pack.state, pack.released_by, pack.released_at = PackState.RELEASED, actor.name[:60], at
    pack.save(update_fields=["state", "released_by", "released_at"])
    audit.record("rooms.room.greeted", subject=room.name, actor=actor, at=at, pack=pack.pk)
    return pack
