"""What a Knox test accepts, and the sentence for what it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anxin.methods.near_repeat.close_pairs import Floats, Ints

FEWEST_EVENTS = 2
MOST_DAYS = 1 << 24  # the compiled counts hold days as float32


def checked_events(x: ArrayLike, y: ArrayLike, day: ArrayLike) -> tuple[Floats, Ints]:
    """Return points (n, 2) and days (n,) since 1970-01-01."""
    east, north, days = np.asarray(x, float), np.asarray(y, float), np.asarray(day)
    if east.ndim != 1 or not east.shape == north.shape == days.shape:
        raise ValueError(f"x {east.shape}, y {north.shape} and day {days.shape} must be flat and equally long.")
    if len(east) < FEWEST_EVENTS:
        raise ValueError(f"A pair needs two events; there are {len(east)}.")
    if not (np.isfinite(east).all() and np.isfinite(north).all()):
        raise ValueError("x and y must be finite numbers; leave out events without a place.")
    return np.column_stack([east, north]), _whole_days(days)


def _whole_days(days: NDArray[np.generic]) -> Ints:
    if np.issubdtype(days.dtype, np.datetime64):
        if np.isnat(days).any():
            raise ValueError("An event has no day; leave it out.")
        whole = days.astype("datetime64[D]").astype(np.int64)
    else:
        numbers = days.astype(float)
        if not (np.isfinite(numbers).all() and (numbers == np.round(numbers)).all()):
            raise ValueError("day must be whole numbers of days or datetime64; round times down to their day.")
        whole = numbers.astype(np.int64)
    if int(whole.max()) - int(whole.min()) >= MOST_DAYS:
        raise ValueError(f"The days span {int(whole.max()) - int(whole.min()):,} days; look for a slip in a date.")
    return whole


def checked_edges(bands: ArrayLike, name: str) -> Floats:
    """Return the rising edges of the bands."""
    edges = np.asarray(bands, float)
    if edges.ndim != 1 or len(edges) < 2 or not np.isfinite(edges).all():
        raise ValueError(f"{name} must be two or more finite edges, such as (0, 100, 200).")
    if edges[0] < 0 or (np.diff(edges) <= 0).any():
        raise ValueError(f"{name} must rise from 0 or more, not {edges.tolist()}.")
    return edges


def check_options(*, least: Mapping[str, tuple[int, int]], known: Mapping[str, tuple[str, Any]]) -> None:
    """Refuse a number below its least and a choice that is not one of its `Literal`."""
    for name, (value, lowest) in least.items():
        if value < lowest:
            raise ValueError(f"{name} must be {lowest} or more, not {value}.")
    for name, (chosen, choices) in known.items():
        if chosen not in get_args(choices):
            raise ValueError(f"{name} must be one of {', '.join(get_args(choices))}, not {chosen!r}.")
