"""What counts as a visit, which clock is believed, how long a link holds. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

TOLERANCE = timedelta(minutes=5)  # phones' clocks differ by less, unless they are wrong
LATE_DELIVERY = timedelta(days=7)  # what was recorded in time is taken for so long after the link ended
MOST_ACTS_A_BATCH = 50


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
    """An arrival (`arrives`) or a departure at a place."""

    place_id: int
    arrives: bool
    at: datetime


@dataclass(frozen=True)
class Visit:
    """A crew's visit: once a place and evening, however many phones ticked it."""

    place_id: int
    arrived_at: datetime
    left_at: datetime | None
    minutes: int
    estimated: bool  # nobody ticked both, so that the minutes are reckoned


def visits_of(marks: Sequence[Mark], *, dwell_minutes: int) -> list[Visit]:
    """Return one crew's visits in the order of arrival.

    A visit lasts from the first arrival to the last departure, but never beyond the arrival at the next place. Where
    one of the two was not ticked it counts as the usual stay, or as the time until the next arrival if that is less.
    """
    by_place: dict[int, list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: mark.at):
        by_place.setdefault(mark.place_id, []).append(mark)
    arrivals = {key: next((m.at for m in held if m.arrives), held[0].at) for key, held in by_place.items()}
    order = sorted(by_place, key=lambda key: arrivals[key])
    following = dict(zip(order, [arrivals[key] for key in order[1:]], strict=False))
    return [_visit(by_place[key], arrivals[key], following.get(key), dwell_minutes) for key in order]


def _visit(marks: Sequence[Mark], arrived_at: datetime, next_at: datetime | None, dwell_minutes: int) -> Visit:
    ticked = any(mark.arrives for mark in marks)
    left = max((mark.at for mark in marks if not mark.arrives and mark.at >= arrived_at), default=None)
    if left and next_at:
        left = min(left, next_at)
    if ticked and left:
        return Visit(marks[0].place_id, arrived_at, left, _minutes(left - arrived_at), estimated=False)
    stay = timedelta(minutes=dwell_minutes)
    stay = min(stay, next_at - arrived_at) if next_at else stay
    return Visit(marks[0].place_id, arrived_at, left, _minutes(stay), estimated=True)


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


def planned_against_done(
    planned: Mapping[int, int], visits: Collection[Visit], skipped: Mapping[int, str]
) -> list[Line]:
    """Return planned stops (place -> position) in their order with what became of them, then what nobody planned."""
    done = {visit.place_id: visit for visit in visits}
    lines = []
    for key, position in sorted(planned.items(), key=lambda pair: pair[1]):
        if key in done:
            lines.append(Line(key, LineState.DONE, position, done[key]))
        elif key in skipped:
            lines.append(Line(key, LineState.SKIPPED, position, reason=skipped[key]))
        else:
            lines.append(Line(key, LineState.MISSED, position))
    extra = (visit for visit in visits if visit.place_id not in planned)
    return lines + [Line(visit.place_id, LineState.UNPLANNED, visit=visit) for visit in extra]
