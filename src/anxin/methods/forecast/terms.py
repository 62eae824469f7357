"""What an expectation is added up from: how often, how lately and how near it happened before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anxin.methods.forecast.ground import Events, Ground
from anxin.methods.forecast.smoothing import smoother

Array = NDArray[np.float64]
WEEK = 7

HISTORY, SURROUNDINGS, RECENT, HOMES = "history", "surroundings", "recent", "homes"
GROUPS = (HISTORY, SURROUNDINGS, RECENT, HOMES)  # in the words that a page uses for them


@dataclass(frozen=True)
class Scales:
    """Over which times (half-lives in days) and distances (metres) the past is looked at."""

    half_lives: tuple[float, ...] = (7, 28, 90, 365, 1460)
    distances: tuple[float, ...] = (100, 200, 500, 1500)
    recent_days: float = 28  # a half-life up to this one is "recent"


class Terms:
    """The terms of a multi-scale expectation, each in events a week.

    Own history and that of the surroundings, for each half-life and distance; the own history once more with
    diminishing weight (a place that was hit often falls back further than in proportion); and the homes.
    """

    def __init__(self, ground: Ground, scales: Scales | None = None, *, diminishing: bool = True) -> None:
        self.ground, self.scales, self.diminishing = ground, scales or Scales(), diminishing
        self._smoothers = [smoother(ground, metres) for metres in self.scales.distances]
        lately = [RECENT if days <= self.scales.recent_days else None for days in self.scales.half_lives]
        own = [group or HISTORY for group in lately]
        near = [group or SURROUNDINGS for group in lately] * len(self._smoothers)
        self.groups: tuple[str, ...] = (*own, *([HISTORY] if diminishing else []), *near, HOMES)

    def at(self, events: Events, day: int) -> Array:
        """Return the terms (n, K) on the morning of `day`, from earlier events alone."""
        own = self._rates(events.before(day), day)
        longest = own[:, [-1]]
        even = self.ground.share[:, None] * longest.sum()
        near = [smooth(own) for smooth in self._smoothers]
        lessening = [np.sqrt(longest * even)] if self.diminishing else []
        return np.hstack([own, *lessening, *near, even])

    def _rates(self, known: Events, day: int) -> Array:
        """Return the decayed events a week (n, half-lives) of each place itself."""
        out = np.zeros((len(self.ground), len(self.scales.half_lives)))
        if not len(known):
            return out
        age, held = day - 1 - known.day, day - int(known.day[0])
        for column, half_life in enumerate(self.scales.half_lives):
            weights = 0.5 ** (age / half_life)
            weeks = (1 - 0.5 ** (held / half_life)) / (1 - 0.5 ** (1 / half_life)) / WEEK
            out[:, column] = np.bincount(known.place, weights, len(self.ground)) / weeks
        return out
