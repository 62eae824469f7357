"""Quantiles and tails of the negative binomial that never abort the process, however extreme the parameters."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, gammainc, gammaincc, ndtr, ndtri

Array = NDArray[np.float64]
LARGEST = 2.0**53  # beyond it neighbouring whole numbers are one float
NEARLY_POISSON = 1 + 1e-9
MOST_STEPS = 200
BEYOND_COUNTS = 1e12  # means above it are given the Cornish-Fisher value itself
FUZZ = 1 - 64 * np.finfo(float).eps  # a level that equals F(q) up to rounding belongs to q


def count_cdf(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Array:
    """Return P(Y <= count) for counts with this `mean` and variance `dispersion * mean`; Poisson where it is <= 1.

    The arguments broadcast; `mean` > 0. A mean of zero gives 1.
    """
    q, mu, phi = np.broadcast_arrays(*(np.asarray(x, float) for x in (count, mean, dispersion)))
    out = np.where(np.isnan(q + mu + phi), np.nan, 1.0)
    out[q < 0] = 0.0
    plain = (phi <= NEARLY_POISSON) & (q >= 0) & (mu > 0)
    wide = (phi > NEARLY_POISSON) & (q >= 0) & (mu > 0)
    out[plain] = gammaincc(np.floor(q[plain]) + 1, mu[plain])
    q, mu, phi = q[wide], mu[wide], phi[wide]
    exact = betainc(mu / (phi - 1), np.floor(q) + 1, 1 / phi)
    out[wide] = np.where(np.isnan(exact), ndtr((q - mu) / np.sqrt(phi) / np.sqrt(mu)), exact)
    return out


def count_tail(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Array:
    """Return P(Y >= count), exact also far in the tail where 1 - P(Y <= count - 1) would cancel."""
    q, mu, phi = np.broadcast_arrays(*(np.asarray(x, float) for x in (count, mean, dispersion)))
    out = np.where(np.isnan(q + mu + phi), np.nan, 0.0)
    out[q <= 0] = 1.0
    plain = (phi <= NEARLY_POISSON) & (q > 0) & (mu > 0)
    wide = (phi > NEARLY_POISSON) & (q > 0) & (mu > 0)
    out[plain] = gammainc(np.ceil(q[plain]), mu[plain])
    q, mu, phi = q[wide], mu[wide], phi[wide]
    exact = betainc(np.ceil(q), mu / (phi - 1), (phi - 1) / phi)
    out[wide] = np.where(np.isnan(exact), ndtr((mu - q) / np.sqrt(phi) / np.sqrt(mu)), exact)
    return out


def count_quantile(level: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> Array:
    """Return the smallest whole q with P(Y <= q) >= level; NaN in gives NaN out.

    A Cornish-Fisher start lies within a count or two for common parameters; from there the bracket doubles
    until it holds the answer and is halved until one number is left. For means beyond 1e12 the start is the answer.

    References
    ----------
    Cornish and Fisher (1938), doi:10.2307/1400905; negative binomial tail as incomplete beta:
    Johnson, Kemp and Kotz (2005), Univariate Discrete Distributions, section 5.6.

    """
    p, mu, phi = np.broadcast_arrays(*(np.asarray(x, float) for x in (level, mean, dispersion)))
    shape = p.shape
    p, mu, phi = p.ravel() * FUZZ, mu.ravel(), phi.ravel()
    out = np.full(p.shape, np.nan)
    sound = np.isfinite(p + mu + phi) & (mu >= 0)
    huge, todo = np.flatnonzero(sound & (mu > BEYOND_COUNTS)), np.flatnonzero(sound & (mu <= BEYOND_COUNTS))
    out[huge] = _cornish_fisher(p[huge], mu[huge], phi[huge])
    if todo.size:
        out[todo] = _search(p[todo], mu[todo], phi[todo])
    return out.reshape(shape)


def _search(p: Array, mu: Array, phi: Array) -> Array:
    low, high = _bracket(p, mu, phi, _cornish_fisher(p, mu, phi))
    for _ in range(MOST_STEPS):
        open_ = np.flatnonzero(high - low > np.maximum(1.0, high / LARGEST))
        if not open_.size:
            break
        middle = np.floor((low[open_] + high[open_]) / 2)
        enough = count_cdf(middle, mu[open_], phi[open_]) >= p[open_]
        high[open_] = np.where(enough, middle, high[open_])
        low[open_] = np.where(enough, low[open_], middle)
    return high


def _bracket(p: Array, mu: Array, phi: Array, start: Array) -> tuple[Array, Array]:
    """Return low and high with F(low) < p <= F(high)."""
    enough = count_cdf(start, mu, phi) >= p
    high, low = np.where(enough, start, np.nan), np.where(enough, np.nan, start)
    step = np.ones_like(p)
    for _ in range(MOST_STEPS):
        open_ = np.flatnonzero(np.isnan(low) | np.isnan(high))
        if not open_.size:
            break
        up = np.isnan(high[open_])
        reach = np.where(up, low[open_] + step[open_], np.maximum(-1.0, high[open_] - step[open_]))
        enough = count_cdf(reach, mu[open_], phi[open_]) >= p[open_]
        enough |= reach > 1e300  # a tail that floats cannot resolve ends here
        low[open_] = np.where(enough, low[open_], reach)
        high[open_] = np.where(enough, reach, high[open_])
        step[open_] = step[open_] * 2
    return low, high


def _cornish_fisher(p: Array, mu: Array, phi: Array) -> Array:
    sigma = np.sqrt(np.maximum(phi, 1)) * np.sqrt(mu)
    skew = np.where(sigma > 0, (2 * np.maximum(phi, 1) - 1) / np.where(sigma > 0, sigma, 1), 0)
    z = ndtri(np.clip(p, 1e-300, 1 - 1e-16))
    return np.maximum(0.0, np.floor(mu + sigma * (z + skew * (z * z - 1) / 6) + 0.5))
