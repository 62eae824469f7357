"""CPU time of the detectors beside R's surveillance, measured one after the other in the same run.

Usage: OPENBLAS_NUM_THREADS=1 python -m benchmarks.surveillance_speed
Needs R with the package surveillance for the ratios (Debian: r-cran-surveillance); prints our figures without it.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from multiprocessing import Pool

import numpy as np

from anxin.methods.surveillance import Farrington, ears, farrington, farrington_flexible

LAST = range(572, 624)
R_CODE = """
suppressMessages(library(surveillance)); set.seed(1); t <- 1:624
m <- sapply(1:SERIES, function(i) rnbinom(624, mu = exp(1.5 + .4 * cos(2 * pi * t / 52)), size = 5))
s <- sts(observed = m, frequency = 52, start = c(2000, 1)); L <- 573:624
flexible <- function(th) function() farringtonFlexible(s, list(range = L, b = 5, w = 3, noPeriods = 10,
  pastWeeksNotIncluded = 26, reweight = TRUE, weightsThreshold = 2.58, trend = TRUE, pThresholdTrend = 1,
  thresholdMethod = th, alpha = .01, limit54 = c(0, 4), powertrans = "2/3", glmWarnings = FALSE, verbose = FALSE))
classic <- function() farrington(s, list(range = L, b = 5, w = 3, alpha = .05))
early <- function(m, a) function() earsC(s, list(range = L, method = m, baseline = 7, alpha = a))
tasks <- list(nb = flexible("nbPlugin"), muan = flexible("muan"), delta = flexible("delta"), classic = classic,
  C1 = early("C1", .001), C2 = early("C2", .001), C3 = early("C3", .025))
for (n in names(tasks)) { x <- replicate(if (grepl("^C", n)) 25 else 1, system.time(suppressWarnings(tasks[[n]]()))[1:2])
  cat("CPU", n, median(colSums(x)) / (SERIES * 52), "\\n") }
"""


def main() -> None:
    """Measure and print."""
    ours = {name: ours_per_point(task) for name, task in tasks().items()}
    theirs = r_per_point(20)
    print("| detector | CPU s a point | R's surveillance | times faster |\n|---|---|---|---|")
    for name, seconds in ours.items():
        other = theirs.get(name)
        print(f"| {name} | {seconds:.2e} | {f'{other:.2e} | {other / seconds:,.0f}' if other else '– | –'} |")
    print(f"\n10,110 series, one week: {weekly_run():.2f} s CPU")
    print(
        "five-year back-test of 10,110 series, 2 processes: {:.0f} s wall, {:.0f} s CPU, {:.0f} MB in the larger one, "
        "load {:.1f}".format(*back_test(), os.getloadavg()[0])
    )


def tasks() -> dict[str, Callable[[np.ndarray], object]]:
    """Return what is measured, by the name it has in both languages."""
    return {
        "nb": lambda y: farrington_flexible(y, evaluate=LAST),
        "muan": lambda y: farrington_flexible(y, Farrington(bound="muan"), evaluate=LAST),
        "delta": lambda y: farrington_flexible(y, Farrington(bound="2/3"), evaluate=LAST),
        "classic": lambda y: farrington(y, evaluate=LAST),
        "C1": lambda y: ears(y, "C1", evaluate=LAST),
        "C2": lambda y: ears(y, "C2", evaluate=LAST),
        "C3": lambda y: ears(y, "C3", evaluate=LAST),
    }


def simulated(series: int, seed: int = 1) -> np.ndarray:
    """Return 12 years of weekly negative binomial counts (624, series)."""
    rng = np.random.default_rng(seed)
    mean = np.exp(1.5 + 0.4 * np.cos(2 * np.pi * np.arange(624) / 52))[:, None] * np.ones((1, series))
    return rng.negative_binomial(5, 5 / (5 + mean)).astype(float)


def ours_per_point(task: Callable[[np.ndarray], object]) -> float:
    """Return CPU seconds a series and week: the median of as many runs as fit into three seconds, at least five."""
    counts, runs = simulated(400), []
    begun_all = time.process_time()
    while len(runs) < 5 or (time.process_time() - begun_all < 3 and len(runs) < 201):
        begun = time.process_time()
        task(counts)
        runs.append((time.process_time() - begun) / (400 * 52))
    return float(np.median(runs))


def r_per_point(series: int) -> dict[str, float]:
    """Return R's CPU seconds a series and week by detector, or nothing where R is absent."""
    if shutil.which("Rscript") is None:
        return {}
    told = subprocess.run(
        ["Rscript", "-e", R_CODE.replace("SERIES", str(series))], check=True, capture_output=True, text=True
    )
    lines = [line.split() for line in told.stdout.splitlines() if line.startswith("CPU")]
    return {name: float(seconds) for _mark, name, seconds in lines}


def weekly_run() -> float:
    """Return CPU seconds for the last week of 1,011 estates x 10 series."""
    counts = simulated(10_110)
    begun = time.process_time()
    farrington_flexible(counts, evaluate=[-1])
    return time.process_time() - begun


def back_test() -> tuple[float, float, float]:
    """Return wall seconds, CPU seconds of both and peak memory in MB of 260 weeks of 10,110 series on two processes."""
    begun = time.perf_counter()
    with Pool(2) as pool:
        parts = pool.map(_part_of_back_test, range(2))
    return time.perf_counter() - begun, sum(cpu for cpu, _peak in parts), max(peak for _cpu, peak in parts)


def _part_of_back_test(seed: int) -> tuple[float, float]:
    begun = time.process_time()
    farrington_flexible(simulated(5_055, seed), evaluate=range(364, 624))
    return time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
