"""How far privacy noise moves means and shares, beside the measured table of the project's research.

Usage: python -m benchmarks.privacy_errors [repeats]

185 neighbourhoods in 10 subdistricts, answers 0 to 10 with a spread of 2.1; errors against the true sample value.
The low share (0 to 4) is taken from all 11 bins, and from a release of two bins, low or not: the research's figures are
those of the latter.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from anxin.methods.privacy import mean_of_histogram, release_histograms, share_of_histogram

# answers, epsilon: error of the mean and of the low share (percentage points) as the research measured them
MEASURED = {
    (30, 0.25): (1.30, 11.9), (30, 0.5): (0.80, 6.8), (30, 1): (0.43, 3.8), (30, 2): (0.20, 1.7),
    (50, 0.5): (0.54, 4.5), (50, 1): (0.27, 2.4), (100, 0.5): (0.28, 2.5), (100, 1): (0.14, 1.2),
    (200, 0.25): (0.28, 2.5), (200, 0.5): (0.14, 1.2), (200, 1): (0.07, 0.6), (300, 0.1): (0.45, 3.9),
    (300, 0.5): (0.10, 0.8), (300, 1): (0.05, 0.4),
}  # fmt: skip
PLACES, SUBDISTRICTS = 185, 10
SCALE = np.arange(11)
LOW = [0, 1, 2, 3, 4]


def district(rng: np.random.Generator, answers: int) -> np.ndarray:
    """Return counts (places, bins); places differ by 0.3 between and 0.25 within subdistricts, around 6.8."""
    level = 6.8 + rng.normal(0, 0.3, SUBDISTRICTS)[np.arange(PLACES) % SUBDISTRICTS] + rng.normal(0, 0.25, PLACES)
    drawn = np.clip(np.rint(rng.normal(level[:, None], 2.1, (PLACES, answers))), 0, 10).astype(int)
    return np.stack([np.bincount(row, minlength=11) for row in drawn])


def errors(answers: int, epsilon: float, repeats: int, seed: int = 1) -> tuple[float, float, float, float]:
    """Return root mean squared errors: clipped mean, raw mean above the floor, low share of 11 bins and of two."""
    rng = np.random.default_rng(seed)
    off: list[tuple[np.ndarray, ...]] = []
    for _ in range(repeats):
        counts = district(rng, answers)
        released = release_histograms(counts, epsilon=epsilon)
        true, low = counts @ SCALE / answers, counts[:, LOW].sum(1) / answers
        clipped = mean_of_histogram(released, SCALE, epsilon=epsilon, floor=-np.inf, clipped=True).mean
        raw = mean_of_histogram(released, SCALE, epsilon=epsilon).mean
        share = share_of_histogram(released, LOW, epsilon, floor=-np.inf, clipped=True).share
        halves = np.stack([counts[:, LOW].sum(1), counts[:, 5:].sum(1)], axis=1)
        two = release_histograms(halves, epsilon=epsilon)
        alone = share_of_histogram(two, [0], epsilon, floor=-np.inf, clipped=True).share
        off.append((clipped - true, raw - true, share - low, alone - low))
    return tuple(float(np.sqrt(np.nanmean(np.concatenate(each) ** 2))) for each in zip(*off, strict=True))


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    begun = time.process_time()
    print(
        "| answers | epsilon | mean, clipped | measured before | mean, raw, above the floor | low share of 11 bins, points | of two bins | measured before |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for (answers, epsilon), (mean_before, share_before) in MEASURED.items():
        mean, raw, share, alone = errors(answers, epsilon, repeats)
        print(
            f"| {answers} | {epsilon} | {mean:.3f} | {mean_before} | {raw:.3f} | {100 * share:.1f} | {100 * alone:.2f} | {share_before} |",
            flush=True,
        )
    print(f"\n{time.process_time() - begun:.1f} s of CPU")


if __name__ == "__main__":
    main()
