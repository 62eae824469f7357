"""Close pairs counted again under shuffled days, compiled: 32 shuffles at a time, so that one look-up serves all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from anxin.methods.near_repeat.close_pairs import ClosePairs, Ints

Days = NDArray[np.float32]
LANES = 32  # shuffles side by side: the processor compares eight or sixteen of them in one instruction
MOST_EXACT = 1 << 24  # a float32 counts exactly up to here


def compiled(function: Callable[..., Any]) -> Any:
    """Compile without Python's lock and keep the result on disk, where there is a place to keep it."""
    try:
        return njit(nogil=True, cache=True)(function)
    except RuntimeError:  # neither the package's folder nor the user's can be written
        return njit(nogil=True)(function)


def shuffled_counts(
    pairs: ClosePairs, day: Days, month: Ints, edges: Days, *, permutations: int, seed: int, threads: int
) -> Ints:
    """Return how many pairs (permutations, distance bands, day bands) are close in time under shuffled days.

    `day` (n,) counts from the first event on; days are exchanged among events of the same `month` (n,) only.
    Each permutation has a random stream of its own, so the number of threads changes nothing.
    """
    slots = np.argsort(month, kind="stable")
    starts = np.flatnonzero(np.diff(month[slots], prepend=month[slots[0]] - 1))
    bounds = np.append(starts, len(day))
    states = np.random.SeedSequence(seed).generate_state(-(-permutations // LANES) * LANES, np.uint64)

    def batch(first: int) -> Ints:
        days = _shuffle(day[slots], slots, bounds, states[first : first + LANES])
        below = np.stack([_count_below(one, other, days, edges) for one, other in pairs.bands])
        return np.diff(below, axis=1).transpose(2, 0, 1)

    with ThreadPoolExecutor(threads) as pool:
        counted = list(pool.map(batch, range(0, permutations, LANES)))
    return np.concatenate(counted)[:permutations]


@compiled
def _shuffle(day: Any, slots: Any, bounds: Any, states: Any) -> Any:  # pragma: no cover - compiled
    """Return the days (n, LANES), each lane shuffled within `bounds` (Fisher and Yates, Durstenfeld's order)."""
    shuffled = np.empty((len(day), LANES), np.float32)
    for lane in range(LANES):
        line, state = day.copy(), states[lane]
        for group in range(len(bounds) - 1):
            low = bounds[group]
            for last in range(bounds[group + 1] - 1, low, -1):
                # SplitMix64 (Steele, Lea and Flood 2014); its upper half scaled to the range (Lemire 2019),
                # whose bias is below 1 in 100,000 for any district.
                state += np.uint64(0x9E3779B97F4A7C15)
                mixed = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
                mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
                upper = (mixed ^ (mixed >> np.uint64(31))) >> np.uint64(32)
                other = low + np.int64((upper * np.uint64(last - low + 1)) >> np.uint64(32))
                line[last], line[other] = line[other], line[last]
        for k in range(len(day)):
            shuffled[slots[k], lane] = line[k]
    return shuffled


@compiled
def _count_below(first: Any, second: Any, day: Any, edges: Any) -> Any:  # pragma: no cover - compiled
    """Return for each edge and lane (edges, LANES) how many pairs lie fewer days apart than the edge."""
    total = np.zeros((len(edges), LANES), np.int64)
    part = np.zeros((len(edges), LANES), np.float32)
    for start in range(0, len(first), MOST_EXACT):
        part[:] = 0
        for k in range(start, min(start + MOST_EXACT, len(first))):
            one, other = first[k], second[k]
            for edge in range(len(edges)):
                for lane in range(LANES):
                    part[edge, lane] += np.float32(abs(day[one, lane] - day[other, lane]) < edges[edge])
        total += part.astype(np.int64)
    return total
