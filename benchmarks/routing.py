"""Plans every instance of a folder: `python -m benchmarks.routing DIR --seconds 10 --seeds 1`.

Prints a row per instance (score or cost, published figure, gap, CPU s) and the mean gap of each family. A gap
below zero is better than the published figure. CPU seconds are those of one run of one seed.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from anxin.methods.routing import check_plan
from anxin.methods.routing.plan import plan_once, value_of
from benchmarks.routing_formats import Instance, instances_in


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0, help="CPU seconds a run")
    parser.add_argument("--seeds", type=int, default=1, help="runs an instance; the best counts")
    parser.add_argument("--processes", type=int, default=1)
    asked = parser.parse_args()
    gaps: dict[str, list[float]] = defaultdict(list)
    work = [(each, asked.seconds, asked.seeds) for each in instances_in(asked.folder)]
    print(f"{'instance':12} {'figure':>10} {'reference':>10} {'gap %':>7} {'CPU s':>7}")
    with ProcessPoolExecutor(asked.processes, initializer=warm_up) as pool:
        for (instance, _, _), (figure, cpu) in zip(work, pool.map(_solve, work), strict=True):
            gap = instance.gap(figure)
            shown = "" if gap is None else f"{gap:7.2f}"
            print(
                f"{instance.name:12} {figure:10.0f} {instance.reference or 0:10.0f} {shown:>7} {cpu:7.1f}", flush=True
            )
            if gap is not None:
                gaps[_family(instance)].append(gap)
    for family, found in gaps.items():
        print(f"mean gap, {family} ({len(found)}): {sum(found) / len(found):.3f} %")


def warm_up() -> None:
    """Compile before the clock runs: compiled code is kept between runs and is not part of a plan's time."""
    import numpy as np

    from anxin.methods.routing import Crew, PlanProblem, Stop, plan_crews

    plan_crews(PlanProblem([np.array([[0, 1], [1, 0]])], [Crew(0, 0, 9)], [Stop(1)]), seconds=0.05, seeds=(1,))


def _solve(work: tuple[Instance, float, int]) -> tuple[float, float]:
    instance, seconds, seeds = work
    begun = time.process_time()
    plans = [plan_once(instance.problem, seconds=seconds, seed=seed) for seed in range(1, seeds + 1)]
    spent = (time.process_time() - begun) / seeds
    best = max(plans, key=lambda plan: value_of(instance.problem, plan))
    faults = check_plan(instance.problem, best)
    if faults:
        raise SystemExit(f"{instance.name}: {faults[0]}")
    return instance.figure(best), spent


def _family(instance: Instance) -> str:
    if instance.is_cost:
        return "prize-collecting VRPTW"
    return "TOPTW" if any(stop.windows for stop in instance.problem.stops) else "Team Orienteering"


if __name__ == "__main__":
    main()
