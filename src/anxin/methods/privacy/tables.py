"""Tables of exact counts as sums of their inner cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Matrix = sparse.csr_array


@dataclass(frozen=True)
class Known:
    """A figure of an earlier release, as the sum of inner cells of the new table.

    cells : the table's shape, True where the earlier figure counts the cell.
    hidden : it was hidden then, and so must not come out now; otherwise everybody has it already.

    Choose the new table's cells fine enough that each earlier figure is a sum of them, for example months where
    the earlier release gave a quarter and the new one gives another quarter that overlaps it.
    """

    cells: ArrayLike
    hidden: bool = False


@dataclass(frozen=True)
class Figures:
    """Every figure that is or was published: `matrix` (figures, inner cells) of 0 and 1, `values` (figures,).

    The first `own` figures are the table's, margins included, in the order of `with_margins(table).ravel()`; those
    after them were released earlier.
    """

    matrix: Matrix
    values: Array
    own: int
    shape: tuple[int, ...]


def with_margins(table: ArrayLike) -> Array:
    """Return the table with its sums: along each axis one more place at the end holds the total."""
    full = np.asarray(table, float)
    for axis in range(full.ndim):
        full = np.concatenate([full, full.sum(axis, keepdims=True)], axis)
    return full


def figures_of(table: ArrayLike, known: Sequence[Known], *, margins: bool) -> Figures:
    """Return the table's figures and the earlier ones over the same inner cells.

    Raises
    ------
    ValueError : not of 1 to 3 dimensions, not whole numbers >= 0, or an earlier figure of another shape.

    """
    counts = _counts(table)
    parts: list[Any] = [_sums(n, total=margins) for n in counts.shape]
    matrix: Any = reduce(lambda a, b: sparse.kron(a, b), parts)  # noqa: PLW0108 (its stub is overloaded)
    own = matrix.shape[0]
    earlier = [_selector(one, counts.shape) for one in known]
    if earlier:
        matrix = sparse.vstack([matrix, sparse.csr_array(np.stack(earlier))])
    shape = tuple(part.shape[0] for part in parts)
    matrix = sparse.csr_array(matrix)
    return Figures(matrix, np.asarray(matrix @ counts.ravel()), own, shape)


def _sums(places: int, *, total: bool) -> Matrix:
    """Return the places of one axis as sums of themselves, with their total at the end if it is published."""
    each = np.eye(places)
    return sparse.csr_array(np.vstack([each, np.ones(places)]) if total else each)


def _selector(one: Known, shape: tuple[int, ...]) -> Array:
    cells = np.asarray(one.cells, float)
    if cells.shape != shape:
        raise ValueError(f"An earlier figure names cells of {cells.shape}, but the table is {shape}.")
    return cells.ravel()


def _counts(table: ArrayLike) -> Array:
    counts = np.asarray(table, float)
    if not 1 <= counts.ndim <= 3 or not counts.size:
        raise ValueError(f"A table has 1 to 3 dimensions and a cell, not {counts.shape}.")
    if not np.isfinite(counts).all() or (counts < 0).any() or (counts != np.floor(counts)).any():
        raise ValueError("A table of counts holds whole numbers that are not negative; none may be missing.")
    return counts
