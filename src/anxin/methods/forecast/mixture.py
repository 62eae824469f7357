"""Non-negative weights of a sum of expectations, by maximum Poisson likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST_ROUNDS = 2000
TINY = 1e-12  # keeps an event where every term is zero from ruling everything


def fit_weights(at_events: Array, totals: Array, *, tolerance: float = 1e-7) -> Array:
    """Return weights w (K,) >= 0 that make sum_k w_k term_k the likeliest Poisson mean.

    `at_events` (m, K) holds the terms where and when each event happened, `totals` (K,) their sums over all
    places and weeks; the rest of the cells enters through the totals alone, which is what makes this fast.
    The likelihood is concave; each round raises it (the EM or Richardson-Lucy iteration), and it ends when a
    round gains less than `tolerance` an event. Weights of terms that explain nothing end near zero.

    References
    ----------
    Vardi, Shepp, Kaufman (1985), JASA 80:8, doi:10.1080/01621459.1985.10477119, eq. 2.11.

    """
    weights = np.where(totals > 0, len(at_events) / np.maximum(totals, TINY) / len(totals), 0.0)
    if not len(at_events):
        return weights
    rows = at_events + TINY
    before = -np.inf
    for _ in range(MOST_ROUNDS):
        mean = rows @ weights
        now = float(np.log(mean).mean())  # the other part of the likelihood is the same after every round
        if now - before < tolerance:
            break
        before = now
        weights = weights * (rows.T @ (1 / mean)) / np.maximum(totals, TINY)
    return weights
