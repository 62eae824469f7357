"""What an index is made of: its indicators, which way each is good, their groups and weights."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Indicator:
    """One item. direction : 1 if more is better, -1 if less is; weight : within its group, above 0."""

    name: str
    group: str
    direction: int = 1
    weight: float = 1.0

    def __post_init__(self) -> None:
        if self.direction not in (1, -1) or not self.weight > 0:
            raise ValueError(f"{self.name}: direction is 1 or -1 and weight above 0.")


@dataclass(frozen=True)
class Framework:
    """The indicators in the order of the data's rows; group_weights : weights of groups that are not 1."""

    indicators: tuple[Indicator, ...]
    group_weights: dict[str, float] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups in order of first use."""
        return tuple(dict.fromkeys(one.group for one in self.indicators))

    @property
    def direction(self) -> Array:
        """Direction of each indicator (indicators,)."""
        return np.array([one.direction for one in self.indicators], float)

    @property
    def weight(self) -> Array:
        """Weight of each indicator within its group (indicators,)."""
        return np.array([one.weight for one in self.indicators], float)

    @property
    def group_weight(self) -> Array:
        """Weight of each group (groups,)."""
        return np.array([self.group_weights.get(name, 1.0) for name in self.groups])

    def rows(self, group: str) -> NDArray[np.intp]:
        """Return the rows of a group's indicators."""
        return np.flatnonzero([one.group == group for one in self.indicators])


def checked(values: ArrayLike) -> Array:
    """Return the data as (indicators, units) floats; infinite values are refused, NaN is missing."""
    data = np.asarray(values, float)
    if data.ndim != 2 or np.isinf(data).any():
        raise ValueError(f"values must be (indicators, units) of numbers, NaN where missing; not {data.shape}.")
    return data
