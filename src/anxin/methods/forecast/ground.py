"""What a forecast is made of: places on a plane, and dated events at them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ground:
    """The places: `x` and `y` (n,) in metres (NaN: not known) and `exposure` (n,) > 0, for example homes."""

    x: Array
    y: Array
    exposure: Array

    def __post_init__(self) -> None:
        if not (self.x.ndim == 1 and self.x.shape == self.y.shape == self.exposure.shape):
            raise ValueError("x, y and exposure must be one-dimensional and equally long.")
        if not (np.isfinite(self.exposure).all() and (self.exposure > 0).all()):
            raise ValueError("exposure must be finite and > 0; give a place without homes the district's median.")

    def __len__(self) -> int:
        return len(self.x)

    @property
    def share(self) -> Array:
        """Each place's share (n,) of the exposure."""
        return np.asarray(self.exposure / self.exposure.sum())


@dataclass(frozen=True)
class Events:
    """Events in the order of their days: `place` (m,) as an index into the ground, `day` (m,) as an ordinal."""

    place: Ints
    day: Ints

    @classmethod
    def of(cls, place: ArrayLike, day: ArrayLike) -> Events:
        """Sort by day."""
        where, when = np.asarray(place, np.int64), np.asarray(day, np.int64)
        if where.shape != when.shape or where.ndim != 1:
            raise ValueError("place and day must be one-dimensional and equally long.")
        order = np.argsort(when, kind="stable")
        return cls(where[order], when[order])

    def __len__(self) -> int:
        return len(self.day)

    def before(self, day: int) -> Events:
        """Return the events of earlier days: what was known on the morning of `day`."""
        known = int(np.searchsorted(self.day, day))
        return Events(self.place[:known], self.day[:known])

    def between(self, first: int, end: int) -> Events:
        """Return the events from `first` on and before `end`."""
        low, high = np.searchsorted(self.day, [first, end])
        return Events(self.place[low:high], self.day[low:high])

    def counts(self, places: int) -> Ints:
        """Return the events at each place (places,)."""
        return np.bincount(self.place, minlength=places).astype(np.int64)
