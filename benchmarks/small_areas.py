"""Each state's next period from earlier periods alone, on the Household Pulse Survey.

Usage: python -m benchmarks.small_areas DIR, where DIR holds `hps_anxiety_depression_p01_40.csv`.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

import numpy as np

from anxin.methods.index import area_time

FIRST = 13  # the first period foreseen is the 14th, after the break between the survey's first two phases
FILE = "hps_anxiety_depression_p01_40.csv"


def read(folder: Path, indicator: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return states' values and variances (states, periods), and the nation's values (periods,)."""
    with (folder / FILE).open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["indicator"] == indicator]
    states = {area: i for i, area in enumerate(sorted({row["area"] for row in rows if row["group"] == "state"}))}
    periods = max(int(row["period"]) for row in rows)
    values, variances, nation = (
        np.full((len(states), periods), np.nan),
        np.full((len(states), periods), np.nan),
        np.zeros(periods),
    )
    for row in rows:
        at = int(row["period"]) - 1
        if row["group"] == "national":
            nation[at] = float(row["pct"])
        elif row["group"] == "state":
            values[states[row["area"]], at] = float(row["pct"])
            variances[states[row["area"]], at] = ((float(row["ci_high"]) - float(row["ci_low"])) / 3.92) ** 2
    return values, variances, nation


def smoothed(values: np.ndarray, weight: float = 0.5) -> np.ndarray:
    """Return the exponentially weighted mean of each row."""
    level = values[:, 0]
    for column in values.T[1:]:
        level = weight * column + (1 - weight) * level
    return level


def drawn_in(values: np.ndarray, variances: np.ndarray, nation: np.ndarray) -> np.ndarray:
    """Return the nation's last value and each state's mean deviation, drawn towards 0 by its reliability."""
    deviation = (values - nation).mean(1)
    noise = variances.mean(1) / values.shape[1]
    between = max(0.0, float(deviation.var(ddof=1) - noise.mean()))
    return nation[-1] + deviation * between / (between + noise)


def compare(folder: Path, indicator: str) -> dict[str, float]:
    """Return the root mean squared error of each way, and of sampling alone, in percentage points."""
    values, variances, nation = read(folder, indicator)
    off: dict[str, list[np.ndarray]] = {}
    for now in range(FIRST, values.shape[1]):
        past, noise, level = values[:, :now], variances[:, :now], nation[:now]
        foreseen = {
            "last value": past[:, -1],
            "EWMA": smoothed(past),
            "national": np.full(len(past), level[-1]),
            "national + shrunken deviation": drawn_in(past, noise, level),
            "area-time": area_time(past, noise).forecast,
        }
        for name, forecast in foreseen.items():
            off.setdefault(name, []).append(values[:, now] - forecast)
    errors = {name: float(np.sqrt((np.array(each) ** 2).mean())) for name, each in off.items()}
    return {**errors, "sampling alone": float(np.sqrt(variances[:, FIRST:].mean()))}


def main() -> None:
    folder = Path(sys.argv[1])
    begun = time.process_time()
    table = {indicator: compare(folder, indicator) for indicator in ("anxiety", "depress", "either")}
    print("| foreseen by | anxiety | depression | either |\n|---|---|---|---|")
    for name in next(iter(table.values())):
        print(f"| {name} | " + " | ".join(f"{errors[name]:.2f}" for errors in table.values()) + " |")
    print(f"\n{time.process_time() - begun:.1f} s of CPU")


if __name__ == "__main__":
    main()
