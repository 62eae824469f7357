"""Did burglary move next door, or did the neighbours gain too?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Displacement:
    """The weighted displacement quotient with its interval: below 0 displacement, above 0 diffusion of benefit.

    -1 means that all that was gained inside came back in the ring; None: nothing was gained, so nothing can move.
    """

    quotient: float | None
    low: float | None
    high: float | None


def rings(x: Array, y: Array, treated: NDArray[np.bool_], *, metres: float) -> NDArray[np.bool_]:
    """Return which places (n,) lie in the buffer: not treated themselves, within `metres` of one that is."""
    inside = np.column_stack([x[treated], y[treated]])
    inside = inside[np.isfinite(inside).all(axis=1)]
    found = np.zeros(len(x), bool)
    located = np.isfinite(x) & np.isfinite(y) & ~treated
    if len(inside) and located.any():
        away, _ = cKDTree(inside).query(np.column_stack([x[located], y[located]]))
        found[located] = away <= metres
    return found


def displacement_quotient(
    *, inside: tuple[float, float], ring: tuple[float, float], control: tuple[float, float], level: float = 0.95,
    draws: int = 4000, seed: int = 2018,
) -> Displacement:  # fmt: skip
    """Return the quotient from counts before and after, inside, in the ring and at the controls.

    The interval redraws all six counts as Poisson. No interval is given where the gain inside is too uncertain
    to divide by, that is where redrawn gains change sign in more than 5 % of draws.

    References
    ----------
    Bowers, Johnson (2003), J Quant Criminol 19:275, doi:10.1023/A:1024909009240.

    """
    counts = np.array([*inside, *ring, *control], float)
    quotient = _quotient(counts[:, None])[0]
    if not np.isfinite(quotient) or _gain(counts[:, None])[0] <= 0:
        return Displacement(None, None, None)
    drawn = np.random.default_rng(seed).poisson(counts[:, None], (6, draws)).astype(float)
    if (_gain(drawn) <= 0).mean() > 0.05:
        return Displacement(float(quotient), None, None)
    tail = (1 - level) / 2
    low, high = np.nanquantile(_quotient(drawn), [tail, 1 - tail])
    return Displacement(float(quotient), float(low), float(high))


def _gain(counts: Array) -> Array:
    a0, a1, _b0, _b1, c0, c1 = counts
    return np.asarray(a0 / np.maximum(c0, 0.5) - a1 / np.maximum(c1, 0.5))


def _quotient(counts: Array) -> Array:
    _a0, _a1, b0, b1, c0, c1 = counts
    gain = _gain(counts)
    moved = b1 / np.maximum(c1, 0.5) - b0 / np.maximum(c0, 0.5)
    return np.asarray(np.divide(moved, -gain, out=np.full_like(gain, np.nan), where=gain != 0))
