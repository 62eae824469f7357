"""The detectors on the 28 Noufaily scenarios: false alarms and outbreaks found.

Usage: python -m benchmarks.surveillance_scenarios [--series 100] [--seed 2013] [--sizes 2,3,5,10] [--only 3] [--groups]
"""

from __future__ import annotations

import argparse

import numpy as np

from anxin.methods.surveillance import Farrington, ears, farrington_flexible, recent_weeks
from anxin.methods.surveillance.evaluate import Detector, Performance, evaluate_detectors, summary
from anxin.methods.surveillance.simulate import noufaily_scenarios

ORIGINAL = Farrington(periods=1, skip_recent=3, reweight_above=1.0, trend_below=0.05, bound="2/3", alpha=0.01)
DETECTORS: dict[str, Detector] = {
    "Farrington, R": lambda y, rows: farrington_flexible(y, evaluate=rows, compat="R"),
    "two weeks together": lambda y, rows: recent_weeks(y, evaluate=rows),
    "two weeks, alpha 0.0095": lambda y, rows: recent_weeks(y, Farrington(alpha=0.0095), evaluate=rows),
    "Farrington": lambda y, rows: farrington_flexible(y, evaluate=rows),
    "two weeks, five years alone": lambda y, rows: recent_weeks(y, long_years=None, evaluate=rows),
    "Farrington, muan, R": lambda y, rows: farrington_flexible(y, Farrington(bound="muan"), evaluate=rows, compat="R"),
    "Farrington, original, R": lambda y, rows: farrington_flexible(y, ORIGINAL, evaluate=rows, compat="R"),
    "EARS C1, R": lambda y, rows: ears(y, "C1", evaluate=rows, compat="R"),
    "EARS C2, R": lambda y, rows: ears(y, "C2", evaluate=rows, compat="R"),
    "EARS C3, R": lambda y, rows: ears(y, "C3", evaluate=rows, compat="R"),
}


def main() -> None:
    """Simulate, judge and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--series", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2013)
    parser.add_argument("--sizes", default="2,3,5,10", help="of the outbreaks, in standard deviations")
    parser.add_argument("--groups", action="store_true", help="means by cluster too")
    parser.add_argument("--only", type=int, default=len(DETECTORS), help="the first so many detectors")
    options = parser.parse_args()
    chosen = dict(list(DETECTORS.items())[: options.only])
    sizes = [int(size) for size in options.sizes.split(",")]
    found = evaluate_detectors(noufaily_scenarios(), chosen, sizes=sizes, series=options.series, seed=options.seed)
    each = " / ".join(map(str, sizes))
    print(
        f"| detector | false alarms (least to most) | found k = {each} | sensitivity | delay |\n|---|---|---|---|---|"
    )
    for name, figures in summary(found).items():
        print(line(name, figures, found))
    if options.groups:
        by_cluster(found)


def line(name: str, figures: dict[str, float], found: list[Performance]) -> str:
    """Return one row of the table."""
    own = [one.false_alarms for one in found if one.detector == name and one.size == 0]
    sizes = sorted({one.size for one in found if one.size})
    pod, weeks, delay = (
        " / ".join(f"{figures[f'{kind} {size:g}']:.3f}" for size in sizes) for kind in ("found", "sensitivity", "delay")
    )
    false = f"{figures['false_alarms']:.4f} ({min(own):.4f}-{max(own):.4f})"
    return f"| {name} | {false} | {pod} | {weeks} | {delay} |"


def by_cluster(found: list[Performance]) -> None:
    """Print false alarms and outbreaks found by cluster (four scenarios each), the smallest first."""
    sizes = sorted({one.size for one in found if one.size})
    for name in dict.fromkeys(one.detector for one in found):
        print(name)
        for cluster in range(7):
            own = [one for one in found if one.detector == name and (one.scenario - 1) // 4 == cluster]
            false = np.mean([one.false_alarms for one in own if one.size == 0])
            pods = [np.mean([one.found for one in own if one.size == size]) for size in sizes]
            print(f"  cluster {cluster + 1}: {false:.4f}  " + "  ".join(f"{pod:.3f}" for pod in pods))


if __name__ == "__main__":
    main()
