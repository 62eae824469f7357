"""The Knox test on real burglaries: 999 shuffles, warm and cold, and the memory that the close pairs take.

Usage: python -m benchmarks.knox [--data ../shared/data/burglary]
Peer in the same run: the full matrix of pairs in numpy, as one would write it first, timed for a few shuffles.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

FILES = {"Vancouver": "vancouver_res_be_2003_2014.csv", "Chicago": "chicago_res_be_2016.csv"}
CASES = (("Chicago", 5_000), ("Chicago", 11_700), ("Vancouver", 5_000), ("Vancouver", 20_000), ("Vancouver", 46_905))
EDGES = {"distance_bands": (0, 100, 200, 300, 400), "day_bands": (0, 7, 14, 21, 28)}
RUNS = 7


def main() -> None:
    """Measure each case in a process of its own and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared/data/burglary")
    parser.add_argument("--case", nargs=2)
    chosen = parser.parse_args()
    if chosen.case:
        print(json.dumps(measured(chosen.data, chosen.case[0], int(chosen.case[1]))))
        return
    print(
        "| city | events | close pairs | median s | fastest s | CPU s | memory above a small run, MB | bytes a pair |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for city, events in CASES:
        print(row(chosen.data, city, events))
    print(
        f"\nFirst answer of a new process, 500 events, compiled code kept from before: {cold(chosen.data, None):.1f} s"
    )
    with tempfile.TemporaryDirectory() as folder:
        print(f"The very first of an installation, which compiles: {cold(chosen.data, folder):.1f} s")
    print(f"Full matrix in numpy, 5,000 events, 999 shuffles: {peer(chosen.data):,.0f} s (from 3)")


def row(data: Path, city: str, events: int) -> str:
    """Return one row of the table."""
    command = [sys.executable, "-m", "benchmarks.knox", "--data", str(data), "--case", city, str(events)]
    got = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    each = got["bytes"] / got["pairs"]
    return (
        f"| {city} | {events:,} | {got['pairs']:,} | {got['median']:.2f} | {got['fastest']:.2f} | {got['cpu']:.2f} "
        f"| {got['bytes'] / 1e6:,.0f} | {each:,.0f} |"
    )


def measured(data: Path, city: str, events: int) -> dict[str, float]:
    """Return seconds of wall and processor, and how far the peak of memory rose above that of a small run."""
    from anxin.methods.near_repeat import knox_test

    x, y, day = sample(data, city, events)
    knox_test(x[:500], y[:500], day[:500], **EDGES, seed=1)  # load what is compiled
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    walls, cpus = [], []
    for _run in range(RUNS):
        begun, busy = time.perf_counter(), time.process_time()
        found = knox_test(x, y, day, **EDGES, seed=1)
        walls.append(time.perf_counter() - begun)
        cpus.append(time.process_time() - busy)
    rise = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {
        "pairs": found.close_pairs,
        "median": float(np.median(walls)),
        "fastest": min(walls),
        "cpu": float(np.median(cpus)),
        "bytes": rise * 1024,
    }


def sample(data: Path, city: str, events: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y and day of a random sample."""
    with (data / FILES[city]).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    pick = np.random.default_rng(20181).choice(len(rows), events, replace=False)
    x, y = (np.array([float(one[name]) for one in rows])[pick] for name in ("x", "y"))
    return x, y, np.array([one["date"] for one in rows], "datetime64[D]")[pick]


def cold(data: Path, compile_into: str | None) -> float:
    """Return seconds from the import to the first answer in a new process."""
    import os

    code = (
        "import sys, time; from pathlib import Path; from benchmarks.knox import EDGES, sample\n"
        "given = sample(Path(sys.argv[1]), 'Chicago', 500); begun = time.perf_counter()\n"
        "from anxin.methods.near_repeat import knox_test\n"
        "knox_test(*given, **EDGES, seed=1); print(time.perf_counter() - begun)"
    )
    env = dict(os.environ, **({"NUMBA_CACHE_DIR": compile_into} if compile_into else {}))
    done = subprocess.run([sys.executable, "-c", code, str(data)], check=True, capture_output=True, text=True, env=env)
    return float(done.stdout)


def peer(data: Path) -> float:
    """Return seconds for 999 shuffles with the full matrix, from the time of three."""
    x, y, day = sample(data, "Chicago", 5_000)
    days = day.astype(int)
    one, other = np.triu_indices(len(x), 1)
    band = np.searchsorted(EDGES["distance_bands"], np.hypot(x[one] - x[other], y[one] - y[other]), side="right")
    rng, begun = np.random.default_rng(1), time.perf_counter()
    for _shuffle in range(3):
        shuffled = rng.permutation(days)
        gap = np.searchsorted(EDGES["day_bands"], np.abs(shuffled[one] - shuffled[other]), side="right")
        np.bincount(band * 6 + gap)
    return (time.perf_counter() - begun) / 3 * 999


if __name__ == "__main__":
    main()
