"""How often a watcher guesses right: a fixed plan, a plan made anew each night, and mixes at several shares of the prize.

The ground is the made-up district at full size. 80 estates are on the focus list (4 to 6), 40 lie near a recent burglary
(3), and each estate not visited for 21 days is worth 1 more; crews walk two hours from large estates.

Usage: python -m benchmarks.unpredictability [--crews 12] [--seconds 3] [--solves 6] [--weeks 8] [--span 7] [--no-nightly]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from anxin.demo.district import Ground, make_ground, to_degrees
from anxin.methods.routing import (
    Crew,
    CrewPlan,
    PlanProblem,
    Stop,
    StreetGraph,
    check_plan,
    plan_crews,
    straight_line_metres,
    walking_metres,
)
from anxin.methods.unpredictability import (
    cells_of,
    draw_weeks,
    generate_rosters,
    mix_rosters,
    prizes_of,
    unpredictability_report,
    weights_by_wait,
)

FIRST = date(2026, 11, 23)
OVERDUE_DAYS, LONGEST_GAP = 21, 14
SHARES = (1.0, 0.98, 0.95, 0.9, 0.8)


class District:
    """The evenings of a made-up district."""

    def __init__(self, crews: int) -> None:
        rng = np.random.default_rng(2018)
        ground = make_ground(rng)
        self.starts = np.argsort(-ground.homes)[:crews]
        metres = walks(ground)
        whole = np.concatenate([self.starts, np.arange(len(ground.homes))])
        self.seconds = np.rint(metres[np.ix_(whole, whole)] / (4.3 / 3.6)).astype(np.int64)
        self.metres = metres
        self.need = np.zeros(len(ground.homes))
        marked = rng.permutation(len(self.need))
        self.need[marked[:80]] = rng.uniform(4, 6, 80)
        self.need[marked[60:100]] += 3

    def worth(self, evenings: Sequence[tuple[date, list[tuple[int, int]]]]) -> np.ndarray:
        """Return what each evening was worth by what was needed and overdue on the day itself."""
        last: dict[int, date] = {}
        found = []
        for day, visits in evenings:
            places = [place for place, _slot in visits]
            overdue = [(day - last.get(place, date.min)).days >= OVERDUE_DAYS for place in places]
            found.append(np.maximum(1, np.rint(10 * (self.need[places] + overdue))).sum())
            last.update(dict.fromkeys(places, day))
        return np.array(found)

    def problem(self, last: dict[int, date], day: date) -> tuple[PlanProblem, list[int]]:
        """Return the evening's problem, and the estate that each of its stops is."""
        overdue = np.array([(day - last.get(i, date.min)).days >= OVERDUE_DAYS for i in range(len(self.need))])
        near = np.argsort(np.where(overdue, self.metres[self.starts], np.inf), axis=1)[:, :30]
        chosen = sorted(set(np.flatnonzero(self.need > 0)) | {i for i in near.ravel() if overdue[i]})
        prizes = np.maximum(1, np.rint(10 * (self.need + overdue))).astype(int)
        crews = len(self.starts)
        shifts = [Crew(i, 19 * 3600 + 1800, 21 * 3600 + 1800) for i in range(crews)]
        stops = [Stop(crews + int(i), int(prizes[i]), 720) for i in chosen]
        return PlanProblem([self.seconds] * crews, shifts, stops), [int(i) for i in chosen]


def walks(ground: Ground) -> np.ndarray:
    """Return the metres on foot between all estates."""
    degrees = to_degrees(ground.corner.reshape(-1, 2))
    number = np.arange(len(degrees)).reshape(ground.corner.shape[:2])
    ends = ground.edges[ground.kept]
    u, v = (number[ends[:, side, 0], ends[:, side, 1]] for side in (0, 1))
    points = ground.corner.reshape(-1, 2)
    graph = StreetGraph(degrees[:, 0], degrees[:, 1], u, v, np.linalg.norm(points[u] - points[v], axis=1))
    graph = graph.largest_component()
    centre = to_degrees(ground.centre)
    nodes, away = graph.nearest(centre[:, 0], centre[:, 1])
    metres = walking_metres(graph, nodes) + away[:, None] + away
    np.fill_diagonal(metres, 0)
    return np.where(np.isfinite(metres), metres, 1.3 * straight_line_metres(centre[:, 0], centre[:, 1]))


def cells(plan: CrewPlan, keys: list[int]) -> list[tuple[int, int]]:
    """Return the plan's visits as (estate, half hour)."""
    return [(keys[stop], slot) for route in plan.routes for stop, slot in cells_of(route)]


