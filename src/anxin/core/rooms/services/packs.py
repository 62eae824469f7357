"""Making a pack: what is to be posted, before anybody released it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import NotAllowedError
from anxin.core.people.actor import Actor
from anxin.core.rooms import policy, rules
from anxin.core.rooms.errors import TooLateError, UnfitPackError
from anxin.core.rooms.models import Pack, Part
from anxin.core.rooms.states import PackState, PartKind
from anxin.core.territory.models import Place


@dataclass(frozen=True)
class PartDraft:
    """One part to be posted."""

    area: Place
    kind: str
    text: str = ""
    filename: str = ""
    body: bytes = b""
    language: str = "zh-hans"


@transaction.atomic
def make_pack(
    *,
    title: str,
    day: date,
    source: str,
    audience: str,
    parts: Sequence[PartDraft],
    actor: Actor,
    at: datetime,
    by_area: bool = False,
    corrects: Pack | None = None,
) -> Pack:
    """Keep a pack for its release. Refuses an empty one, a picture over 2 MB, and what is no PNG or PDF."""
    if not policy.may_make(actor):
        raise NotAllowedError(_("Only a coordinator can publish to the rooms."))
    if not parts:
        raise UnfitPackError(_("There is nothing to post."))
    for part in parts:
        check_part(part)
    pack = Pack.objects.create(
        title=title[:120], day=day, source=source, audience=audience, by_area=by_area, corrects=corrects,
        made_by=actor.name[:60], maker_id=actor.person_id, made_at=at,
    )  # fmt: skip
    positions: dict[tuple[int, str], int] = {}
    rows = []
    for part in parts:
        key = (part.area.pk, part.language)
        positions[key] = positions.get(key, 0) + 1
        rows.append(Part(pack=pack, position=positions[key], **vars(part)))
    Part.objects.bulk_create(rows, batch_size=100)
    audit.record(
        "rooms.pack.made", subject=pack.title, actor=actor, at=at, pack=pack.pk, audience=audience, parts=len(parts)
    )
    return pack


@transaction.atomic
def drop_pack(*, pack: Pack, actor: Actor, at: datetime) -> None:
    """Decide that a pack is not published. Refuses one that was released."""
    held = Pack.objects.select_for_update().get(pk=pack.pk)
    if not policy.may_make(actor):
        raise NotAllowedError(_("Only a coordinator can publish to the rooms."))
    if held.state != PackState.WAITING:
        raise TooLateError(_("This pack does not wait for release any more. Look at its board."))
    held.state = PackState.DROPPED
    held.save(update_fields=["state"])
    audit.record("rooms.pack.dropped", subject=held.title, actor=actor, at=at, pack=held.pk)


def check_part(part: PartDraft) -> None:
    """Raise `UnfitPackError` if a room could not take the part."""
    if part.kind == PartKind.TEXT and not part.text.strip():
        raise UnfitPackError(_("A post needs words."))
    if part.kind == PartKind.IMAGE:
        _check_bytes(part, rules.PNG, rules.MOST_PICTURE_BYTES)
    if part.kind == PartKind.FILE:
        _check_bytes(part, rules.PDF, rules.MOST_FILE_BYTES)


def _check_bytes(part: PartDraft, begins: bytes, most: int) -> None:
    if not part.body.startswith(begins) or not part.filename:
        raise UnfitPackError(_("Rooms take pictures as PNG and files as PDF."))
    if len(part.body) > most:
        raise UnfitPackError(
            _("“%(name)s” has %(size)s MB; rooms take %(most)s.")
            % {"name": part.filename, "size": f"{len(part.body) / 1024**2:.1f}", "most": most // 1024**2}
        )
