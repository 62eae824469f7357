"""Who could walk when, and what each crew needs: the question that a roster answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Allowed = NDArray[np.bool_]


@dataclass(frozen=True)
class Limit:
    """At most `most` shifts in any `nights` nights in a row."""

    nights: int
    most: int

    def __post_init__(self) -> None:
        if self.nights < 1 or self.most < 0:
            raise ValueError(f"A limit needs at least one night and no negative number: {self}.")


@dataclass(frozen=True)
class Rules:
    """What holds for everybody; besides, a person walks at most once a night.

    rest_hours : hours between the end of one shift and the beginning of the next.
    limits : three nights in a row are `Limit(4, 3)`, eight in four weeks `Limit(28, 8)`.
    trained_a_crew : how many of a crew have been trained.
    """

    rest_hours: float = 11.0
    limits: tuple[Limit, ...] = (Limit(4, 3), Limit(28, 8))
    trained_a_crew: int = 1


@dataclass(frozen=True)
class OtherShift:
    """A shift that stands already, before the first night (a night below 0) or later: rest and limits count it."""

    night: int
    begins: float
    ends: float


@dataclass(frozen=True)
class Walker:
    """One person: what they can do, with whom, and what they walked lately.

    most : shifts in any 28 nights that they offered at most; None for the rule's own limit.
    wishes_with, never_with : rows of `RosterProblem.walkers`.
    nights_before, km_before : walked in the four weeks before; fairness adds them.
    others : the shifts that stand outside this roster and that a limit or the rest can reach.
    """

    trained: bool = False
    skills: frozenset[str] = frozenset()
    most: int | None = None
    wishes_with: frozenset[int] = frozenset()
    never_with: frozenset[int] = frozenset()
    nights_before: int = 0
    km_before: float = 0.0
    others: tuple[OtherShift, ...] = ()


@dataclass(frozen=True)
class Shift:
    """One crew on one night.

    night : whole days from the first night, which is 0.
    begins, ends : hours from the midnight before night 0.
    least, most : people in the crew; with fewer than `least` it does not walk.
    km : on foot, for each of them.
    skills : at least one of the crew has each.
    """

    night: int
    begins: float
    ends: float
    least: int = 2
    most: int = 3
    km: float = 5.0
    skills: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.begins < self.ends:
            raise ValueError(f"A shift must begin before it ends: {self.begins} to {self.ends}.")
        if not 1 <= self.least <= self.most:
            raise ValueError(f"A crew has at least one person and `least` is not above `most`: {self}.")


@dataclass(frozen=True)
class RosterProblem:
    """Everybody and every shift of the four weeks.

    walkers : n people.
    shifts : m shifts.
    available : (n, m) true where the person may be asked: free that night, and of a team that walks it.
    wished_free : (n, m) true where the person is available but would rather stay at home; None for nowhere.
    """

    walkers: Sequence[Walker]
    shifts: Sequence[Shift]
    available: Allowed
    wished_free: Allowed | None = None
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        shape = (len(self.walkers), len(self.shifts))
        for name, table in (("available", self.available), ("wished_free", self.wished_free)):
            if table is not None and (table.shape != shape or table.dtype != np.bool_):
                raise ValueError(f"`{name}` must be boolean of shape {shape}, not {table.dtype} of {table.shape}.")
        rows = range(len(self.walkers))
        for i, walker in enumerate(self.walkers):
            if any(j not in rows or j == i for j in walker.wishes_with | walker.never_with):
                raise ValueError(f"Walker {i} names a partner who is no other row of `walkers`.")

    def limits_of(self, walker: int) -> list[Limit]:
        """Return the limits that hold for one person, the limit of their own choice among them."""
        own = self.walkers[walker].most
        return [Limit(1, 1), *self.rules.limits, *([] if own is None else [Limit(28, own)])]

    def available_pairs(self) -> list[tuple[int, int]]:
        """Return (walker, shift) for all who may be asked, in rising order."""
        walker, shift = self.available.nonzero()
        return list(zip(walker.tolist(), shift.tolist(), strict=True))


@dataclass(frozen=True)
class Gap:
    """A crew that cannot walk, and why.

    reason : `nobody_free`, `too_few_free`, `nobody_trained`, `no_skill`, or `all_taken` where enough are free on
        paper, but walk elsewhere, must rest, have reached a limit or cannot be put together.
    free : people available that night who have rested from the shifts that stand.
    skill : the skill that nobody free has, for `no_skill`.
    """

    shift: int
    reason: str
    free: int
    skill: str = ""


@dataclass(frozen=True)
class Roster:
    """Who walks in which crew.

    crews : for each shift the rows of its walkers, in rising order; empty where the crew cannot walk.
    gaps : the crews that cannot walk.
    bounds : what no roster can beat: see `Bounds`.
    """

    crews: tuple[tuple[int, ...], ...]
    gaps: tuple[Gap, ...]
    bounds: Bounds


@dataclass(frozen=True)
class Bounds:
    """What was reached and what no roster can beat.

    filled, filled_bound : crews that walk, and at most could.
    seats, seats_bound : people on them, and at most could be, with as many crews filled.
    burden, burden_bound : the sum of squared nights plus wished-free evenings taken, and its lower bound with as many
        seats filled.
    """

    filled: int
    filled_bound: int
    seats: int
    seats_bound: int
    burden: int
    burden_bound: int
