"""Released histograms become figures with intervals. Numbers in, numbers out; no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anxin.methods.index.small_areas import fay_herriot
from anxin.methods.privacy import epsilon_of_sum, mean_of_histogram, share_of_histogram
from anxin.mood.pulse.rules import OWN_FIGURE

Floats = NDArray[np.float64]
Z90 = 1.6448536269514722
LITTLE_NOISE, FEWEST_IN_NOISE = 0.5, 200


@dataclass(frozen=True)
class Figures:
    """Means and poor shares of places, arrays (places,); NaN where there are too few answers."""

    mean: Floats
    error: Floats
    answers: Floats
    poor: Floats
    poor_error: Floats

    @property
    def low(self) -> Floats:
        """Lower end of the 90 % interval, on the scale."""
        return np.clip(self.mean - Z90 * self.error, 0, 10)

    @property
    def high(self) -> Floats:
        """Upper end of the 90 % interval, on the scale."""
        return np.clip(self.mean + Z90 * self.error, 0, 10)


def figures_of(bins: NDArray[np.int64], poor: Sequence[int], *, epsilon: float, added: NDArray[np.int64]) -> Figures:
    """Return the figures of histograms (places, 11), each the sum of `added` (places,) released ones.

    The noise of a sum is wider than that of one release: each place is judged with its own.
    """
    out = np.full((5, len(bins)), np.nan)
    for times in np.unique(added[added > 0]):
        rows = added == times
        spread = epsilon_of_sum(epsilon, int(times))
        mean = mean_of_histogram(bins[rows], np.arange(bins.shape[1]), epsilon=spread)
        share = share_of_histogram(bins[rows], poor, spread)
        errors = np.sqrt(mean.variance), np.sqrt(share.variance)
        out[:, rows] = mean.mean, errors[0], mean.answers, np.clip(share.share, 0, 1), errors[1]
    out[2] = np.maximum(np.nan_to_num(out[2]), 0)
    return Figures(*out)


@dataclass(frozen=True)
class Neighbourhoods:
    """Smoothed figures of neighbourhoods, and whether each tells more than its subdistrict's."""

    mean: Floats
    error: Floats
    own: NDArray[np.bool_]


def fewest_answers(epsilon: float) -> int:
    """Return from how many answers on a neighbourhood's figure tells more than its subdistrict's.

    Measured in docs/methods/small-areas.md: 100 where the noise is that of epsilon 0.5 or less wide, else 200.
    """
    return OWN_FIGURE if epsilon >= LITTLE_NOISE else FEWEST_IN_NOISE


def smoothed(
    direct: Figures, subdistrict: NDArray[np.int64], whole: Mapping[int, tuple[float, float]], *, fewest: int
) -> Neighbourhoods:
    """Draw neighbourhoods towards their subdistrict as far as their answers leave doubt, or give its figure instead.

    direct : figures of neighbourhoods (n,); subdistrict : its key for each (n,); whole : subdistrict -> mean, error.
    Fay-Herriot with an effect a subdistrict; the variance is of sample and privacy noise together.
    """
    known = np.isfinite(direct.mean) & np.isfinite(direct.error)
    mean = np.array([whole.get(int(key), (np.nan, np.nan))[0] for key in subdistrict])
    error = np.array([whole.get(int(key), (np.nan, np.nan))[1] for key in subdistrict])
    own = known & (direct.answers >= fewest)
    present = np.unique(subdistrict[own])
    if own.sum() >= 2 * len(present) + 2:
        effects = (subdistrict[own][:, None] == present[None, :]).astype(float)
        found = fay_herriot(direct.mean[own], direct.error[own] ** 2, effects)
        mean[own], error[own] = found.estimate, np.sqrt(found.mse)
    else:
        mean[own], error[own] = direct.mean[own], direct.error[own]
    return Neighbourhoods(mean, error, own)
