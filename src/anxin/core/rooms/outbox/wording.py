"""A row of the outbox as the post that an adapter sends."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from anxin.core.rooms.keys import keys_of
from anxin.core.rooms.models import Delivery, Part, Posting
from anxin.core.rooms.platforms.post import Attached, Post
from anxin.core.rooms.states import PartKind

ENDINGS = {PartKind.IMAGE.value: ("png", "image/png"), PartKind.FILE.value: ("pdf", "application/pdf")}


def link_of(posting: Posting) -> str:
    """Return the room's own link to the pack."""
    return f"{settings.ANXIN['public_url']}/r/{posting.token}/"


def link_of_part(posting: Posting, part: Part) -> str:
    """Return the room's own link to a picture or file."""
    ending = ENDINGS.get(part.kind, ("", ""))[0]
    return f"{link_of(posting)}{part.pk}.{ending}" if ending else link_of(posting)


def wording(row: Delivery, *, whole: bool, at: datetime) -> Post:
    """Return the post; raise `UnsealError` if the room's address cannot be opened."""
    posting, part = row.posting, row.part
    keys = keys_of(posting.room)
    return Post(
        kind=part.kind,
        title=posting.pack.title,
        text=part.text,
        body=bytes(part.body),
        filename=part.filename,
        link=link_of(posting),
        part_link=link_of_part(posting, part),
        address=keys.address,
        secret=keys.secret,
        seconds_now=at.timestamp(),
        others=_others(part) if whole else (),
    )


def _others(part: Part) -> tuple[Attached, ...]:
    beside = Part.objects.filter(pack=part.pack_id, area=part.area_id, language=part.language).exclude(pk=part.pk)
    kept = [other for other in beside.order_by("position") if other.kind in ENDINGS]
    return tuple(Attached(other.filename, bytes(other.body), ENDINGS[other.kind][1]) for other in kept)