def nightly(district: District, evenings: int, seconds: float) -> Iterator[tuple[date, list[tuple[int, int]]]]:
    """Plan each evening anew with what is overdue then."""
    last: dict[int, date] = {}
    for number in range(evenings):
        day = FIRST + timedelta(days=number)
        problem, keys = district.problem(last, day)
        plan = plan_crews(problem, seconds=seconds, seeds=(number,))
        assert not check_plan(problem, plan)
        visits = cells(plan, keys)
        last.update({place: day for place, _slot in visits})
        yield day, visits


def mixed(district: District, evenings: int, share: float, asked: argparse.Namespace):
    """Mix every `span` evenings over the needs of the first of them, and draw those."""
    span, seconds, solves = asked.span, asked.seconds, asked.solves
    last: dict[int, date] = {}
    found, informed, chances, kept = [], [], [], []
    for number in range(0, evenings, span):
        first = FIRST + timedelta(days=number)
        problem, keys = district.problem(last, first)
        made = generate_rosters(
            problem, lambda p, seed: plan_crews(p, seconds=seconds, seeds=(seed,)), seed=100 * number, solves=solves
        )
        waited = [(first - last.get(key, first - timedelta(days=LONGEST_GAP))).days for key in keys]
        mix = mix_rosters(problem, made, share=share, weights=weights_by_wait(prizes_of(problem), waited, LONGEST_GAP))
        informed.append(mix.informed_hit_rate())
        kept.append(mix.expected_prize / mix.best_prize)
        days = [(first + timedelta(days=i), 0) for i in range(min(span, evenings - number))]
        needed = [int(i) for i in np.flatnonzero(district.need > 0)]
        drawn = draw_weeks(
            [(mix, keys)], days, secret=b"benchmark", longest_gap=LONGEST_GAP, last_seen=last, places=needed
        )
        for evening in drawn:
            assert not check_plan(problem, evening.plan)
            visits = cells(evening.plan, keys)
            last.update({place: evening.day for place, _slot in visits})
            found.append((evening.day, visits))
            chances.append(dict(zip(keys, mix.coverage.tolist(), strict=True)))
    return found, chances, float(np.mean(kept)), float(np.mean(informed))


class Table:
    """Prints a row for each way to plan."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.begun = time.process_time()

    def row(self, name: str, evenings, chances, share: str = "100 %", informed: str = "–") -> None:
        """Judge the evenings from the 29th on."""
        report = unpredictability_report(evenings[28:], chances[28:], watched=evenings[:28])
        often = [p for p in report.places if p.seen >= 4]
        bits = np.mean([p.entropy for p in often]) if often else float("nan")
        gap = np.median([p.longest_gap for p in often]) if often else float("nan")
        guess, place = report.guess, report.guess_place
        seen = sum(p.seen > 0 for p in report.places)
        worth = self.district.worth(evenings)[28:].mean()
        spent, self.begun = time.process_time() - self.begun, time.process_time()
        print(f"| {name} | {share} | {worth:.0f} | {guess.hit_rate:.0%} ({guess.name}) | {informed} "
              f"| {place.hit_rate:.0%} | {bits:.2f} | {gap:.0f} | {seen} | {spent:.0f} |", flush=True)  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crews", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--solves", type=int, default=6)
    parser.add_argument("--weeks", type=int, default=8)
    parser.add_argument("--span", type=int, default=7, help="evenings that a mix is made for")
    parser.add_argument("--shares", type=float, nargs="*", default=SHARES)
    parser.add_argument("--no-nightly", action="store_true")
    asked = parser.parse_args()
    district = District(asked.crews)
    print("| plan | prize kept by the mix | worth an evening by its own needs | hit rate, place and half hour | of one who knows the mix | place alone "
          "| bits of time a place | median longest gap, days | places seen in 4 weeks | CPU s |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|")
    table = Table(district)
    problem, keys = district.problem({}, FIRST)
    best = plan_crews(problem, seconds=2 * asked.seconds)
    number = 7 * asked.weeks
    fixed = [(FIRST + timedelta(days=i), cells(best, keys)) for i in range(number)]
    table.row("the best plan, every evening", fixed, certain(fixed))
    if not asked.no_nightly:
        anew = list(nightly(district, number, asked.seconds))
        table.row("planned anew each night", anew, certain(anew))
    for share in asked.shares:
        evenings, chances, kept, informed = mixed(district, number, share, asked)
        table.row(f"mix at {share:.2f}", evenings, chances, f"{kept:.1%}", f"{informed:.0%}")


def certain(evenings) -> list[dict[int, float]]:
    """Return the chances of evenings that were not drawn."""
    return [dict.fromkeys([place for place, _slot in visits], 1.0) for _day, visits in evenings]


if __name__ == "__main__":
    main()
