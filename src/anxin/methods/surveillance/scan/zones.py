"""Which groups of regions may be a cluster: circles, ellipses, and pairs of circles that touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import Delaunay, QhullError

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Zones:
    """Distinct groups of regions, a bit for each: `packed` (zones, ceil(regions / 8))."""

    packed: NDArray[np.uint8]
    regions: int

    def __len__(self) -> int:
        return len(self.packed)

    def member(self, begin: int, end: int) -> NDArray[np.float32]:
        """Return zones begin..end-1 as ones and zeros (zones, regions)."""
        bits = np.unpackbits(self.packed[begin:end], axis=1, count=self.regions)
        return bits.astype(np.float32)

    def regions_of(self, zone: int) -> NDArray[np.intp]:
        """Return the indices of the regions of one zone."""
        return np.flatnonzero(np.unpackbits(self.packed[zone], count=self.regions))

    def __or__(self, other: Zones) -> Zones:
        """Return the zones of both, each once."""
        return _distinct([self.packed, other.packed], self.regions)


def circular_zones(points: ArrayLike, size: ArrayLike, *, most_share: float = 0.5) -> Zones:
    """Return all circles about a region that hold at most `most_share` of the whole size.

    points : (regions, 2) in metres or any flat unit; size : (regions,) population or expected cases.
    """
    xy, weight = _checked(points, size)
    return _distinct([np.packbits(zone, axis=1) for zone in _nested(xy, weight, most_share)], len(xy))


def elliptic_zones(
    points: ArrayLike,
    size: ArrayLike,
    *,
    shapes: Sequence[float] = (2.0, 4.0),
    angles: int = 6,
    most_share: float = 0.5,
) -> Zones:
    """Return circles and ellipses: for each ratio of the axes in `shapes`, `angles` directions.

    References
    ----------
    Kulldorff, Huang, Pickle, Duczmal (2006), doi:10.1002/sim.2490.

    """
    xy, weight = _checked(points, size)
    found = [circular_zones(xy, weight, most_share=most_share).packed]
    for shape in shapes:
        for angle in np.arange(angles) * np.pi / angles:
            turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            stretched = (xy @ turn) * [1.0, shape]
            found += [np.packbits(zone, axis=1) for zone in _nested(stretched, weight, most_share)]
    return _distinct(found, len(xy))


def connected_zones(
    points: ArrayLike,
    size: ArrayLike,
    *,
    neighbours: ArrayLike | None = None,
    counts: Sequence[int] = (2, 4, 8, 16, 32),
    shapes: Sequence[float] = (2.5,),
    most_share: float = 0.5,
) -> Zones:
    """Return circles, ellipses, and pairs of circles that touch: bent and long shapes that stay in one piece.

    The first circle holds one of `counts` regions; the second is about a neighbour of one of them and not larger.
    Not every connected set: those are too many to leave any power (Tango and Takahashi stop at 15 regions).

    shapes : ratios of the axes of the ellipses.
    neighbours : (regions, regions), True where two regions touch; made from the points (Gabriel graph) when None.

    References
    ----------
    Tango and Takahashi (2005), doi:10.1186/1476-072X-4-11 (connected zones; the union of circles is our own).

    """
    xy, weight = _checked(points, size)
    touch = gabriel_graph(xy) if neighbours is None else np.asarray(neighbours, bool)
    circles = [zone[[c - 1 for c in counts if c <= len(zone)]] for zone in _nested(xy, weight, most_share)]
    limit = most_share * weight.sum()
    found = [elliptic_zones(xy, weight, shapes=shapes, most_share=most_share).packed]
    for own in circles:
        for rank, circle in enumerate(own):
            beside = np.flatnonzero(touch[circle].any(0) & ~circle)
            pairs = [circle | other for j in beside for other in circles[j][: rank + 1]]
            if pairs:
                union = np.array(pairs)
                found.append(np.packbits(union[union @ weight <= limit], axis=1))
    return _distinct(found, len(xy))


def gabriel_graph(points: ArrayLike) -> Flags:
    """Return (regions, regions): True where no third point lies in the circle that two points span.

    References
    ----------
    Gabriel and Sokal (1969), doi:10.2307/2412323.

    """
    xy = np.asarray(points, float)
    graph = np.zeros((len(xy), len(xy)), bool)
    try:
        triangles = Delaunay(xy).simplices
    except (QhullError, ValueError):  # on a line, or fewer than four points: every pair is a candidate
        triangles = np.array([(i, j, j) for i in range(len(xy)) for j in range(i)], int).reshape(-1, 3)
    squares = ((xy[:, None] - xy) ** 2).sum(2)
    for i, j in {tuple(sorted(pair)) for t in triangles for pair in ((t[0], t[1]), (t[1], t[2]), (t[0], t[2]))}:
        if i != j and not (squares[i] + squares[j] < squares[i, j] * (1 - 1e-12)).any():
            graph[i, j] = graph[j, i] = True
    return graph


def _nested(xy: Array, weight: Array, most_share: float) -> Iterator[Flags]:
    """Yield for each region its growing circles (circles, regions)."""
    limit = most_share * weight.sum()
    for centre in range(len(xy)):
        order = np.argsort(((xy - xy[centre]) ** 2).sum(1), kind="stable")
        count = int(np.searchsorted(weight[order].cumsum(), limit, side="right"))
        rank = np.empty(len(xy), np.intp)
        rank[order] = np.arange(len(xy))
        yield rank[None, :] < np.arange(1, count + 1)[:, None]


def _distinct(parts: Sequence[NDArray[np.uint8]], regions: int) -> Zones:
    packed = np.ascontiguousarray(np.vstack(parts))
    rows = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    return Zones(packed[np.unique(rows, return_index=True)[1]], regions)


def _checked(points: ArrayLike, size: ArrayLike) -> tuple[Array, Array]:
    xy, weight = np.asarray(points, float), np.asarray(size, float)
    if xy.ndim != 2 or xy.shape[1] != 2 or weight.shape != (len(xy),):
        raise ValueError(f"points {xy.shape} must be (regions, 2) and size {weight.shape} (regions,).")
    if not np.isfinite(xy).all() or not (weight >= 0).all() or weight.sum() <= 0:
        raise ValueError("points must be finite, and size >= 0 and somewhere > 0.")
    return xy, weight
