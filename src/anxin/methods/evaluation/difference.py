"""Difference in differences on counts: places against matched places, month by month."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree
from scipy.special import logsumexp
from scipy.stats import t as student

from anxin.methods.evaluation.panel import Array, Effect, Ints, Panel

MOST_STEPS = 50


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

    Raises
    ------
    ValueError : no month with or none without the programme, or nothing happened in one of the two.

    References
    ----------
    Wooldridge (1999), J Econometrics 90:77, doi:10.1016/S0304-4076(98)00033-5 (conditional Poisson, robust).

    """
    # Places and months in which nothing happened say nothing once their own effects are conditioned out.
    told = np.ix_(panel.counts.sum(axis=1) > 0, panel.counts.sum(axis=0) > 0)
    counts, treated = panel.counts[told].astype(float), ~panel.untreated[told]
    observed = float(counts[treated].sum())
    if observed == 0 or counts[~treated].sum() == 0:
        raise ValueError("Nothing happened with or nothing without the programme; a ratio cannot be told.")
    beta, scores, information = _newton(counts, treated.astype(float))
    inverse = np.linalg.inv(information)
    places = len(counts)
    error = float(np.sqrt((inverse @ (scores.T @ scores) @ inverse)[0, 0] * places / max(places - 1, 1)))
    half = student.ppf(0.5 + level / 2, max(int(treated.any(axis=1).sum()) - 1, 1)) * error
    ratio = float(np.exp(beta[0]))
    low, high = float(np.exp(beta[0] - half)), float(np.exp(beta[0] + half))
    return Effect(observed, observed / ratio, ratio, low, high, level)


def _newton(counts: Array, treated: Array) -> tuple[Array, Array, Array]:
    """Return the coefficients (the programme first, then months but the first), scores by place, information.

    The months' dummies are never laid out: with `share` (n, T) of each place's total that falls on each month,
    their sums are sums over columns.
    """
    total = counts.sum(axis=1, keepdims=True)
    effect, month = 0.0, np.log(np.maximum(counts.sum(axis=0), 0.5))
    month -= month[0]
    for _ in range(MOST_STEPS):
        linear = month + effect * treated
        share = np.exp(linear - logsumexp(linear, axis=1, keepdims=True))
        with_it = (share * treated).sum(axis=1, keepdims=True)
        scores = np.hstack(
            [(counts * treated).sum(axis=1, keepdims=True) - total * with_it, (counts - total * share)[:, 1:]]
        )
        information = _information(share, total, treated, with_it)
        step = np.linalg.solve(information, scores.sum(axis=0))
        if np.abs(step).max() < 1e-9:
            break
        effect += float(np.clip(step[0], -2, 2))
        month = month + np.append(0.0, np.clip(step[1:], -2, 2))
    return np.append(effect, month[1:]), scores, information


def _information(share: Array, total: Array, treated: Array, with_it: Array) -> Array:
    months = share.shape[1]
    out = np.empty((months, months))
    weighted = total * share
    out[0, 0] = (total * with_it * (1 - with_it)).sum()
    out[0, 1:] = out[1:, 0] = (weighted * (treated - with_it)).sum(axis=0)[1:]
    out[1:, 1:] = (np.diag(weighted.sum(axis=0)) - weighted.T @ share)[1:, 1:]
    return out
