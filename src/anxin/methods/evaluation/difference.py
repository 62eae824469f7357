"""Difference in differences on counts: estates against matched estates, month by month."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.special import logsumexp
from scipy.stats import norm

from anxin.methods.evaluation.panel import Array, Effect, Ints, Panel


def matched_controls(panel: Panel, *, each: int = 5) -> Ints:
    """Return the places (m,) never treated that were most like the treated ones before the first start.

    Like in exposure, in events of the last year before, and in events of the years before that; every treated
    place brings up to `each`, and a control may serve several.
    """
    months = panel.counts.shape[1]
    never, treated = np.flatnonzero(panel.start >= months), panel.treated_places
    if not len(never) or not len(treated):
        raise ValueError("Matching needs places that take part and places that never do.")
    first = int(panel.start[treated].min())
    recent = panel.counts[:, max(0, first - 12) : first].sum(axis=1)
    older = panel.counts[:, : max(0, first - 12)].sum(axis=1)
    traits = np.column_stack([np.log(panel.exposure), 2 * np.sqrt(recent), 2 * np.sqrt(older)])
    near = cKDTree(traits[never]).query(traits[treated], k=min(each, len(never)))[1]
    return np.unique(never[np.asarray(near).ravel()])


def difference_in_differences(panel: Panel, *, level: float = 0.95) -> Effect:
    """Return the effect from a Poisson regression with place and month effects, errors clustered by place.

    Place effects are conditioned out (the counts of a place are multinomial over its months), so that thousands
    of places cost nothing and none bends the estimate.

    References
    ----------
    Wooldridge (1999), J Econometrics 90:77, doi:10.1016/S0304-4076(98)00033-5 (conditional Poisson, robust).

    """
    hit = panel.counts.sum(axis=1) > 0
    counts, treated = panel.counts[hit].astype(float), ~panel.untreated[hit]
    if not treated.any() or treated.all():
        raise ValueError("There must be months with and without the programme.")
    observed = float(counts[treated].sum())
    if observed == 0:
        raise ValueError("Nothing happened while the programme ran; this regression cannot say how small the ratio is.")
    beta, scores, information = _newton(counts, treated)
    robust = np.linalg.pinv(information) @ (scores.T @ scores) @ np.linalg.pinv(information)
    places = len(counts)
    error = float(np.sqrt(robust[0, 0] * places / max(places - 1, 1)))
    half = norm.ppf(0.5 + level / 2) * error
    ratio = float(np.exp(beta[0]))
    return Effect(
        observed, observed / ratio, ratio, float(np.exp(beta[0] - half)), float(np.exp(beta[0] + half)), level
    )


def _newton(counts: Array, treated: NDArray[np.bool_]) -> tuple[Array, Array, Array]:
    """Return the coefficients (the programme first, then months but the first), scores by place, information."""
    design = _design(treated)  # (n, T, p)
    beta = np.zeros(design.shape[2])
    totals = counts.sum(axis=1)
    for _ in range(50):
        linear = design @ beta
        share = np.exp(linear - logsumexp(linear, axis=1, keepdims=True))
        middle = np.einsum("nt,ntp->np", share, design)
        scores = np.einsum("nt,ntp->np", counts, design) - totals[:, None] * middle
        square = np.einsum("nt,ntp,ntq->pq", share * totals[:, None], design, design, optimize=True)
        information = square - (middle * totals[:, None]).T @ middle
        step = np.linalg.pinv(information) @ scores.sum(axis=0)
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    return beta, scores, information


def _design(treated: NDArray[np.bool_]) -> Array:
    places, months = treated.shape
    design = np.zeros((places, months, months))
    design[:, :, 0] = treated
    design[:, np.arange(1, months), np.arange(1, months)] = 1
    return design
