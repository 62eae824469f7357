"""Counts of many places over months, and from when a programme ran at each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Panel:
    """`counts` (n, T) of events a month; `exposure` (n,) > 0, for example homes; `start` (n,) first month treated.

    A place that never takes part has a start of T or more. Treatment, once begun, goes on.
    """

    counts: Ints
    exposure: Array
    start: Ints

    def __post_init__(self) -> None:
        places, months = self.counts.shape
        if self.exposure.shape != (places,) or self.start.shape != (places,):
            raise ValueError("exposure and start must have one entry a place.")
        if not (np.isfinite(self.exposure).all() and (self.exposure > 0).all()):
            raise ValueError("exposure must be finite and > 0.")
        if (self.counts < 0).any():
            raise ValueError("counts must be >= 0.")
        if (self.start[self.start < months] <= 0).any():
            raise ValueError("A place needs at least one month before its programme starts.")

    @property
    def untreated(self) -> NDArray[np.bool_]:
        """Where and when (n, T) no programme ran."""
        return np.arange(self.counts.shape[1]) < self.start[:, None]

    @property
    def treated_places(self) -> Ints:
        """The places (k,) that take part within these months."""
        return np.flatnonzero(self.start < self.counts.shape[1])

    def of(self, places: Ints) -> Panel:
        """Return the panel of some places."""
        return Panel(self.counts[places], self.exposure[places], self.start[places])


@dataclass(frozen=True)
class Effect:
    """Observed events, those to be expected without the programme, and their ratio with its interval.

    A ratio of 0.7 reads: 30 % fewer than were to be expected.
    """

    observed: float
    expected: float
    ratio: float
    low: float
    high: float
    level: float

    @property
    def is_a_fall(self) -> bool:
        """True if the whole interval lies below no change."""
        return self.high < 1

    @property
    def is_a_rise(self) -> bool:
        """True if the whole interval lies above no change."""
        return self.low > 1
