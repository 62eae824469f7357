"""What counts as a visit, which clock is believed, how long a link holds. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TOLERANCE = timedelta(minutes=5)  # phones' clocks differ by less, unless they are wrong
EARLIEST = timedelta(hours=1)  # before the way begins: nobody is on patrol so long before
LATE_DELIVERY = timedelta(days=7)  # what was recorded in time is taken for so long after the link ended
MOST_ACTS_A_BATCH = 50
Key = tuple[int, int]  # place and which of the crew's visits there


@dataclass(frozen=True)
class Reckoned:
    """When something happened, and whether the phone's clock had to be mended."""

    at: datetime
    mended: bool


def reckon(
    *, phone_at: datetime | None, phone_sent_at: datetime | None, received_at: datetime, opens_at: datetime
) -> Reckoned:
    """Return when an act happened. A clock that is wrong at sending is taken to have been as wrong before.

    Whatever is left in the future becomes the moment of receipt, and nothing comes before the link was there.
    """
    if phone_at is None:
        return Reckoned(received_at, mended=False)
    wrong = phone_sent_at - received_at if phone_sent_at else timedelta(0)
    at = phone_at - wrong if abs(wrong) > TOLERANCE else phone_at
    at = received_at if at > received_at + TOLERANCE else at
    at = opens_at if at < opens_at - TOLERANCE else at
    return Reckoned(at, mended=at != phone_at)


def is_early(at: datetime, begins_at: datetime | None) -> bool:
    """Say whether something happened so long before the crew's way begins that it belongs to no patrol."""
    return begins_at is not None and at < begins_at - EARLIEST


class Reach(StrEnum):
    """What a link still does."""

    OPEN = "open"
    DELIVERS = "delivers"  # takes what was recorded before it ended
    OVER = "over"


def reach_of(*, expires_at: datetime, now: datetime) -> Reach:
    """Say what a link does now."""
    if now <= expires_at:
        return Reach.OPEN
    return Reach.DELIVERS if now <= expires_at + LATE_DELIVERY else Reach.OVER


@dataclass(frozen=True)
class Mark:
    """An arrival (`arrives`) or a departure at a place, on which of the crew's visits there."""

    place_id: int
    arrives: bool
    at: datetime
    number: int = 1

    @property
    def key(self) -> Key:
        """What makes the visit one."""
        return self.place_id, self.number


@dataclass(frozen=True)
class Visit:
    """A crew's visit, however many phones ticked it; a place that needs two has two, told apart by their number."""

    place_id: int
    arrived_at: datetime
    left_at: datetime | None
    minutes: int
    estimated: bool  # nobody ticked both, so that the minutes are reckoned
    number: int = 1

    @property
    def key(self) -> Key:
        """What makes the visit one."""
        return self.place_id, self.number


def visits_of(marks: Sequence[Mark], *, dwell_minutes: int) -> list[Visit]:
    """Return one crew's visits in the order of arrival.

    A visit lasts from the first arrival to the last departure, but never beyond the arrival of the next. Where
    one of the two was not ticked it counts as the usual stay, or as the time until the next arrival if that is less.
    """
    held_by: dict[Key, list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: mark.at):
        held_by.setdefault(mark.key, []).append(mark)
    arrivals = {key: next((m.at for m in held if m.arrives), held[0].at) for key, held in held_by.items()}
    order = sorted(held_by, key=lambda key: arrivals[key])
    following = dict(zip(order, [arrivals[key] for key in order[1:]], strict=False))
    return [_visit(held_by[key], arrivals[key], following.get(key), dwell_minutes) for key in order]


def _visit(marks: Sequence[Mark], arrived_at: datetime, next_at: datetime | None, dwell_minutes: int) -> Visit:
    ticked = any(mark.arrives for mark in marks)
    left = max((mark.at for mark in marks if not mark.arrives and mark.at >= arrived_at), default=None)
    if left and next_at:
        left = min(left, next_at)
    if ticked and left:
        minutes = _minutes(left - arrived_at)
        return Visit(marks[0].place_id, arrived_at, left, minutes, estimated=False, number=marks[0].number)
    stay = timedelta(minutes=dwell_minutes)
    stay = min(stay, next_at - arrived_at) if next_at else stay
    return Visit(marks[0].place_id, arrived_at, left, _minutes(stay), estimated=True, number=marks[0].number)


def _minutes(span: timedelta) -> int:
    return max(1, round(span.total_seconds() / 60))


class LineState(StrEnum):
    """What became of a stop."""

    DONE = "done"
    SKIPPED = "skipped"
    MISSED = "missed"
    UNPLANNED = "unplanned"


@dataclass(frozen=True)
class Line:
    """One place of an evening: planned, done, or both."""

    place_id: int
    state: LineState
    position: int | None = None
    visit: Visit | None = None
    reason: str = ""
    number: int = 1


def meant(said: Collection[Key], planned: Collection[Key]) -> dict[Key, Key]:
    """Return which planned visit each ticked one stands for.

    It stands for itself; where the plan has changed and no longer has it, for the place's first visit that nobody
    ticked; where there is none, for a visit that nobody planned.
    """
    found = {key: key for key in said if key in planned}
    free = [key for key in sorted(planned) if key not in found]
    for key in sorted(set(said) - set(found)):
        other = next((one for one in free if one[0] == key[0]), None)
        if other:
            free.remove(other)
        found[key] = other or key
    return found


def planned_against_done(
    planned: Mapping[Key, int], visits: Collection[Visit], skipped: Mapping[Key, str]
) -> list[Line]:
    """Return planned visits (key -> position) in their order with what became of them, then what nobody planned."""
    stands_for = meant({visit.key for visit in visits}, planned)
    done = {stands_for[visit.key]: visit for visit in visits}
    why = {meaning: skipped[key] for key, meaning in meant(skipped, planned).items()}
    lines = []
    for key, position in sorted(planned.items(), key=lambda pair: pair[1]):
        place, number = key
        if key in done:
            lines.append(Line(place, LineState.DONE, position, done[key], number=number))
        elif key in why:
            lines.append(Line(place, LineState.SKIPPED, position, reason=why[key], number=number))
        else:
            lines.append(Line(place, LineState.MISSED, position, number=number))
    extra = (visit for key, visit in done.items() if key not in planned)
    return lines + [Line(visit.place_id, LineState.UNPLANNED, visit=visit, number=visit.number) for visit in extra]
