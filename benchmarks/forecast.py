"""The weekly forecast: what one week costs, whether two runs agree, and how it did on two years of a real city.

Usage: python -m benchmarks.forecast [--data ../shared/data/burglary] [--no-comparison]
Peers in the same run: the other candidates of `anxin evaluate burglary`, each on the same weeks.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

from anxin.burglary.forecasts.evaluation import all_candidates, evaluate, study_of_points
from anxin.burglary.forecasts.point_file import Points
from anxin.demo.burglaries import make_burglaries
from anxin.demo.district import make_ground
from anxin.methods.forecast import GROUPS, SHARES, Events, Ground, Judged, LastYear, MultiScale, WeeklyForecast

FILE = "vancouver_res_be_2003_2014.csv"
FIRST, LAST = date(2013, 1, 1), date(2014, 12, 31)
WEEK = date(2014, 12, 22).toordinal()
UNTIL = date(2026, 11, 22)
CASES = {
    "cells": "Vancouver, cells of 150 m",
    "blocks": "Vancouver, hundred-blocks as places",
    "district": "the made-up district’s estates",
}
RUNS = 7


def main() -> None:
    """Measure each case in two processes of its own, then compare the ways to forecast."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared/data/burglary")
    parser.add_argument("--case", choices=CASES)
    parser.add_argument("--no-comparison", action="store_true")
    chosen = parser.parse_args()
    if chosen.case:
        print(json.dumps(measured(chosen.data, chosen.case)))
        return
    print("| places | | events | CPU s | wall s | peak of the process, MB | runs and processes agree |")
    print("|---|---|---|---|---|---|---|")
    for case in CASES:
        print(row(chosen.data, case))
    if not chosen.no_comparison:
        compare(chosen.data)


def row(data: Path, case: str) -> str:
    """Return one row of the costs: seconds from the first process, and whether the second gives the same bytes."""
    command = [sys.executable, "-m", "benchmarks.forecast", "--data", str(data), "--case", case]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout for _process in range(2)]
    one, other = (json.loads(out) for out in runs)
    same = len({*one["digests"], *other["digests"]}) == 1
    return (
        f"| {CASES[case]} | {one['places']:,} | {one['events']:,} | {one['cpu']:.2f} | {one['wall']:.2f} "
        f"| {one['peak']:.0f} | {'yes' if same else 'NO'} |"
    )


def measured(data: Path, case: str) -> dict[str, object]:
    """Return the median seconds of one week from nothing, fitting and smoothing kernels included, and its memory."""
    ground, events, day = given(data, case)
    walls, cpus, digests = [], [], []
    for _run in range(RUNS):
        begun, busy = time.perf_counter(), time.process_time()
        found = MultiScale(ground).explain(events, day)
        walls.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - busy)
        digests.append(digest(found))
    return {
        "places": len(ground),
        "events": len(events.before(day)),
        "cpu": float(np.median(cpus)),
        "wall": float(np.median(walls)),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "digests": digests,
    }


def given(data: Path, case: str) -> tuple[Ground, Events, int]:
    """Return the places, the events and the Monday to forecast."""
    if case == "district":
        rng = np.random.default_rng(20181)
        estates = make_ground(rng)
        drawn = make_burglaries(estates, UNTIL, rng)
        x, y = estates.centre.T
        return Ground(x, y, estates.homes.astype(float)), Events.of(drawn.estate, drawn.day), UNTIL.toordinal() + 1
    points = read(data)
    if case == "cells":
        study = study_of_points(points, None, first=FIRST, last=LAST)
        return study.ground, study.events, WEEK
    blocks, where = np.unique(np.column_stack([points.x, points.y]), axis=0, return_inverse=True)
    return Ground(*blocks.T, np.ones(len(blocks))), Events.of(where.ravel(), points.day), WEEK


def read(data: Path) -> Points:
    """Return Vancouver's burglaries."""
    with (data / FILE).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    day = np.array([date.fromisoformat(one["date"]).toordinal() for one in rows], np.int64)
    x, y = (np.array([float(one[name]) for one in rows]) for name in ("x", "y"))
    return Points(day, x, y, np.array([one["area"] for one in rows]))


def digest(found: WeeklyForecast) -> str:
    """Return a fingerprint of every number of a forecast, to the last bit."""
    numbers = [found.expected, found.low, found.high, *(found.shares[group] for group in GROUPS)]
    factors = np.array([found.season, found.level])
    return hashlib.sha256(b"".join(part.tobytes() for part in [*numbers, factors])).hexdigest()


def compare(data: Path) -> None:
    """Print every candidate's scores on the weeks of two years, and the calibration of the one that ships."""
    study = study_of_points(read(data), None, first=FIRST, last=LAST)
    begun = time.process_time()
    found = evaluate(study, all_candidates(study.ground))
    print(f"\n{len(study.mondays)} weeks, {found.shipped.events:,.0f} events, {len(study.ground):,} cells")
    print(f"| | {' | '.join(f'{share:.0%}' for share in SHARES)} | PAI 5 % | gain at 5 % | log loss | CRPS |", end="")
    print(" observed / expected | hottest tenth | areas, 10th to 90th percentile |")
    print("|---" * (len(SHARES) + 8) + "|")
    for judged in found.judged:
        print(scores(judged))
    print(f"\nCPU of the comparison: {time.process_time() - begun:.0f} s")


def scores(judged: Judged) -> str:
    """Return one candidate's row."""
    hits = " | ".join(f"{100 * judged.hit_rate[share]:.1f}" for share in SHARES)
    low, high = (100 * bound for bound in judged.gain[0.05])
    gain = "–" if judged.name == LastYear.name else f"{low:+.1f} to {high:+.1f}"
    ten, ninety = np.quantile([area.ratio for area in judged.areas if area.expected > 20], [0.1, 0.9])
    return (
        f"| {judged.name} | {hits} | {judged.pai(0.05):.2f} | {gain} | {judged.log_loss:.3f} | {judged.crps:.2f} "
        f"| {judged.overall.ratio:.3f} | {judged.deciles[-1].ratio:.2f} | {ten:.2f} to {ninety:.2f} |"
    )


if __name__ == "__main__":
    main()
