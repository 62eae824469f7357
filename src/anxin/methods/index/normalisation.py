"""Indicators of different units on one scale, more always being better."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import rankdata

from anxin.methods.index.framework import Array, checked

Normalisation = Literal["min-max", "z", "rank", "percentile rank", "goalposts", "distance to reference"]


def normalise(
    values: ArrayLike,
    direction: ArrayLike,
    how: Normalisation = "min-max",
    *,
    scale: tuple[float, float] = (0.0, 100.0),
    goalposts: ArrayLike | None = None,
    reference: ArrayLike | None = None,
) -> Array:
    """Return (indicators, units) on one scale, turned so that more is better; NaN stays.

    values : (indicators, units); direction : (indicators,) 1 or -1.
    how : "min-max" spreads each indicator over `scale`; "z" has mean 0 and standard deviation 1 (n - 1); "rank" gives
    the worst unit 1, equal ones their mean; "percentile rank" is (rank - 0.5) / n x 100; "goalposts" (indicators, 2),
    low and high in the indicator's own unit, are the ends of `scale`, and values beyond are cut; "distance to
    reference" (indicators,) is 1 at the reference and above, less by the distance over the range from the worst unit
    to it.

    References
    ----------
    OECD and JRC (2008), doi:10.1787/9789264043466-en, section 5 and table 5.

    """
    sign = np.asarray(direction, float)[:, None]
    good = checked(values) * sign
    if how == "goalposts":
        return _between(good, *_posts(goalposts, sign), scale)
    if how == "distance to reference":
        return _to_reference(good, reference, sign)
    low, high = np.nanmin(good, axis=1, keepdims=True), np.nanmax(good, axis=1, keepdims=True)
    if how == "min-max":
        return _between(good, low, high, scale)
    if how == "z":
        spread = np.nanstd(good, axis=1, ddof=1, keepdims=True)
        return _divided(good - np.nanmean(good, axis=1, keepdims=True), spread, at_zero=0.0)
    ranks = ranks_of(good)
    known = (~np.isnan(good)).sum(1, keepdims=True)
    return ranks if how == "rank" else (ranks - 0.5) / known * 100


def ranks_of(values: Array) -> Array:
    """Return ranks along the last axis, the lowest 1, equal ones their mean, NaN where missing."""
    return np.asarray(rankdata(values, axis=-1, nan_policy="omit"), float)


def _between(good: Array, low: Array, high: Array, scale: tuple[float, float]) -> Array:
    share = np.clip(_divided(good - low, high - low, at_zero=0.5), 0, 1)
    return scale[0] + share * (scale[1] - scale[0])


def _posts(goalposts: ArrayLike | None, sign: Array) -> tuple[Array, Array]:
    posts = np.asarray(goalposts, float)
    if goalposts is None or posts.shape != (len(sign), 2) or not (posts[:, 0] < posts[:, 1]).all():
        raise ValueError("goalposts must be (indicators, 2), low before high.")
    ends = np.sort(posts * sign, axis=1)
    return ends[:, :1], ends[:, 1:]


def _to_reference(good: Array, reference: ArrayLike | None, sign: Array) -> Array:
    if reference is None or np.shape(reference) != (len(sign),):
        raise ValueError("reference must have one value for each indicator.")
    goal = np.asarray(reference, float)[:, None] * sign
    reach = goal - np.nanmin(good, axis=1, keepdims=True)
    return 1 - _divided(np.maximum(goal - good, 0), np.maximum(reach, 0), at_zero=0.0)


def _divided(above: Array, below: Array, *, at_zero: float) -> Array:
    """Return above/below; `at_zero` where units do not differ: an indicator that tells nothing stays neutral."""
    wide = np.broadcast_to(below, above.shape)
    return np.asarray(np.divide(above, wide, out=np.where(np.isnan(above), np.nan, at_zero), where=wide > 0))
