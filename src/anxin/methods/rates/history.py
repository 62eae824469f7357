"""Old events count less: exponential decay of a place's history."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
DAYS_A_YEAR = 365.25


def decay_weights(age_days: ArrayLike, half_life_days: float) -> Array:
    """Return the weight (n,) of events `age_days` (n,) >= 0 old; one half-life ago counts half."""
    return np.asarray(0.5 ** (np.asarray(age_days, float) / half_life_days))


def decayed_counts(
    place: ArrayLike, age_days: ArrayLike, *, places: int, window_days: int, half_life_days: float
) -> tuple[Array, float]:
    """Return decayed events (places,) and the decayed years of exposure that belong to them.

    `place` (m,) are indices into 0..places-1, `age_days` (m,) whole days before the day of judgement (>= 1).
    Events older than `window_days` do not count. A constant rate r per year gives counts of r x years.
    """
    where, age = np.asarray(place, int), np.asarray(age_days, float)
    inside = (age >= 1) & (age <= window_days)
    weights = decay_weights(age[inside], half_life_days)
    counts = np.bincount(where[inside], weights=weights, minlength=places).astype(float)
    years = float(decay_weights(np.arange(1, window_days + 1), half_life_days).sum() / DAYS_A_YEAR)
    return counts, years
