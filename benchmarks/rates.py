"""Empirical Bayes for a district and for a million places: fit, posterior, intervals, chance of being among the worst.

Usage: python -m benchmarks.rates
Peer in the same run: scipy's negative binomial likelihood maximised by Nelder-Mead, as one would write it first.
"""

from __future__ import annotations

import time

import numpy as np
from scipy.optimize import minimize
from scipy.stats import nbinom

from anxin.methods.rates import fit_gamma_poisson


def main() -> None:
    """Measure and print."""
    print("| places | events | fit | posterior and 90 % interval | chance of worst | all | peer's fit alone | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    for places in (1_011, 100_000, 1_000_000):
        print(row(places))


def row(places: int) -> str:
    """Return one row: the median of several runs."""
    rng = np.random.default_rng(20181)
    homes = np.clip(rng.lognormal(6.2, 0.7, places), 36, 4200)
    counts = rng.poisson(rng.gamma(0.45, 0.0007 / 0.45, places) * homes).astype(float)
    runs = [once(counts, homes) for _run in range(20 if places < 10_000 else 3)]
    fit, posterior, worst = np.median(runs, axis=0)
    peer = np.median([peer_fit(counts, homes) for _run in range(3 if places < 10_000 else 1)])
    whole = fit + posterior + worst
    times = " | ".join(f"{seconds * 1000:,.1f} ms" for seconds in (fit, posterior, worst, whole, peer))
    return f"| {places:,} | {counts.sum():,.0f} | {times} | {whole / peer:.2f} |"


def once(counts: np.ndarray, homes: np.ndarray) -> tuple[float, float, float]:
    """Return CPU seconds of the three parts."""
    begun = time.process_time()
    fit = fit_gamma_poisson(counts, homes)
    fitted = time.process_time()
    posterior = fit.posterior(counts, homes)
    posterior.interval(0.90)
    known = time.process_time()
    posterior.chance_of_worst(0.05)
    return fitted - begun, known - fitted, time.process_time() - known


def peer_fit(counts: np.ndarray, homes: np.ndarray) -> float:
    """Return CPU seconds of the plain fit."""
    begun = time.process_time()
    start = np.log([1.0, counts.sum() / homes.sum()])

    def cost(theta: np.ndarray) -> float:
        shape, mean = np.exp(theta)
        return -float(nbinom.logpmf(counts, shape, shape / (shape + mean * homes)).sum())

    minimize(cost, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4})
    return time.process_time() - begun


if __name__ == "__main__":
    main()
