"""Exact tables: how much is hidden, how long it takes, and what the attacker finds.

Usage: python -m benchmarks.suppression
"""

from __future__ import annotations

import time

import numpy as np

from anxin.methods.privacy import audit, suppress, with_margins

SHAPES = ((40, 4), (185, 4), (10, 4, 3), (20, 4, 3))


def table(shape: tuple[int, ...], seed: int = 1) -> np.ndarray:
    """Return counts around 30 that differ widely, as service contacts do."""
    rng = np.random.default_rng(seed)
    return rng.poisson(rng.gamma(1.0, 30, shape))


def main() -> None:
    print(
        "| table | figures | small | hidden | share of counts in hidden figures | placed too closely | choosing, CPU s | audit, CPU s |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for shape in SHAPES:
        counts = table(shape)
        full = with_margins(counts)
        begun = time.process_time()
        mask = suppress(counts)
        chosen = time.process_time()
        found = audit(counts, mask)
        done = time.process_time()
        small = (full > 0) & (full < 10)
        close = (found.low > np.maximum(full - 5, 0) + 1e-6) | (
            found.high < np.where(small, np.maximum(10, full + 5), full + 5) - 1e-6
        )
        print(
            f"| {' x '.join(map(str, shape))} | {full.size} | {small.sum()} | {mask.sum()} | {(full * mask).sum() / full.sum():.1%} "
            f"| {(close & mask).sum()} | {chosen - begun:.1f} | {done - chosen:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
