"""What somebody can reckon of hidden figures from those that are shown: linear programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from scipy.optimize import linprog

from anxin.methods.privacy.tables import Array, Figures, Flags, Known, Matrix, figures_of

SLACK = 1e-6


@dataclass(frozen=True)
class Intervals:
    """Bounds of each figure, arrays of the mask's shape; `low` equals `high` where it is shown or gives itself away.

    earlier_low, earlier_high : the same for each `Known` figure, in order.
    """

    low: Array
    high: Array
    earlier_low: Array
    earlier_high: Array


@dataclass(frozen=True)
class Reach:
    """How far a figure can be moved in one direction, and why no further.

    by : counts, infinite where nothing holds it.
    cells : (inner,) a table that fits everything shown and moves it so far.
    figures, cells_weight : the multipliers of the shown figures and of the cells (inner,) that prove the bound.
    """

    by: float
    cells: Array
    figures: Array
    cells_weight: Array


class Attacker:
    """Knows every shown figure, that counts are not negative, and the sums that tie them."""

    def __init__(self, figures: Figures, hidden: Flags, truth: Array) -> None:
        self.matrix, self.truth = figures.matrix, truth
        self.shown = np.flatnonzero(~hidden)
        told = figures.matrix[self.shown]
        single = np.diff(told.indptr) == 1
        self.fixed = np.zeros(len(truth), bool)
        self.fixed[told[np.flatnonzero(single)].indices] = True
        self.free = np.flatnonzero(~self.fixed)
        rest = told[:, self.free]
        useful = np.diff(sparse.csr_array(rest).indptr) > 0
        self.rows = self.shown[useful]
        self.equations: Matrix = sparse.csr_array(rest[np.flatnonzero(useful)])
        self.told: Array = np.asarray(self.equations @ truth[self.free])

    def reach(self, figure: int, sign: int) -> Reach:
        """Return how far a figure can be above (+1) or below (-1) its true value, given what is shown."""
        aim = sign * self.matrix[[figure]].toarray()[0]
        found = self._solve(aim[self.free])
        cells, multipliers = self.truth.copy(), np.zeros(self.matrix.shape[0])
        if found is None:
            return Reach(np.inf, cells, multipliers, np.zeros(len(cells)))
        cells[self.free], multipliers[self.rows] = found
        weight = aim - self.matrix.T @ multipliers
        return Reach(float(aim @ (cells - self.truth)), cells, multipliers, np.asarray(weight))

    def _solve(self, aim: Array) -> tuple[Array, Array] | None:
        """Return the free cells that maximise `aim` and the equations' multipliers; None if there is no bound."""
        if not aim.any():
            return self.truth[self.free], np.zeros(len(self.rows))
        if not len(self.rows):
            emptied = np.where(aim < 0, 0.0, self.truth[self.free])
            return None if (aim > 0).any() else (emptied, np.zeros(0))
        equations: Any = self.equations  # sparse, which the stubs of linprog do not know
        for presolve in (True, False):  # presolve cannot always tell "no bound" from "no solution"
            options: Any = {"presolve": presolve}
            found = linprog(-aim, A_eq=equations, b_eq=self.told, bounds=(0, None), method="highs", options=options)
            if found.status == 0:
                return np.asarray(found.x), -np.asarray(found.eqlin.marginals)
            if found.status == 3:
                return None
        raise RuntimeError(f"The attack was not solved: {found.message}")


def audit(table: ArrayLike, mask: ArrayLike, *, margins: bool = True, known: Sequence[Known] = ()) -> Intervals:
    """Return between which bounds anybody can place each figure of a table published with `mask`.

    table : 1 to 3 dimensions, the true counts; mask : as `suppress` returns it, True where hidden; `margins` and
    `known` as there. Each bound is a linear program: the least and the greatest value over all tables of counts >= 0
    (fractions allowed) whose shown figures are the published ones.

    References
    ----------
    Fischetti and Salazar (2001), doi:10.1287/mnsc.47.7.1008.9805, section 2: the attacker problems.

    """
    figures = figures_of(table, known, margins=margins)
    given = np.asarray(mask, bool)
    if given.shape != figures.shape:
        raise ValueError(
            f"The mask must have the shape {figures.shape} of the table with its margins, not {given.shape}."
        )
    hidden = np.concatenate([given.ravel(), [one.hidden for one in known]]).astype(bool)
    attacker = Attacker(figures, hidden, np.asarray(table, float).ravel())
    low, high = figures.values.copy(), figures.values.copy()
    for figure in np.flatnonzero(hidden):
        low[figure] -= attacker.reach(int(figure), -1).by
        high[figure] += attacker.reach(int(figure), +1).by
    own, shape = figures.own, figures.shape
    return Intervals(low[:own].reshape(shape), high[:own].reshape(shape), low[own:], high[own:])
