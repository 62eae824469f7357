"""The linear programme behind a mix: its columns are routes, its rows what is asked of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import block_array, coo_array, csr_array

from anxin.methods.routing import PlanProblem
from anxin.methods.unpredictability.rosters import RosterFamily
from anxin.methods.unpredictability.route_variants import Cell, cells_of, prize_of

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Columns:
    """Every route of every family and crew as a column.

    group : (n,) number of the column's family and crew, counted through.
    family : (n,) the family's number.
    prize : (n,) what the route collects.
    cells : (m, n) 1 where the route begins a visit in cell i; `names` (m) are those cells.
    stops : (k, n) 1 where the route visits the stop.
    """

    group: NDArray[np.int64]
    family: NDArray[np.int64]
    prize: Floats
    cells: csr_array
    names: Sequence[Cell]
    stops: csr_array

    @property
    def families(self) -> int:
        """How many families there are."""
        return int(self.family.max()) + 1


def columns_of(problem: PlanProblem, families: Sequence[RosterFamily]) -> Columns:
    """Lay the routes out in the order families, crews, variants."""
    groups = [(number, own) for number, family in enumerate(families) for own in family.routes]
    routes = [route for _number, own in groups for route in own]
    group = np.repeat(np.arange(len(groups)), [len(own) for _number, own in groups])
    family = np.array([number for number, _own in groups])[group]
    named = [sorted(cells_of(route)) for route in routes]
    names = sorted({cell for cells in named for cell in cells})
    row = {cell: i for i, cell in enumerate(names)}
    column = np.repeat(np.arange(len(routes)), [len(cells) for cells in named])
    cell = np.array([row[one] for cells in named for one in cells], np.int64)
    ones = np.ones(len(cell))
    stop = np.array([one[0] for one in names], np.int64)[cell] if names else cell
    return Columns(
        group, family, np.array([prize_of(problem, route) for route in routes], float),
        csr_array((ones, (cell, column)), shape=(len(names), len(routes))), names,
        csr_array((ones, (stop, column)), shape=(len(problem.stops), len(routes))),
    )  # fmt: skip


@dataclass(frozen=True)
class Mixing:
    """What is asked of a mix: a mean prize of `prize_floor`, stops weighted by `weights` (k,), `guesses` a night."""

    columns: Columns
    prize_floor: float
    weights: Floats
    guesses: float

    @property
    def reached(self) -> NDArray[np.int64]:
        """Stops that some route visits; what no route visits no mix can cover."""
        return np.flatnonzero(self.columns.stops.sum(axis=1) > 0)

    def least_loss(self) -> tuple[Floats, float]:
        """Return the probabilities (n,) that make the worst weight x chance of no visit smallest, and that worst."""
        extra = csr_array(-np.ones((len(self.reached), 1)))
        found = self._solve(extra, np.array([1.0]), self._uncovered(), np.array([0.0]))
        return found[:-1], float(found[-1])

    def least_guessable(self, loss: float) -> Floats:
        """Return the probabilities (n,) at which one who knows the mix is right least often, no loss above `loss`.

        The best guesses are the likeliest cells. The sum of the `guesses` largest of m is the least value of
        guesses x t + sum of u over u >= m - t, u >= 0 (Ogryczak and Tamir 2003), which is linear.
        """
        cells = self.columns.cells
        size, reached = cells.shape[0], len(self.reached)
        extra = block_array([[csr_array((reached, 1)), csr_array((reached, size))],
                             [csr_array(-np.ones((size, 1))), -_identity(size)]])  # fmt: skip
        rows, bound = self._uncovered()
        asked = (block_array([[rows], [cells]]), np.concatenate([bound + loss, np.zeros(size)]))
        found = self._solve(
            csr_array(extra), np.concatenate([[self.guesses], np.ones(size)]), asked, np.zeros(size + 1)
        )
        return found[: -size - 1]

    def _uncovered(self) -> tuple[csr_array, Floats]:
        """Return rows and bounds of w - w x coverage <= 0."""
        weight = self.weights[self.reached]
        return csr_array(-self.columns.stops[self.reached].multiply(weight[:, None])), -weight

    def _solve(self, extra: csr_array, cost: Floats, asked: tuple[csr_array, Floats], least: Floats) -> Floats:
        columns, number = self.columns, self.columns.families
        n, more = len(columns.group), extra.shape[1]
        rows, bound = asked
        kept = [csr_array(-columns.prize[None, :]), csr_array((1, number)), csr_array((1, more))]
        # scipy's stubs know no sparse matrices here; the code takes them.
        upper: Any = csr_array(block_array([[rows, csr_array((rows.shape[0], number)), extra], kept]))
        equal, value = self._probabilities(more)
        bounds: list[tuple[float, float | None]] = [*[(0.0, None)] * (n + number), *((low, None) for low in least)]
        answer = linprog(
            np.concatenate([np.zeros(n + number), cost]),
            A_ub=upper, b_ub=np.append(bound, -self.prize_floor * (1 - 1e-9)),
            A_eq=equal, b_eq=value, bounds=bounds, method="highs",
        )  # fmt: skip
        if answer.x is None:
            raise ValueError(f"No mix keeps what is asked: {answer.message}")
        return np.concatenate([answer.x[:n], answer.x[n + number :]])

    def _probabilities(self, more: int) -> tuple[Any, Floats]:
        """Each crew's routes in a family are walked as often as the family; the families' chances add up to 1."""
        columns, number = self.columns, self.columns.families
        groups, n = int(columns.group.max()) + 1, len(columns.group)
        family_of = columns.family[np.searchsorted(columns.group, np.arange(groups))]
        choose = coo_array((np.ones(n), (columns.group, np.arange(n))), shape=(groups, n))
        linked = coo_array((-np.ones(groups), (np.arange(groups), family_of)), shape=(groups, number))
        rows = block_array([[choose, linked, coo_array((groups, more))],
                            [coo_array((1, n)), coo_array(np.ones((1, number))), coo_array((1, more))]])  # fmt: skip
        return csr_array(rows), np.append(np.zeros(groups), 1.0)


def _identity(size: int) -> csr_array:
    return csr_array((np.ones(size), (np.arange(size), np.arange(size))), shape=(size, size))
