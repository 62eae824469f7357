"""A funnel: which places differ from the others by more than their size and common unevenness explain?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Funnel:
    """Rates of places with limits, each (places,).

    rate, lower, upper : cases per unit; z : standardised distance from the target after the overdispersion;
    target : the rate of all together; dispersion : variance over what chance gives, at least 1.
    """

    rate: Array
    lower: Array
    upper: Array
    z: Array
    target: float
    dispersion: float

    @property
    def apart(self) -> NDArray[np.int8]:
        """1 above the upper limit, -1 below the lower one, 0 within."""
        return np.asarray((self.rate > self.upper).astype(np.int8) - (self.rate < self.lower).astype(np.int8))


def funnel(cases: ArrayLike, exposure: ArrayLike, *, level: float = 0.998, winsorise: float = 0.1) -> Funnel:
    """Return the funnel of rates cases/exposure on the square-root scale, where Poisson rates have equal spread.

    winsorise : share of places on each side that are drawn in before the overdispersion is estimated, so that those
        that really differ do not hide themselves.

    References
    ----------
    Spiegelhalter (2005), doi:10.1002/sim.1970 (overdispersion, winsorised); Spiegelhalter (2005),
    doi:10.1136/qshc.2005.015594.

    """
    c, e = np.asarray(cases, float), np.asarray(exposure, float)
    if c.shape != e.shape or c.ndim != 1 or (c < 0).any() or (e <= 0).any():
        raise ValueError("cases must be >= 0 and exposure > 0, one of each for every place.")
    target = float(c.sum() / e.sum())
    root = np.sqrt((c + 0.25) / e)
    centre = np.sqrt((e * target + 0.25) / e)
    spread = 0.5 / np.sqrt(e)
    z = (root - centre) / spread
    ends = np.quantile(z, [winsorise, 1 - winsorise])
    dispersion = float(np.mean((np.clip(z, *ends) - np.median(z)) ** 2))
    # Drawing the ends in makes a normal sample narrower by a known factor.
    dispersion = max(1.0, dispersion / _winsorised_variance(winsorise))
    reach = ndtri(0.5 + level / 2) * np.sqrt(dispersion) * spread
    lower = np.maximum(centre - reach, 0) ** 2 - 0.25 / e
    upper = (centre + reach) ** 2 - 0.25 / e
    return Funnel(c / e, np.maximum(lower, 0), upper, z / np.sqrt(dispersion), target, dispersion)


def _winsorised_variance(share: float) -> float:
    if share <= 0:
        return 1.0
    cut = float(-ndtri(share))
    density = float(np.exp(-(cut**2) / 2) / np.sqrt(2 * np.pi))
    return 1 - 2 * share - 2 * cut * density + 2 * share * cut**2
