"""Drawing the coming evenings with a secret that can be shown afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from anxin.methods.routing import CrewPlan
from anxin.methods.unpredictability.mix import RosterMix


@dataclass(frozen=True)
class DrawnEvening:
    """What was drawn for a day: the roster, and its stops as places that bear the same key in every mix."""

    day: date
    plan: CrewPlan
    mix: int


def commitment(secret: bytes, days: Sequence[date]) -> str:
    """Return what may be shown at once: whoever is shown the secret later can check that it was not changed."""
    return hashlib.sha256(b"anxin weeks 1\n" + secret + "".join(f"\n{day}" for day in days).encode()).hexdigest()


def draw_weeks(
    mixes: Sequence[tuple[RosterMix, Sequence[int]]],
    days: Sequence[tuple[date, int]],
    *,
    secret: bytes,
    longest_gap: int,
    last_seen: Mapping[int, date] | None = None,
    places: Collection[int] | None = None,
) -> list[DrawnEvening]:
    """Draw an evening for each of `days` (day, number of its mix), in the order of the days.

    `mixes` come with the place's key of each stop, since stops are numbered anew in each problem. The same
    secret draws the same evenings. `places`, if given, need visits again and again, else all do: one that would
    wait `longest_gap` days or more (one never seen waits since the first of `days`) takes precedence among the
    rosters that the mix allows. Any other place is worth less once an evening of the same mix has been there:
    that halves the chance of the rosters that go there again.
    """
    seen = dict(last_seen or {})
    spent: dict[int, set[int]] = {}
    begin = min(day for day, _number in days) if days else date.min
    drawn: list[DrawnEvening] = []
    for day, number in sorted(days):
        mix, keys = mixes[number]
        held = set(keys) if places is None else set(places)
        due = {i for i, key in enumerate(keys) if key in held and (day - seen.get(key, begin)).days >= longest_gap}
        gone = spent.setdefault(number, set())
        faded = {i for i, key in enumerate(keys) if key in gone}
        plan = mix.draw(_generator(secret, day), due=due, spent=faded)
        gone.update({keys[visit.stop] for route in plan.routes for visit in route} - held)
        seen.update({keys[visit.stop]: day for route in plan.routes for visit in route})
        drawn.append(DrawnEvening(day, plan, number))
    return drawn


def _generator(secret: bytes, day: date) -> np.random.Generator:
    """Each evening has its own numbers, so that one that was walked tells nothing of the next."""
    return np.random.default_rng(list(hashlib.sha256(secret + day.isoformat().encode()).digest()))
