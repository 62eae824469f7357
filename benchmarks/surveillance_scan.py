"""Power of the scan on the north-eastern US benchmark, and the time of 999 replicates.

Usage: python -m benchmarks.surveillance_scan FOLDER [--null 4999] [--zones circular,connected,elliptic]
FOLDER holds neast_regions.csv, neast_benchmark_subset.npz and circular_scan_reference.csv.
"""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path

import numpy as np

from anxin.methods.surveillance.scan import circular_zones, connected_zones, elliptic_zones, map_statistics, scan

MAKE = {"circular": circular_zones, "connected": connected_zones, "elliptic": elliptic_zones}
CASES = 600


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--null", type=int, default=4999)
    parser.add_argument("--zones", default="circular,connected,elliptic")
    options = parser.parse_args()
    points, population = regions(options.folder)
    reference = {row["model"]: float(row["power"]) for row in table(options.folder / "circular_scan_reference.csv")}
    maps = np.load(options.folder / "neast_benchmark_subset.npz")
    null = np.random.default_rng(245).multinomial(CASES, population / population.sum(), options.null)
    for name in options.zones.split(","):
        zones = MAKE[name](points, population)
        critical = [np.quantile(one, 0.95) for one in map_statistics(null, population, zones)]
        print(
            f"{name}: {len(zones):,} zones, critical {critical[0]:.3f}; power by the largest, by the average (reference)"
        )
        for model in maps.files:
            found = map_statistics(maps[model], population, zones)
            largest, average = (np.mean(one > limit) for one, limit in zip(found, critical, strict=True))
            print(f"  {model} {largest:.3f}, {average:.3f} ({reference[model]:.3f})", flush=True)
    zones = circular_zones(points, population)
    begun, cpu = time.perf_counter(), time.process_time()
    scan(maps["a"][0], population, zones, replicates=999)
    print(
        f"999 replicates, {len(zones):,} zones: {time.perf_counter() - begun:.2f} s wall, {time.process_time() - cpu:.2f} s CPU"
    )


def regions(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return centres (245, 2) and population (245,)."""
    rows = table(folder / "neast_regions.csv")
    points = np.array([(float(row["x"]), float(row["y"])) for row in rows])
    return points, np.array([float(row["population"]) for row in rows])


def table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a file."""
    with path.open() as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    main()
