"""Compare every case of a folder of reference results with this package.

Usage: python -m benchmarks.surveillance_parity DIR [--each] (DIR holds series.json and cases.json)
Prints, by algorithm: cases, points, mismatched alarms, worst error of a bound.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.surveillance_calls import CALLS, verdict


@dataclass
class Comparison:
    """One case: how many points, alarms that differ, bounds given on one side alone, worst errors of the rest."""

    points: int
    alarms: int
    one_sided: int
    absolute: float
    relative: float


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", action="store_true", help="a line for each case")
    options = parser.parse_args()
    by_algorithm = defaultdict(list)
    for name, case, series in cases(options.folder):
        if case["algorithm"] not in CALLS:
            print(f"{name}: {case['algorithm']} is not built")
            continue
        by_algorithm[case["algorithm"]].append((name, compare(case, series)))
    print(
        "| algorithm | cases | points | mismatched alarms | bounds on one side alone | worst absolute | worst relative |"
    )
    print("|---|---|---|---|---|---|---|")
    for algorithm, found in by_algorithm.items():
        print(line(algorithm, [one for _name, one in found], len(found)))
        if options.each:
            for name, one in found:
                print(line(name, [one], 1))


def cases(folder: Path) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Return (name, case, its series) of every case in the folder."""
    series = json.loads((folder / "series.json").read_text())["series"]
    found = json.loads((folder / "cases.json").read_text())
    return [(name, case, series[case["series"]]) for name, case in found.items()]


def compare(case: dict[str, Any], series: dict[str, Any]) -> Comparison:
    """Return how a case differs; where the reference stopped with an error, only that no exception is raised here."""
    upper, alarm = verdict(case["algorithm"], case["control"], series)
    if "output" not in case:
        return Comparison(len(alarm), 0, 0, 0.0, 0.0)
    theirs = np.array([np.nan if x is None else x for x in case["output"]["upperbound"]], float)
    their_alarm = np.array([bool(x) for x in case["output"]["alarm"]])
    both = np.isfinite(theirs) & np.isfinite(upper)
    absurd = (
        np.isfinite(theirs) & (theirs >= 1e9)
        if case["algorithm"] == "farringtonFlexible"
        else np.zeros(len(theirs), bool)
    )
    error = np.abs(upper - theirs)[both & ~absurd]
    relative = error / np.maximum(np.abs(theirs[both & ~absurd]), 1e-300)
    relative[error == 0] = 0
    lone = (np.isfinite(theirs) != np.isfinite(upper)) & ~absurd
    return Comparison(
        len(alarm),
        int((alarm != their_alarm).sum()),
        int(lone.sum()),
        float(error.max(initial=0)),
        float(relative.max(initial=0)),
    )


def line(name: str, found: list[Comparison], cases: int) -> str:
    """Return one row of the table."""
    points, alarms, lone = (sum(getattr(one, field) for one in found) for field in ("points", "alarms", "one_sided"))
    absolute, relative = (max(getattr(one, field) for one in found) for field in ("absolute", "relative"))
    return f"| {name} | {cases} | {points:,} | {alarms} | {lone} | {absolute:.1e} | {relative:.1e} |"


if __name__ == "__main__":
    main()
