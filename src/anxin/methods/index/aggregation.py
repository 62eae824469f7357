"""From indicators to groups to one number, and the weights by which."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from anxin.methods.index.framework import Array, Framework, checked

Mean = Literal["arithmetic", "geometric", "harmonic"]


def aggregate(values: ArrayLike, weights: ArrayLike, how: Mean = "arithmetic") -> Array:
    """Return the weighted mean over rows for each unit (units,); missing rows are left out, their weight with them.

    values : (rows, units); weights : (rows,) >= 0. A geometric or harmonic mean needs values above 0, and lets a low
    value be made up by high ones less than an arithmetic one does.
    """
    data, weight = checked(values), np.asarray(weights, float)
    if weight.shape != data.shape[:1] or not (weight >= 0).all() or not weight.sum() > 0:
        raise ValueError("weights must be one for each row, not negative, and one above 0.")
    if how != "arithmetic" and (data <= 0).any():
        raise ValueError(f"A {how} mean needs values above 0; normalise to a scale such as 1 to 100.")
    shares = np.where(np.isnan(data), 0.0, weight[:, None])
    total = shares.sum(0)
    shares = shares / np.where(total > 0, total, np.nan)
    known = np.where(np.isnan(data), 1.0, data)
    if how == "geometric":
        return np.asarray(np.exp((shares * np.log(known)).sum(0)))
    if how == "harmonic":
        return np.asarray(1 / (shares / known).sum(0))
    return np.asarray((shares * known).sum(0))


def by_level(values: ArrayLike, framework: Framework, how: Mean = "arithmetic") -> tuple[Array, Array]:
    """Return the groups (groups, units) and the index (units,): indicators within groups first, then groups."""
    data = checked(values)
    rows = [framework.rows(group) for group in framework.groups]
    groups = np.array([aggregate(data[row], framework.weight[row], how) for row in rows])
    return groups, aggregate(groups, framework.group_weight, how)


def pca_weights(values: ArrayLike) -> Array:
    """Return weights (rows,), adding up to 1, by which the rows tell units apart best: the first principal component.

    Loadings of the correlation matrix of complete units. Where they differ in sign the rows do not measure one thing,
    and this refuses; weights so found maximise variance and mean nothing else.

    Raises
    ------
    ValueError : fewer than 3 complete units, a row without variance, or loadings of both signs.

    """
    data = checked(values)
    full = data[:, ~np.isnan(data).any(0)]
    if full.shape[1] < 3 or (np.ptp(full, axis=1) == 0).any():
        raise ValueError("Weights by principal components need 3 complete units, and rows that vary.")
    _, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(full)))
    first = vectors[:, -1] * np.sign(vectors[:, -1].sum())
    if (first < 0).any():
        raise ValueError("The rows do not measure one thing: their first component has loadings of both signs.")
    return np.asarray(first / first.sum())
