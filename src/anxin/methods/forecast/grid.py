"""Square cells laid over points, for districts whose places are no estates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anxin.methods.forecast.ground import Ground

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """Cells by column and row number, `ix` and `iy` (n,), with the corner of cell (0, 0) and the side, in metres."""

    ix: Ints
    iy: Ints
    left: float
    bottom: float
    side: float

    @classmethod
    def around(cls, x: Array, y: Array, *, studied: NDArray[np.bool_], side: float = 150) -> Grid:
        """Lay cells over the points, and keep those with a `studied` point and the ring of eight around them."""
        left, bottom = np.floor(x.min() / side) * side, np.floor(y.min() / side) * side
        column, row = ((x - left) // side).astype(np.int64), ((y - bottom) // side).astype(np.int64)
        hit = np.unique(np.column_stack([row[studied], column[studied]]), axis=0)
        ring = [hit + np.array([down, across]) for down in (-1, 0, 1) for across in (-1, 0, 1)]
        kept = np.unique(np.concatenate(ring), axis=0)
        return cls(kept[:, 1], kept[:, 0], float(left), float(bottom), side)

    @classmethod
    def of_mask(cls, ix: Ints, iy: Ints, x: Array, y: Array) -> Grid:
        """Take the cells as a mask gives them: numbers `ix`, `iy` and middles `x`, `y` (n,)."""
        side = _side(ix, x) or _side(iy, y) or 150.0
        left, bottom = float(np.median(x - (ix + 0.5) * side)), float(np.median(y - (iy + 0.5) * side))
        found = cls(ix, iy, left, bottom, side)
        if max(np.abs(found.ground.x - x).max(), np.abs(found.ground.y - y).max()) > side / 4:
            raise ValueError("The cells of the mask do not lie on one square grid.")
        return found

    def __len__(self) -> int:
        return len(self.ix)

    @property
    def ground(self) -> Ground:
        """The cells as places of equal exposure."""
        x = np.asarray(self.left + (self.ix + 0.5) * self.side, np.float64)
        y = np.asarray(self.bottom + (self.iy + 0.5) * self.side, np.float64)
        return Ground(x, y, np.ones(len(self)))

    def locate(self, x: Array, y: Array) -> Ints:
        """Return the cell (m,) of each point, -1 outside all cells."""
        column = np.floor((x - self.left) / self.side).astype(np.int64)
        row = np.floor((y - self.bottom) / self.side).astype(np.int64)
        width = int(max(self.ix.max(), column.max(initial=0))) + 3
        mine, theirs = self.iy * width + self.ix, row * width + column
        order = np.argsort(mine)
        at = np.minimum(np.searchsorted(mine, theirs, sorter=order), len(mine) - 1)
        inside = (mine[order[at]] == theirs) & (column > -2) & (column < width - 1)
        return np.where(inside, order[at], -1)


def _side(number: Ints, middle: Array) -> float:
    """Return the side from the span of the cells, 0 where they all have one number."""
    span = int(number.max() - number.min())
    return float(middle.max() - middle.min()) / span if span else 0.0
