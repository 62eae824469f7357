"""Before anything is added up: who has enough data, what stands for a missing value, what tames an outlier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import kurtosis, skew

from anxin.methods.index.framework import Array, checked

Imputation = Literal["mean", "median", "unit mean"]
SKEW, KURTOSIS = 2.0, 3.5
LOG_OFFSET = 0.01


@dataclass(frozen=True)
class Treated:
    """Treated data (indicators, units); `how` says "none", "winsorised", "log" or "failed" for each indicator."""

    values: Array
    how: tuple[str, ...]
    winsorised: NDArray[np.bool_]


def screen(values: ArrayLike, least: float = 0.66) -> NDArray[np.bool_]:
    """Return which units (units,) have at least the share `least` of their indicators."""
    return np.asarray((~np.isnan(checked(values))).mean(0) >= least)


def impute(values: ArrayLike, how: Imputation = "mean", peers: ArrayLike | None = None) -> Array:
    """Return the data with missing values filled.

    how : the indicator's mean or median over units, or "unit mean", the unit's mean over the rows given (sensible for
    normalised rows of one group). peers : (units,) labels; means and medians are taken among units with the same one. A
    value that nobody can stand in for stays NaN.
    """
    data = checked(values).copy()
    if how == "unit mean":
        return np.where(np.isnan(data), _over(data, 0, "mean"), data)
    labels = np.zeros(data.shape[1]) if peers is None else np.asarray(peers)
    for label in np.unique(labels):
        same = labels == label
        data[:, same] = np.where(np.isnan(data[:, same]), _over(data[:, same], 1, how), data[:, same])
    return data


def treat(values: ArrayLike, *, most_points: int = 5, skewness: float = SKEW, tails: float = KURTOSIS) -> Treated:
    """Return the data with outliers tamed, one indicator at a time.

    An indicator is left alone unless |skewness| >= `skewness` and excess kurtosis >= `tails` (both with the correction
    for small samples). Otherwise its outermost points are set to the next one, one after another up to `most_points`,
    on the side to which it leans; if that does not do, the original is taken to logarithms,
    log(x - min + 0.01 (max - min)), after turning it round where it leans to the left.

    References
    ----------
    OECD and JRC (2008), Handbook on constructing composite indicators, doi:10.1787/9789264043466-en, section 5; the
    thresholds are those in use at the JRC (Becker et al. 2022, doi:10.21105/joss.04567).

    """
    data = checked(values)
    rows = [_treat_row(row, most_points, skewness, tails) for row in data]
    treated = np.array([row for row, _ in rows]).reshape(data.shape)
    how = tuple(word for _, word in rows)
    winsorised = (treated != data) & ~np.isnan(data) & (np.array(how)[:, None] == "winsorised")
    return Treated(treated, how, winsorised)


def is_tame(row: Array, skewness: float = SKEW, tails: float = KURTOSIS) -> bool:
    """Say whether an indicator (units,) has no outliers by its skewness and kurtosis; too few values have none."""
    known = row[~np.isnan(row)]
    if len(known) < 4 or np.ptp(known) == 0:
        return True
    return bool(abs(_lean(known)) < skewness or float(np.asarray(kurtosis(known, bias=False))) < tails)


def _lean(known: Array) -> float:
    """Return the skewness with the correction for small samples."""
    return float(np.asarray(skew(known, bias=False)))


def _treat_row(row: Array, most_points: int, skewness: float, tails: float) -> tuple[Array, str]:
    if is_tame(row, skewness, tails):
        return row, "none"
    known = row[~np.isnan(row)]
    side = 1.0 if _lean(known) > 0 else -1.0
    levels = np.sort(side * known)[::-1]
    for points in range(1, min(most_points, len(levels) - 1) + 1):
        pulled = side * np.minimum(side * row, levels[points])
        if is_tame(pulled, skewness, tails):
            return pulled, "winsorised"
    turned = side * row
    low, high = levels[-1], levels[0]
    logged = side * np.log(turned - low + LOG_OFFSET * (high - low))
    return logged, "log" if is_tame(logged, skewness, tails) else "failed"


def _over(data: Array, axis: int, how: str) -> Array:
    """Return mean or median of what is known, NaN where nothing is, without numpy's warning about it."""
    known = ~np.isnan(data)
    some = np.where(known.any(axis, keepdims=True), data, 0.0)
    found = (np.nanmedian if how == "median" else np.nanmean)(some, axis=axis, keepdims=True)
    return np.where(known.any(axis, keepdims=True), found, np.nan)
