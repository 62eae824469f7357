"""What the district decided about patrols: what a visit is worth and who is overdue. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

PRIZE_UNIT = 10  # prizes are whole numbers; one weight of need is ten of them
OVERDUE_WEIGHT = 1.0
MOST_OVERDUE_A_CREW = 30
MOST_NEEDED_A_CREW = 40  # more than any crew can visit in an evening; keeps a dense city plannable


@dataclass(frozen=True)
class Need:
    """One reason to visit a place."""

    place_id: int
    kind: str
    weight: float


def prize_of(needs: Sequence[Need]) -> int:
    """Return what a visit is worth: the needs of a place add up."""
    return max(1, round(PRIZE_UNIT * sum(need.weight for need in needs)))


def is_overdue(last_visit: date | None, today: date, days: int) -> bool:
    """Say whether the place has waited too long for a visit."""
    return last_visit is None or (today - last_visit).days >= days


def by_place(needs: Sequence[Need]) -> Mapping[int, list[Need]]:
    """Group needs by place."""
    grouped: dict[int, list[Need]] = {}
    for need in needs:
        grouped.setdefault(need.place_id, []).append(need)
    return grouped


def numbers_of_visits(places: Sequence[int], taken: Collection[tuple[int, int]] = ()) -> list[int]:
    """Return which of a crew's visits to its place each is, in the order of the evening.

    The first number that is free: `taken` are the (place, number) of the visits that stay as they are.
    """
    used, numbers = set(taken), []
    for place in places:
        number = next(n for n in count(1) if (place, n) not in used)
        used.add((place, number))
        numbers.append(number)
    return numbers
