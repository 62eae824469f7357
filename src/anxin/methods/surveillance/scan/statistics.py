"""Scan statistics: how much better "more inside" explains the counts than "the same everywhere"."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

Array = NDArray[np.float64]
Kind = Literal["poisson", "expectation", "permutation"]


def log_ratio(inside: Array, expected: Array, total: Array | float, kind: Kind = "poisson") -> Array:
    """Return the log likelihood ratio of a raised rate inside, 0 where it is not raised.

    inside, expected : counts and expected counts of a zone; for "poisson" and "permutation" the expected counts of
        all regions add up to `total`, the number of cases. "expectation" compares with a forecast instead.

    References
    ----------
    Kulldorff (1997), doi:10.1080/03610929708831995 (Poisson); Neill (2009), doi:10.1186/1476-072X-8-20
    (expectation-based Poisson); Kulldorff et al. (2005), doi:10.1371/journal.pmed.0020059 (permutation).

    """
    c, e = np.asarray(inside, float), np.asarray(expected, float)
    raised = (c > e) & (e > 0)
    safe = np.where(raised, e, 1.0)
    gain = xlogy(c, np.where(raised, c / safe, 1.0)) - (c - e if kind == "expectation" else 0.0)
    if kind != "expectation":
        out, out_expected = total - c, np.maximum(total - e, 1e-12)
        gain = gain + xlogy(out, np.where(raised, np.maximum(out, 0) / out_expected, 1.0))
    return np.where(raised, gain, 0.0)
