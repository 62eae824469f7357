"""What is allowed to be posted where and when. Pure functions: no database, clock or request."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

MOST_PICTURE_BYTES = 2 * 1024**2  # what a WeCom robot takes, before base64
MOST_FILE_BYTES = 20 * 1024**2
LINK_DAYS = 30
PNG, PDF = b"\x89PNG\r\n\x1a\n", b"%PDF-"
Span = tuple[time, time]


def is_quiet(local: datetime, span: Span | None) -> bool:
    """Say whether a moment of the district's clock lies in the quiet hours, which may span midnight."""
    if span is None:
        return False
    begins, ends = span
    now = local.time()
    return begins <= now < ends if begins <= ends else now >= begins or now < ends


def end_of_quiet(local: datetime, span: Span | None) -> datetime:
    """Return the first moment from `local` on at which residents may be disturbed."""
    if span is None or not is_quiet(local, span):
        return local
    morning = datetime.combine(local.date(), span[1], tzinfo=local.tzinfo)
    return morning if morning > local else morning + timedelta(days=1)


def may_release(*, residents: bool, maker: int | None, person: int | None) -> bool:
    """Say whether this person may release: what residents read needs another pair of eyes than its maker's."""
    return not residents or (person is not None and person != maker)


def area_of_room(room_path: str, areas: Collection[str], *, by_area: bool) -> str | None:
    """Return the path of the area whose parts a room gets, or None.

    The smallest area that holds the room counts. Where a pack is parted by area, the whole district's parts go to
    rooms of the whole district alone.
    """
    holding = sorted((area for area in areas if room_path.startswith(area)), key=len)
    if not holding:
        return None
    whole = min(areas, key=len)
    # Subdistricts alone, with nothing of the whole district among them, hold each other's place in no way.
    parted = by_area and len(areas) > 1 and all(area.startswith(whole) for area in areas)
    if parted and holding[-1] == whole and room_path != whole:
        return None
    return holding[-1]


def cut(text: str, most_bytes: int, link: str) -> str:
    """Return the text within a limit of UTF-8 bytes: cut at a line or letter, the link to the rest behind it."""
    foot = f"\n{link}" if link else ""
    if len((text + foot).encode()) <= most_bytes:
        return text + foot
    room = most_bytes - len(f"\n…{foot}".encode())
    kept = text.encode()[: max(0, room)].decode(errors="ignore")
    whole_lines, parted, _rest = kept.rpartition("\n")
    if parted and len(whole_lines) > len(kept) // 2:
        kept = whole_lines
    return f"{kept.rstrip()}\n…{foot}"


def wait_before_try(tries: int) -> timedelta:
    """Return how long to wait before the next try: 5, 10, 20, ... seconds, at most ten minutes."""
    return timedelta(seconds=min(5 * 2 ** max(0, tries - 1), 600))
