"""How good is a detector? False alarms, outbreaks found, weeks found and how soon, on simulated series."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anxin.methods.surveillance.result import Alarms
from anxin.methods.surveillance.simulate import FIRST_NOW, WEEKS, Scenario, simulate

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
Detector = Callable[[Array, Rows], Alarms]


@dataclass(frozen=True)
class Performance:
    """How a detector did in one scenario, with a present outbreak of `size` standard deviations (0: none).

    false_alarms : share of judged weeks without an outbreak that were in alarm (from the series of size 0).
    found : share of outbreaks with at least one alarm from their first case to their last (POD); NaN for size 0.
    sensitivity : share of weeks with outbreak cases in alarm.
    delay : weeks to the first alarm over the length of the outbreak, 1 if it was missed.
    no_bound : share of judged weeks without a bound.
    """

    scenario: int
    detector: str
    size: float
    false_alarms: float
    found: float
    sensitivity: float
    delay: float
    no_bound: float


def evaluate_detectors(
    scenarios: Sequence[Scenario],
    detectors: Mapping[str, Detector],
    *,
    sizes: Sequence[float] = (2, 3, 5, 10),
    series: int = 100,
    seed: int = 2013,
) -> list[Performance]:
    """Return the performance of each detector in each scenario and size, all on the same simulated series.

    detectors : by name, functions of counts (624, series) and the rows to judge that return `Alarms`.
    Equal seeds give equal series, so two detectors may also be compared between calls.
    """
    rows = np.arange(FIRST_NOW, WEEKS)
    found = []
    for number, scenario in enumerate(scenarios, start=1):
        rng = np.random.default_rng([seed, number])
        quiet = simulate(scenario, series, 0, rng)
        with_outbreak = [(size, simulate(scenario, series, size, rng)) for size in sizes]
        for name, detector in detectors.items():
            verdict = detector(quiet.counts, rows)
            false_alarms, no_bound = float(verdict.alarm.mean()), float(np.isnan(verdict.upper).mean())
            found.append(Performance(number, name, 0, false_alarms, np.nan, np.nan, np.nan, no_bound))
            for size, data in with_outbreak:
                verdict = detector(data.counts, rows)
                figures = _success(verdict.alarm, data.present[rows] > 0)
                no_bound = float(np.isnan(verdict.upper).mean())
                found.append(Performance(number, name, size, false_alarms, *figures, no_bound))
    return found


def summary(found: Sequence[Performance]) -> dict[str, dict[str, float]]:
    """Return for each detector the means over scenarios: `false_alarms`, and `found 5`, `sensitivity 5` .. by size."""
    out: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(one.detector for one in found):
        own = [one for one in found if one.detector == name]
        figures = {"false_alarms": _mean([one.false_alarms for one in own if one.size == 0])}
        for size in sorted({one.size for one in own if one.size > 0}):
            part = [one for one in own if one.size == size]
            for field in ("found", "sensitivity", "delay"):
                figures[f"{field} {size:g}"] = _mean([getattr(one, field) for one in part])
        out[name] = figures
    return out


def _success(alarm: NDArray[np.bool_], outbreak: NDArray[np.bool_]) -> tuple[float, float, float]:
    first, last = outbreak.argmax(0), len(outbreak) - 1 - outbreak[::-1].argmax(0)
    week = np.arange(len(outbreak))[:, None]
    during = alarm & (week >= first) & (week <= last)
    seen = during.any(0)
    delay = np.where(seen, (during.argmax(0) - first) / (last - first + 1), 1.0)
    return float(seen.mean()), float((alarm & outbreak).sum() / outbreak.sum()), float(delay.mean())


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))
