"""How a wish becomes stops of the planner. Pure functions; seconds of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anxin.methods.routing import ImpossibleWishError, Stop, cover, meet, visit_twice

DAY = 86_400
PASSING_MINUTES = 3  # whoever passes close by looks around for a moment


@dataclass(frozen=True)
class Asked:
    """A wish without its database: kind, minutes there, and its times in seconds of the day, None for any."""

    kind: str
    minutes: int
    opens: int | None = None
    closes: int | None = None
    gap_minutes: int = 60
    crews: int = 2


def stops_for(
    asked: Asked, rows: Sequence[int], *, prize: int, evening: tuple[int, int], number: int
) -> tuple[Stop, ...]:
    """Return the stops of a wish; `rows` are where it may be met, `number` is its own and no other wish's.

    Raises ImpossibleWishError when it contradicts itself.
    """
    begins, ends = _within(asked, evening)
    stop = Stop(rows[0], prize, 60 * asked.minutes, ((begins, ends),), required=True)
    match asked.kind:
        case "twice":
            return visit_twice(stop, gap=60 * asked.gap_minutes, within=(begins, ends + stop.dwell), together=number)
        case "together":
            return meet(stop, crews=asked.crews, at=begins, together=number)
        case "nearby":
            passing = Stop(rows[0], prize, 60 * PASSING_MINUTES, stop.windows, required=True)
            return cover(passing, rows, one_of=number)
        case _:
            return (replace(stop, one_of=number),)


def in_evening(second: int, ends: int) -> int:
    """Return the second of a clock time; where crews walk past midnight, a morning hour is the next day's."""
    return second + DAY if ends > DAY and second < DAY // 2 else second


def _within(asked: Asked, evening: tuple[int, int]) -> tuple[int, int]:
    """Return from when to when a visit may begin."""
    begins = evening[0] if asked.opens is None else asked.opens
    ends = evening[1] - 60 * asked.minutes if asked.closes is None else asked.closes
    if begins > ends:
        raise ImpossibleWishError("It must begin before it ends.")
    return begins, ends
