"""2,800 districts of 195 charts in one week on Dask, with workers killed on the way.

Usage: python -m benchmarks.many_districts [--districts 2800] [--workers 2] [--kill 2] [--folder DIR]
Makes the districts (320 weeks of counts, 76 of mean scores, 184 kB each; a fall in one in ten), judges them, kills that many
workers by kill -9 while it runs, and compares every verdict with one process that judges them without Dask.
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import tempfile
import time
from pathlib import Path

import numpy as np
from distributed import Client

from anxin.methods.surveillance.district_week import DistrictWeek
from anxin.methods.surveillance.many_districts import judge_districts, judge_file, totals

CHARTS, WEEKS, SCORED, RHO = 195, 320, 76, 0.3


def main() -> None:
    """Make, judge, kill, compare and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--districts", type=int, default=2800)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill", type=int, default=0)
    parser.add_argument("--check", type=int, default=200, help="verdicts to compare with a process without Dask")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, verdicts, alone = (Path(scratch, name) for name in ("districts", "verdicts", "alone"))
        folder.mkdir(), alone.mkdir()
        with cluster(options.workers) as client:
            client.gather(client.map(make, range(options.districts), folder=folder))
        before, begun = children(), time.perf_counter()
        own = time.process_time()
        with cluster(options.workers) as client:
            started = time.perf_counter() - begun
            killer = Killer(client, options.kill, options.districts)
            run = judge_districts(client, folder, verdicts, killer.told)
            wall = time.perf_counter() - begun
            peak = max(client.run(peak_mb).values())
        cpu = children() - before + time.process_time() - own
        print(
            f"{run.judged} districts judged, {len(run.refused)} refused; {killer.killed} workers killed; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        print(
            f"{wall:.1f} s wall ({started:.1f} of them to start), {cpu:.1f} s CPU, {peak:.0f} MB in the largest worker"
        )
        print("falls, high, believed:", *totals(verdicts))
        print(
            "one process without Dask: {:.1f} ms CPU a district, {} of {} verdicts the same".format(
                *compare(folder, verdicts, alone, options.check)
            )
        )


def cluster(workers: int) -> Client:
    """Return a client of new worker processes of one thread each."""
    return Client(n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1")


def make(number: int, folder: Path) -> None:
    """Write one made-up district."""
    rng = np.random.default_rng([2800, number])
    level = rng.gamma(2.0, 2.0, CHARTS) + 0.2
    mean = level * np.exp(0.4 * np.cos(2 * np.pi * np.arange(WEEKS) / 52))[:, None]
    scores = rng.normal(size=(SCORED, CHARTS))
    for week in range(1, SCORED):
        scores[week] = RHO * scores[week - 1] + np.sqrt(1 - RHO**2) * scores[week]
    scores = 7 + 0.244 * scores
    scores[-8:, : CHARTS // 10] -= 0.5
    np.savez(
        folder / f"{number:06}.npz",
        counts=rng.negative_binomial(4, 4 / (4 + mean)).astype(np.uint16),
        means=scores.astype(np.float32),
    )


class Killer:
    """Ends one worker after another by kill -9 while districts are being judged."""

    def __init__(self, client: Client, workers: int, districts: int) -> None:
        self.client, self.killed = client, 0
        self.at = [districts * (k + 1) // (workers + 1) for k in range(workers)]

    def told(self, done: int, of: int) -> None:
        if self.at and done >= self.at[0]:
            self.at.pop(0)
            os.kill(next(iter(self.client.run(os.getpid).values())), signal.SIGKILL)
            self.killed += 1


def children() -> float:
    """Return CPU seconds of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def peak_mb() -> float:
    """Return the peak memory of this process in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(folder: Path, verdicts: Path, alone: Path, most: int) -> tuple[float, int, int]:
    """Return CPU ms a district in this process, verdicts that are the same to the last bit, and verdicts compared."""
    files = sorted(folder.glob("*.npz"))[:: max(1, len(list(folder.glob("*.npz"))) // most)]
    judge_file(files[0], alone / "warm.npz")  # imports and limits, once
    begun = time.process_time()
    for one in files:
        judge_file(one, alone / one.name)
    cpu = (time.process_time() - begun) / len(files) * 1000
    return cpu, sum(same(verdicts / one.name, alone / one.name) for one in files), len(files)


def same(one: Path, other: Path) -> bool:
    """Return whether two verdicts are the same to the last bit."""
    a, b = DistrictWeek.load(one), DistrictWeek.load(other)
    return all(
        np.array_equal(value, getattr(b, name), equal_nan=value.dtype.kind == "f") for name, value in vars(a).items()
    )


if __name__ == "__main__":
    main()
