"""Crews that were to meet, and one of them cannot come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from anxin.patrols.evening import ASKED
from anxin.patrols.models import Stop, WishKind
from anxin.patrols.wishes.queries import wishes_of


@dataclass(frozen=True)
class Meeting:
    """A meeting that a crew misses: where, and whether enough others still come to make it one."""

    place_id: int
    name: str
    takes_place: bool


def missed_by(crew: int, left: Sequence[tuple[int, Stop]], out: Collection[int], day: date) -> list[Meeting]:
    """Return the meetings that a crew that is out misses; crews are positions in the plan, `out` those that are."""
    places = {wish.place_id for wish in wishes_of(day) if wish.kind == WishKind.TOGETHER}
    asked = [(index, stop) for index, stop in left if stop.place_id in places and ASKED in stop.reasons]
    come = {stop.place_id: {i for i, other in asked if other.place_id == stop.place_id} - set(out) for _, stop in asked}
    mine = {stop.place_id: stop.place.name for index, stop in asked if index == crew}
    return [Meeting(place, name, len(come[place]) > 1) for place, name in mine.items() if come[place]]


def still_wanted(
    left: Sequence[tuple[int, Stop]], missed: Sequence[Meeting], out: Collection[int]
) -> list[tuple[int, Stop]]:
    """Return the visits that still make sense: alone, a crew goes to a cancelled meeting only for the place's need."""
    places = {meeting.place_id: meeting for meeting in missed}
    found = []
    for index, stop in left:
        meeting = places.get(stop.place_id)
        if meeting is not None and ASKED in stop.reasons:
            if index in out:
                continue
            if not meeting.takes_place:
                stop.reasons = [reason for reason in stop.reasons if reason != ASKED]
                if not stop.reasons:
                    continue
        found.append((index, stop))
    return found
