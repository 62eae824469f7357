"""Thousands of districts in one week, over the workers of a Dask cluster; one district needs none of this.

Usage: python -m anxin.methods.surveillance.many_districts FOLDER VERDICTS [--workers 2 | --scheduler ADDRESS]
FOLDER holds DISTRICT.npz with counts and means, (weeks, charts) each. VERDICTS gets one file a district; those that are
there already are not judged again, so a run that was stopped goes on where it was. Needs `pip install anxin[many]`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from anxin.methods.surveillance.district_week import DistrictWeek, judge_week

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """What a run did: districts judged, and why the others were not."""

    judged: int
    refused: dict[str, str]


def judge_file(source: Path, verdict: Path) -> str:
    """Judge one district's file; return "" or what is wrong with it, so that one bad file stops no other."""
    try:
        with np.load(source) as given:
            judge_week(given["counts"], given["means"]).save(verdict)
    except (ValueError, KeyError, OSError) as fault:
        return f"{type(fault).__name__}: {fault}"
    return ""


def judge_districts(client: Any, folder: Path, verdicts: Path, told: Told = lambda _done, _of: None) -> Run:
    """Judge every district of `folder` on the workers of a Dask `client` that share its files.

    A worker that dies loses nothing: the districts it held go to others, and a verdict's file is whole or absent.
    A district whose file ends several workers is refused by name, as Dask's `allowed-failures` says.
    """
    as_completed = import_module("distributed").as_completed
    verdicts.mkdir(parents=True, exist_ok=True)
    waiting = [(one, verdicts / one.name) for one in sorted(folder.glob("*.npz")) if not (verdicts / one.name).exists()]
    futures = {client.submit(judge_file, *one, pure=False): one[0].stem for one in waiting}
    refused = {}
    for done, future in enumerate(as_completed(futures), start=1):
        fault = repr(future.exception()) if future.status == "error" else future.result()
        if fault:
            refused[futures[future]] = fault
        future.release()
        told(done, len(waiting))
    return Run(len(waiting) - len(refused), refused)


def main() -> None:
    """Judge, showing how far it is, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("verdicts", type=Path)
    parser.add_argument("--workers", type=int, default=2, help="processes on this machine")
    parser.add_argument("--scheduler", help="address of a cluster that is there already")
    options = parser.parse_args()
    with _client(options.scheduler, options.workers) as client:
        run = judge_districts(client, options.folder.resolve(), options.verdicts.resolve(), _progress)
    sys.stdout.write(f"\n{run.judged} districts judged, {len(run.refused)} refused\n")
    for name, fault in run.refused.items():
        sys.stdout.write(f"{name}: {fault}\n")
    falls, high, believed = totals(options.verdicts)
    sys.stdout.write(f"{falls} falls of mood, {high} high counts, {believed} of them believed\n")


def totals(verdicts: Path) -> tuple[int, int, int]:
    """Return the falls, the high counts and the believed ones over all verdicts of a folder."""
    sums = np.zeros(3, int)
    for one in verdicts.glob("*.npz"):
        week = DistrictWeek.load(one)
        sums += [week.falls.sum(), week.high.sum(), week.believed.sum()]
    falls, high, believed = sums.tolist()
    return falls, high, believed


def _client(scheduler: str | None, workers: int) -> Any:
    try:
        start = import_module("distributed").Client
    except ImportError:
        sys.exit("Many districts need Dask: pip install anxin[many]. One district needs it not.")
    if scheduler:
        return start(scheduler)
    return start(n_workers=workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1")


def _progress(done: int, of: int) -> None:
    if done % 50 == 0 or done == of:
        sys.stdout.write(f"\r{done} of {of} districts")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
