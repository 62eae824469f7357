"""Which events lie close to one another: the only pairs that a Knox test has to look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Indices = NDArray[np.int32]
MOST_PAIRS = 20_000_000  # some 2 GB while they are sorted into bands
DIGITS = 6  # distances are compared to a millionth: a pair 100 m apart never depends on how a float was rounded
ORDER = {"manhattan": 1.0, "euclidean": 2.0}


class TooManyPairsError(ValueError):
    """So many events lie close together that their pairs would not fit into memory."""


@dataclass(frozen=True)
class ClosePairs:
    """The pairs of each distance band as indices (m,) into events whose neighbours have neighbouring numbers."""

    bands: list[tuple[Indices, Indices]]
    order: Ints  # (n,) which event stands at each number

    def __len__(self) -> int:
        return sum(len(first) for first, _second in self.bands)


def close_pairs(points: Floats, edges: Floats, *, metric: str, same_point_apart: bool) -> ClosePairs:
    """Return the pairs of `points` (n, 2) in each band `edges[k] <= distance < edges[k + 1]`.

    With `same_point_apart` the pairs at distance 0 come first, as a band of their own, and are in no other.
    """
    tree, norm = KDTree(points), ORDER[metric]
    _refuse_too_many(tree, edges[-1], norm)
    pairs = tree.query_pairs(edges[-1], p=norm, output_type="ndarray").astype(np.int32)
    apart = np.abs(points[pairs[:, 0]] - points[pairs[:, 1]])
    distance = np.round(apart.sum(1) if metric == "manhattan" else np.hypot(apart[:, 0], apart[:, 1]), DIGITS)
    # Counted in the tree's own order, neighbours in space are neighbours in memory: that halves the time.
    order = np.asarray(tree.indices, np.int64)
    number = np.empty(len(points), np.int32)
    number[order] = np.arange(len(points), dtype=np.int32)
    first, second = number[pairs[:, 0]], number[pairs[:, 1]]
    band = np.searchsorted(edges, distance, side="right") - 1
    if same_point_apart:
        band = np.where(distance == 0, 0, np.where(band < 0, -1, band + 1))
    count = len(edges) - 1 + same_point_apart
    chosen = [np.flatnonzero(band == k) for k in range(count)]
    return ClosePairs([(first[pick], second[pick]) for pick in chosen], order)


def _refuse_too_many(tree: KDTree, reach: float, norm: float) -> None:
    events = tree.n
    if events * (events - 1) // 2 <= MOST_PAIRS:
        return
    pairs = (int(tree.count_neighbors(tree, reach, p=norm)) - events) // 2
    if pairs > MOST_PAIRS:
        raise TooManyPairsError(
            f"{pairs:,} pairs lie closer than {reach:g}; {MOST_PAIRS:,} can be counted. "
            "Use a shorter period or smaller distances."
        )
