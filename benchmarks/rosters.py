"""Four weeks of rosters for 1,200 people: time, crews that cannot walk, fairness, the way to the bound, memory.

python -m benchmarks.rosters [--people 1200] [--teams 10] [--free 0.35]
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import time

import numpy as np

from anxin.methods.rosters import (
    OtherShift,
    Roster,
    RosterProblem,
    Shift,
    Walker,
    check_roster,
    loads_of,
    make_roster,
    spread_of,
)

NIGHTS = 28
CREWS = 40
WEEKLY = 0.8  # an evening of the week that suits holds on most of its dates


def instance(people: int, teams: int, free: float, seed: int = 1) -> RosterProblem:
    """Return people in teams, each free on some evenings of the week, with dates off, wishes, refusals and a past."""
    draw = np.random.default_rng(seed)
    team = np.arange(people) % teams
    weekly = draw.random((people, 7)) < free / WEEKLY
    nights = weekly[:, np.arange(NIGHTS) % 7] & (draw.random((people, NIGHTS)) < WEEKLY)
    km = draw.uniform(3, 8, CREWS).round(1)
    shifts = [_shift(night, crew, km[crew]) for night in range(NIGHTS) for crew in range(CREWS)]
    own = team[:, None] == np.array([crew % teams for _ in range(NIGHTS) for crew in range(CREWS)])[None, :]
    available = np.repeat(nights, CREWS, axis=1) & own
    rather_not = np.repeat(draw.random((people, NIGHTS)) < 0.05, CREWS, axis=1) & available
    walkers = [_walker(draw, i, people, teams) for i in range(people)]
    return RosterProblem(walkers, shifts, available, rather_not)


def _shift(night: int, crew: int, km: float) -> Shift:
    begins = 24 * night + 19.5 + crew % 3
    return Shift(night, begins, begins + 2, 2, 3, float(km), frozenset({"first aid"} if crew == 0 else ()))


def _walker(draw: np.random.Generator, row: int, people: int, teams: int) -> Walker:
    mates = [other for other in (row + teams, row - teams, row + 2 * teams) if 0 <= other < people]
    nights = int(draw.integers(0, 5))
    last = -int(draw.integers(1, 4))
    return Walker(
        trained=bool(draw.random() < 0.4),
        skills=frozenset({"first aid"} if draw.random() < 0.15 else ()),
        most=int(draw.integers(3, 9)),
        wishes_with=frozenset(mates[:1] if draw.random() < 0.2 else ()),
        never_with=frozenset(mates[1:2] if draw.random() < 0.02 else ()),
        nights_before=nights,
        km_before=round(nights * draw.uniform(3, 8), 1),
        others=(OtherShift(last, 24 * last + 20.0, 24 * last + 22.0),) if nights else (),
    )


def _report(problem: RosterProblem, roster: Roster, wall: float, cpu: float) -> None:
    found = roster.bounds
    nights, km = loads_of(problem, roster.crews)
    with_past = [n + held.nights_before for n, held in zip(nights, problem.walkers, strict=True)]
    km_with_past = [k + held.km_before for k, held in zip(km, problem.walkers, strict=True)]
    able = problem.available.any(axis=1)
    wishes = sum(
        mate in members
        for members in roster.crews
        for walker in members
        for mate in problem.walkers[walker].wishes_with
    )
    print(f"{int(problem.available.sum())} pairs; faults: {len(check_roster(problem, roster.crews))}")
    print(f"wall {wall:.1f} s, CPU {cpu:.1f} s, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    print(f"crews {found.filled} of at most {found.filled_bound}, seats {found.seats} of at most {found.seats_bound}")
    gap = found.burden / max(found.burden_bound, 1) - 1
    print(f"burden {found.burden}, bound {found.burden_bound}, gap {100 * gap:.3f} %; partners' evenings {wishes}")
    for name, loads in (
        ("nights", nights),
        ("nights with past", with_past),
        ("km", km),
        ("km with past", km_with_past),
    ):
        spread = spread_of(np.array(loads)[able])
        print(f"{name}: mean {spread.mean:.2f}, {spread.least:.1f} to {spread.most:.1f}, Gini {spread.gini:.3f}, "
              f"max/mean {spread.max_over_mean:.2f}")  # fmt: skip
    print("same roster:", hashlib.sha256(repr(roster.crews).encode()).hexdigest()[:16])


def main() -> None:
    """Make one roster and say what it took."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--people", type=int, default=1200)
    ask.add_argument("--teams", type=int, default=10)
    ask.add_argument("--free", type=float, default=0.35)
    ask.add_argument("--effort", type=float, default=None)
    given = ask.parse_args()
    problem = instance(given.people, given.teams, given.free)
    wall, cpu = time.perf_counter(), time.process_time()
    roster = make_roster(problem, **({} if given.effort is None else {"effort": given.effort}))
    _report(problem, roster, time.perf_counter() - wall, time.process_time() - cpu)


if __name__ == "__main__":
    main()
