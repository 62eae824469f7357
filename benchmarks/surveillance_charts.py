"""Alarms of 195 quiet EWMA charts a week, and falls of half a point found within eight weeks.

Usage: python -m benchmarks.surveillance_charts
"""

from __future__ import annotations

import numpy as np

from anxin.methods.surveillance.charts import ewma_charts

CHARTS, BASELINE, WEEKS, RHO = 195, 24, 52, 0.3
SPREADS = {
    "n = 100, eps 1": np.hypot(0.20, 0.14),
    "n = 100, eps 0.5": np.hypot(0.20, 0.28),
    "n = 200, eps 1": np.hypot(0.14, 0.07),
}


def main() -> None:
    """Simulate 40 districts and print."""
    for name, spread in SPREADS.items():
        rng = np.random.default_rng(195)
        rates, found = [], []
        for _district in range(40):
            x = quiet(rng) * spread
            rates.append((ewma_charts(x, BASELINE).alarm != 0).sum() / WEEKS)
            x[BASELINE:] -= 0.5
            found.append((ewma_charts(x, BASELINE).alarm[:8] < 0).any(0).mean())
        print(f"{name}: {np.mean(rates):.2f} quiet charts in alarm a week, {np.mean(found):.1%} of falls found")


def quiet(rng: np.random.Generator) -> np.ndarray:
    """Return standardised weekly values (weeks, charts) with autocorrelation RHO."""
    x = rng.normal(size=(BASELINE + WEEKS, CHARTS))
    for week in range(1, len(x)):
        x[week] = RHO * x[week - 1] + np.sqrt(1 - RHO**2) * x[week]
    return x


if __name__ == "__main__":
    main()
