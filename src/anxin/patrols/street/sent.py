"""What a phone sends, read: a list of acts as JSON, photographs beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from anxin.patrols.street.errors import UnreadableActsError
from anxin.patrols.street.models import ActKind
from anxin.patrols.street.rules import MOST_ACTS_A_BATCH

LONGEST_TEXT = 500
MOST_VISITS = 99


@dataclass(frozen=True)
class SentAct:
    """One act as the phone recorded it."""

    id: UUID
    kind: ActKind
    place: str = ""  # a code
    door: str = ""  # a door's token
    visit: int = 1  # which of the crew's visits there; a page from before the numbers does not say
    at: datetime | None = None
    text: str = ""
    photo: UploadedFile[bytes] | None = None


@dataclass(frozen=True)
class Sent:
    """A delivery: when the phone's clock says it was sent, what can be read of it, and the keys of what cannot."""

    sent_at: datetime | None
    acts: list[SentAct]
    unreadable: list[str]


def read_delivery(text: str, files: Mapping[str, UploadedFile[bytes]]) -> Sent:
    """Read a delivery. One act that cannot be read does not hold up the others; a broken envelope is refused."""
    try:
        held = json.loads(text)
        rows = held["acts"]
        sent_at = moment(held.get("sent_at"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableActsError(_("What the phone sent could not be read. Load the page again.")) from error
    if not isinstance(rows, list) or len(rows) > MOST_ACTS_A_BATCH:
        raise UnreadableActsError(_("What the phone sent could not be read. Load the page again."))
    acts, unreadable = [], []
    for row in rows:
        try:
            acts.append(read_act(row, files))
        except (ValueError, KeyError, TypeError, AttributeError):
            unreadable.append(str(row.get("id", "") if isinstance(row, dict) else "")[:60])
    return Sent(sent_at, acts, unreadable)


def read_act(row: Mapping[str, Any], files: Mapping[str, UploadedFile[bytes]]) -> SentAct:
    """Read one act, or raise what its first wrong field raises."""
    key = UUID(row["id"])
    words = " ".join(str(row.get("text") or "").replace("\x00", "").split())
    return SentAct(
        id=key,
        kind=ActKind(row["kind"]),
        place=str(row.get("place") or "")[:40],
        door=str(row.get("door") or "")[:40],
        visit=min(max(int(row.get("visit") or 1), 1), MOST_VISITS),
        at=moment(row.get("at")),
        text=words[:LONGEST_TEXT],
        photo=files.get(str(key)),
    )


def moment(text: Any) -> datetime | None:
    """Read an ISO moment with its zone; a phone without a calendar gives none."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
