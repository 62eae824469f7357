"""Attention as one module counts it, for a page that sets several beside one another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Given:
    """How much of one kind of attention each subdistrict got.

    `chosen` is how many independent choices it consists of: a place that was chosen stays chosen for many evenings.
    """

    by_subdistrict: Mapping[int, float]
    chosen: int

    @property
    def total(self) -> float:
        """All of it."""
        return sum(self.by_subdistrict.values())
