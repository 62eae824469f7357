"""Walking distances between 1,000 places on central Shanghai: contraction against plain Dijkstra, and that they agree.

Usage: python -m benchmarks.walking [--streets FILE.osm.gz]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import dijkstra

from anxin.methods.routing import walking_metres
from anxin.places.street_file import read_streets

STREETS = Path(__file__).resolve().parents[2] / "shared/data/shanghai_streets/shanghai_center.osm.gz"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streets", type=Path, default=STREETS)
    file = parser.parse_args().streets
    begun = time.process_time()
    graph = read_streets(file.read_bytes(), file.name)
    read = time.process_time() - begun
    nodes = np.random.default_rng(1).choice(len(graph), 1000, replace=False)
    _ = graph.matrix
    ours, found = timed(lambda: walking_metres(graph, nodes))
    plain, expected = timed(lambda: dijkstra(graph.matrix, directed=False, indices=nodes)[:, nodes])
    worst = float(np.abs(found - expected).max())
    print(f"{file.name}: {len(graph):,} nodes, {len(graph.u):,} edges, read in {read:.1f} CPU s")
    print("| 1,000 x 1,000 | CPU s |\n|---|---|")
    print(f"| contracted | {ours:.2f} |\n| plain scipy Dijkstra | {plain:.2f} |\n| ratio | {ours / plain:.2f} |")
    print(f"largest difference {worst:.1e} m")


def timed(work: object) -> tuple[float, np.ndarray]:
    """Return the median CPU seconds of three runs and the last result."""
    assert callable(work)
    times = []
    for _run in range(3):
        begun = time.process_time()
        result = work()
        times.append(time.process_time() - begun)
    return float(np.median(times)), result


if __name__ == "__main__":
    main()
