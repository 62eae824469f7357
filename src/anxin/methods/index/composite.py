"""An index from its declared choices: items first, then groups, then the one number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.index.aggregation import Mean, by_level
from anxin.methods.index.framework import Array, Framework, checked
from anxin.methods.index.normalisation import Normalisation, normalise, ranks_of
from anxin.methods.index.preparation import Imputation, impute, screen, treat

SCALE = (1.0, 100.0)  # above 0, so that a geometric mean of it exists


@dataclass(frozen=True)
class Choices:
    """How an index is made; each is a judgement, which `sensitivity` puts to the test."""

    least_data: float = 0.66
    imputation: Imputation | None = "mean"
    treatment: bool = True
    normalisation: Normalisation = "min-max"
    mean: Mean = "arithmetic"


@dataclass(frozen=True)
class Composite:
    """items : (indicators, units) normalised, more is better; groups : (groups, units); index, rank : (units,).

    rank : 1 is best. NaN for units with too little data. treatment : what was done to each indicator.
    """

    items: Array
    groups: Array
    index: Array
    rank: Array
    treatment: tuple[str, ...]


def composite(values: ArrayLike, framework: Framework, choices: Choices | None = None) -> Composite:
    """Return an index by the OECD's steps: screen, impute, treat, normalise, add up within groups, then over them.

    values : (indicators, units), raw, NaN where missing, rows in the framework's order.

    References
    ----------
    OECD and JRC (2008), Handbook on constructing composite indicators, doi:10.1787/9789264043466-en.

    """
    data, chosen = checked(values), choices or Choices()
    if len(data) != len(framework.indicators):
        raise ValueError(f"The framework has {len(framework.indicators)} indicators, the data {len(data)}.")
    kept = screen(data, chosen.least_data)
    part = data[:, kept] if chosen.imputation is None else impute(data[:, kept], chosen.imputation)
    treated = treat(part) if chosen.treatment else None
    part = treated.values if treated else part
    items = normalise(part, framework.direction, chosen.normalisation, scale=SCALE)
    groups, index = by_level(items, framework, chosen.mean)
    how = treated.how if treated else ("none",) * len(data)
    rank = ranks_of(-index)
    items, groups, index, rank = (_spread(array, kept) for array in (items, groups, index, rank))
    return Composite(items, groups, index, rank, how)


def _spread(array: Array, kept: NDArray[np.bool_]) -> Array:
    """Put the kept units back among all, NaN for the others."""
    full = np.full((*array.shape[:-1], len(kept)), np.nan)
    full[..., kept] = array
    return full
