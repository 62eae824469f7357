"""Histograms released with discrete Laplace noise, by OpenDP."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Counts = NDArray[np.int64]
MOST = 2**53  # a whole number above this is not told apart in a float


def release_histograms(counts: ArrayLike, *, epsilon: float) -> Counts:
    """Return the counts with noise, as they may be published: one release of `epsilon`.

    counts : (groups, bins) whole numbers >= 0. Each answer stands in one bin of one group; groups and bins are fixed
    and public, chosen without a look at the answers. Adding or removing one answer changes one count by one, so noise
    of scale 1/epsilon on each count makes the whole array `epsilon`-private. Nothing is clipped: a result may be below
    0, and so is unbiased.

    Raises
    ------
    ValueError : not two-dimensional, not whole, negative, or `epsilon` not a finite number above 0.

    References
    ----------
    Ghosh, Roughgarden, Sundararajan (2012), doi:10.1137/09076828X (discrete Laplace); Canonne, Kamath, Steinke (2020),
    arXiv:2004.00010 (its exact sampling, which OpenDP does); Mironov (2012), doi:10.1145/2382196.2382264 (why not
    floats).

    """
    whole = _whole(counts)
    if not whole.size:
        return whole
    noised = _mechanism(_positive(epsilon))(whole.ravel().tolist())
    return np.array(noised, np.int64).reshape(whole.shape)


def laplace_variance(epsilon: float) -> float:
    """Return the variance of the noise on one count: 2q/(1 - q)^2 with q = exp(-epsilon)."""
    epsilon = _positive(epsilon)
    return 2 * math.exp(-epsilon) / math.expm1(-epsilon) ** 2


def epsilon_of_sum(epsilon: float, releases: int) -> float:
    """Return the epsilon whose noise is as wide as that of `releases` releases added up.

    It solves 2q/(1 - q)^2 = releases x V(epsilon) for q = exp(-epsilon): adding up is free of budget, not of noise.
    """
    if releases < 1:
        raise ValueError(f"releases must be 1 or more, not {releases}.")
    turn = 1 + 1 / (releases * laplace_variance(epsilon))
    return -math.log(turn - math.sqrt(turn**2 - 1))


def laplace_bound(epsilon: float, level: float = 0.95) -> int:
    """Return the least whole k such that the noise on one count is between -k and k with at least this chance.

    P(|noise| > k) = 2 q^(k+1) / (1 + q).
    """
    q = math.exp(-_positive(epsilon))
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}.")
    return max(0, math.ceil(math.log((1 - level) * (1 + q) / 2) / -epsilon - 1 - 1e-12))


def _mechanism(epsilon: float) -> Any:
    """Return OpenDP's mechanism, with a scale that its own proof says keeps `epsilon`."""
    # Loaded by the process that releases, not by every one that reads a budget or a figure.
    from opendp.domains import atom_domain, vector_domain
    from opendp.measurements import make_laplace
    from opendp.metrics import l1_distance
    from opendp.mod import enable_features

    enable_features("contrib")
    space = vector_domain(atom_domain(T="i64")), l1_distance(T="i64")
    scale = 1 / epsilon
    mechanism: Any = make_laplace(*space, scale=scale)
    while mechanism.map(1) > epsilon:  # 1/epsilon was rounded down
        scale = math.nextafter(scale, math.inf)
        mechanism = make_laplace(*space, scale=scale)
    return mechanism


def _positive(epsilon: float) -> float:
    if not (math.isfinite(epsilon) and epsilon > 0):
        raise ValueError(f"epsilon must be a finite number above 0, not {epsilon}.")
    return float(epsilon)


def _whole(counts: ArrayLike) -> Counts:
    given = np.asarray(counts)
    if given.ndim != 2:
        raise ValueError(f"counts must be (groups, bins), not {given.shape}.")
    numbers = given.astype(float)
    if not np.isfinite(numbers).all() or (numbers != np.floor(numbers)).any():
        raise ValueError("counts must be whole numbers; one is missing or has a fraction.")
    if (numbers < 0).any() or (numbers > MOST).any():
        raise ValueError("counts must not be negative, nor beyond 2^53.")
    return numbers.astype(np.int64)
