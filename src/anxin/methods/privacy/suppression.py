"""Which figures of a table of exact counts to hide, so that none of them can be reckoned from the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from anxin.methods.privacy.attack import SLACK, Attacker, Reach
from anxin.methods.privacy.tables import Array, Figures, Flags, Known, figures_of

THRESHOLD = 10
WIDTH = 5.0
SECONDS_A_PLAN = 5.0
GAP = 0.02
FREE_ROUNDS, FREE_FIGURES = 5, 2000
Cut = tuple[Array, float]


class NotProtectableError(ValueError):
    """What was released earlier gives a figure away, whatever is hidden now."""


def suppress(
    table: ArrayLike,
    *,
    threshold: int = THRESHOLD,
    margins: bool = True,
    hide_zeros: bool = False,
    known: Sequence[Known] = (),
    width: float = WIDTH,
) -> Flags:
    """Return which figures to hide, True where hidden: the small ones, and others so that these cannot be reckoned.

    table : counts of 1 to 3 dimensions, for example places x quarters x topics.
    margins : the totals are published too; the mask then has one more place along each axis, as `with_margins`.
    hide_zeros : a zero is small as well. Otherwise zeros are shown.
    known : figures of earlier releases, see `Known`; they are protected, and reckoned with.

    What is promised, against anybody who knows all shown figures, the earlier ones and that counts are not negative,
    and reckons in fractions: for each hidden figure t the interval it can be placed in reaches down to t - `width` (or
    0) and up to t + `width`; for a small figure up to at least the threshold too, so that nobody can tell that it is
    small. A large figure that was hidden for another's sake can be known to be large. Among the masks that keep this,
    one with the fewest counts hidden is sought: not always found in a large table, where figures once hidden stay so.

    Raises
    ------
    NotProtectableError : an earlier release already gives away a figure that must be hidden.

    References
    ----------
    Fischetti and Salazar (2001), doi:10.1287/mnsc.47.7.1008.9805: the cell suppression problem, its cuts (section 4)
    from the attacker's dual, with coefficients cut down to the right side.

    """
    figures = figures_of(table, known, margins=margins)
    plan = _Plan.of(figures, known, threshold, width, hide_zeros=hide_zeros)
    truth = np.asarray(table, float).ravel()
    cuts = list(plan.first_cuts())
    hidden, rounds = plan.must, 0
    free_rounds = max(FREE_ROUNDS, FREE_FIGURES // len(plan.must))
    while plan.must.any():
        # After some rounds what is hidden stays so: the search then ends soon, at little loss.
        hidden = plan.cheapest(cuts, hidden if rounds > free_rounds else plan.must)
        rounds += 1
        found = list(_violated(plan, Attacker(figures, hidden, truth), hidden))
        if not found:
            break
        cuts += found
    return hidden[: figures.own].reshape(figures.shape)


@dataclass(frozen=True)
class _Plan:
    """The choice: what must be hidden, what may be, what it costs, and how far each must be free to move."""

    figures: Figures
    must: Flags
    may: Flags
    up: Array
    down: Array

    @classmethod
    def of(cls, figures: Figures, known: Sequence[Known], threshold: int, width: float, *, hide_zeros: bool) -> _Plan:
        values, own = figures.values, np.arange(len(figures.values)) < figures.own
        earlier_hidden = np.concatenate([np.zeros(figures.own, bool), [one.hidden for one in known]]).astype(bool)
        small = (values < threshold) & (hide_zeros | (values > 0))
        must = (own & small) | earlier_hidden
        may = must | (own & (hide_zeros | (values > 0)))
        up = np.where(must & (values < threshold), np.maximum(width, threshold - values), width)
        return cls(figures, must, may, up, np.minimum(width, values))

    def need(self, sign: int) -> Array:
        """How far each figure must be free to move up (+1) or down (-1), if it is hidden."""
        return self.up if sign > 0 else self.down

    def first_cuts(self) -> Iterator[Cut]:
        """Along each line of the table no figure may be hidden alone: what the attack would find first."""
        if self.figures.own == self.figures.matrix.shape[1]:  # no totals are published
            return
        index = np.arange(self.figures.own).reshape(self.figures.shape)
        for axis in range(index.ndim):
            for line in np.moveaxis(index, axis, -1).reshape(-1, index.shape[axis]):
                for figure in line[self.must[line]] if len(line) > 1 else ():
                    cut = np.zeros(len(self.must))
                    cut[line] = 1
                    cut[figure] = 0
                    yield cut, 1.0

    def cheapest(self, cuts: list[Cut], kept: Flags) -> Flags:
        """Return the figures to hide, `kept` among them, at the least loss of shown counts that keeps all cuts."""
        cost = np.maximum(self.figures.values, 1)
        bounds = Bounds(kept.astype(float), self.may.astype(float))
        rules: Any = ()
        if cuts:
            rows = sparse.csr_array(np.array([row for row, _ in cuts]))
            rules = LinearConstraint(rows, lb=np.array([least for _, least in cuts]))
        whole = np.ones(len(cost), np.int64)
        found = milp(
            cost,
            integrality=whole,
            bounds=bounds,
            constraints=rules,
            options={"mip_rel_gap": GAP, "time_limit": SECONDS_A_PLAN},
        )
        if found.x is None:
            raise NotProtectableError("Figures of an earlier release give away a figure that must stay hidden.")
        return np.asarray(found.x > 0.5)


def _violated(plan: _Plan, attacker: Attacker, hidden: Flags) -> Iterator[Cut]:
    """Yield a cut for each hidden figure that the attacker places too closely."""
    for sign in (1, -1):
        need = plan.need(sign)
        open_ones = hidden & (need > 0)
        for figure in np.flatnonzero(hidden & (need > 0)):
            if not open_ones[figure]:
                continue
            reach = attacker.reach(int(figure), sign)
            if reach.by < need[figure] - SLACK:
                yield _cut(plan, reach, int(figure), need[figure])
            else:  # the same table may show that other figures are free enough, too
                moved = sign * (np.asarray(plan.figures.matrix @ reach.cells) - plan.figures.values)
                open_ones &= moved < need - SLACK


def _cut(plan: _Plan, reach: Reach, figure: int, need: float) -> Cut:
    """Return what must hold of the hidden figures so that this one can move by `need`, if it is hidden.

    The attacker's bound is a sum of multipliers times how far each shown figure may move; a figure moves only if it
    is hidden, upwards by any number and downwards to 0.
    """
    values = plan.figures.values
    give = np.where(reach.figures > SLACK, np.inf, -np.minimum(reach.figures, 0) * values)
    cut = np.where(np.abs(reach.figures) > SLACK, give, 0.0)
    single = _single_rows(plan.figures)
    weight = reach.cells_weight[plan.figures.matrix[single].indices]
    cut[single] += np.where(weight > SLACK, np.inf, -np.minimum(weight, 0) * values[single])
    cut = np.minimum(cut, need)
    cut[figure] -= need
    if plan.must[figure]:
        least, cut[figure] = -cut[figure], 0.0
        return cut / need, least / need
    return cut / need, 0.0


def _single_rows(figures: Figures) -> NDArray[np.intp]:
    """Return, for each inner cell in order, the first of the table's own figures that is this cell alone."""
    rows = np.flatnonzero(np.diff(figures.matrix.indptr)[: figures.own] == 1)
    cells = figures.matrix[rows].indices
    _, first = np.unique(cells, return_index=True)
    return np.asarray(rows[first])
