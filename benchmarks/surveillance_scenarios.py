"""The detectors on the 28 Noufaily scenarios: false alarms and outbreaks found.

Usage: python -m benchmarks.surveillance_scenarios [--series 100] [--seed 2013] [--sizes 2,3,5,10] [--only 3] [--groups]
       python -m benchmarks.surveillance_scenarios --bent [--series 50]: false alarms where the trend ends in week 364
"""

from __future__ import annotations

import argparse

import numpy as np

from anxin.methods.surveillance import Farrington, ears, farrington_flexible, recent_weeks
from anxin.methods.surveillance.evaluate import Detector, Performance, evaluate_detectors, summary
from anxin.methods.surveillance.simulate import FIRST_NOW, WEEKS, Scenario, noufaily_scenarios, simulate

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
BENT: dict[str, Detector] = {
    "two histories": lambda y, rows: recent_weeks(y, evaluate=rows),
    "five years": lambda y, rows: recent_weeks(y, long_years=None, evaluate=rows),
    "ten years": lambda y, rows: recent_weeks(y, Farrington(years=10), long_years=None, evaluate=rows),
}


def main() -> None:
    """Simulate, judge and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--series", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2013)
    parser.add_argument("--sizes", default="2,3,5,10", help="of the outbreaks, in standard deviations")
    parser.add_argument("--groups", action="store_true", help="means by cluster too")
    parser.add_argument("--only", type=int, default=len(DETECTORS), help="the first so many detectors")
    parser.add_argument("--bent", action="store_true", help="false alarms after a trend that ends, and nothing else")
    options = parser.parse_args()
    if options.bent:
        after_a_bend(options.series, options.seed)
        return
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


class Bent(Scenario):
    """A scenario whose trend, turned round for `sign` 1, ends in week 364: a long history then forecasts wrongly."""

    sign = 1

    def mean(self) -> np.ndarray:
        week = np.arange(1, WEEKS + 1)
        return super().mean() * np.exp(-self.beta * (week + self.sign * (np.minimum(week, 364) - 364)))


class BentUp(Bent):
    """The same after a rise."""

    sign = -1


def after_a_bend(series: int, seed: int) -> None:
    """Print mean and highest share of false alarms over the fourteen scenarios with a trend."""
    rows = np.arange(FIRST_NOW, WEEKS)
    for label, kind in (("fell until week 364", Bent), ("rose until week 364", BentUp)):
        for name, detector in BENT.items():
            false = []
            for number, one in enumerate(noufaily_scenarios()):
                if one.beta:
                    data = simulate(kind(**vars(one)), series, 0, np.random.default_rng([seed, number]))
                    false.append(detector(data.counts, rows).alarm.mean())
            print(f"{label}, {name}: {np.mean(false):.4f} (at most {max(false):.4f})")


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
