"""How sure a Knox ratio is: pairs come in chains, so they are counted as fewer than they are."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from anxin.methods.near_repeat.close_pairs import ClosePairs, Floats, Indices, Ints

BLOCKS = 50  # neighbourhoods of equally many events; what happens in one is taken as independent of the others
Z = float(norm.ppf(0.975))
NONE_SEEN = -float(np.log(0.025))  # the 97.5 % bound of a Poisson mean when none was seen


def ratio_interval(
    pairs: ClosePairs, time_bands: list[Ints], observed: Ints, expected: Floats, *, events: int
) -> tuple[Floats, Floats]:
    """Return the 95 % bounds of observed / expected (distance bands, day bands); NaN where none is expected.

    The share of close pairs that are also close in time varies between neighbourhoods; its standard error over 50 of
    them is put on the log of the ratio, and is never taken below that of a Poisson count.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.stack(
            [
                _relative_error(first, band, observed.shape[1], events)
                for (first, _second), band in zip(pairs.bands, time_bands, strict=True)
            ]
        )
        error = np.maximum(error, 1 / np.sqrt(observed))
        ratio = observed / expected
        low = np.where(observed > 0, ratio * np.exp(-Z * error), 0.0)
        high = np.where(observed > 0, ratio * np.exp(Z * error), NONE_SEEN / expected)
    unknown = expected <= 0
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def _relative_error(first: Indices, band: Ints, bands: int, events: int) -> Floats:
    """Return the standard error of each day band's share of the pairs, relative to the share (bands,)."""
    blocks = min(BLOCKS, events)
    block = first.astype(np.int64) * blocks // events
    inside = np.bincount(block * (bands + 1) + band + 1, minlength=blocks * (bands + 1)).reshape(blocks, bands + 1)
    close, hits = inside.sum(1, keepdims=True), inside[:, 1:]
    share = hits.sum(0) / max(len(first), 1)
    residual = hits - close * share
    error = np.sqrt((residual**2).sum(0) * blocks / max(blocks - 1, 1)) / hits.sum(0)
    return np.asarray(np.nan_to_num(error, nan=0.0, posinf=0.0))
