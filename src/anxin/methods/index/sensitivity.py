"""How much of an index is its data and how much the choices of whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from anxin.methods.index.composite import Choices, Composite, composite
from anxin.methods.index.framework import Array, Framework, checked

FACTORS = ("normalisation", "mean", "treatment", "weights")


@dataclass(frozen=True)
class Sensitivity:
    """nominal : the index as declared. rank_low, rank_median, rank_high : (units,) over all choices, 5 % to 95 %.

    first, total : (factors,) Sobol' indices of the mean shift of ranks from the nominal ones: the share of its variance
    that a factor makes alone, and with all its interactions. factors : their names. shift : (runs,) those mean shifts.
    """

    nominal: Composite
    rank_low: Array
    rank_median: Array
    rank_high: Array
    factors: tuple[str, ...]
    first: Array
    total: Array
    shift: Array


@dataclass(frozen=True)
class Alternatives:
    """What may be chosen otherwise; weights vary by a factor between 1/(1 + w) and 1 + w."""

    normalisation: Sequence[str] = ("min-max", "percentile rank")
    mean: Sequence[str] = ("arithmetic", "geometric")
    treatment: Sequence[bool] = (True, False)
    weight_change: float = 0.5


def sensitivity(
    values: ArrayLike,
    framework: Framework,
    choices: Choices | None = None,
    alternatives: Alternatives | None = None,
    *,
    samples: int = 256,
    seed: int = 1,
) -> Sensitivity:
    """Return how ranks move when all choices and weights are drawn anew together, and which of them moves ranks most.

    Two independent samples A and B of all factors, and for each factor A with that factor's column of B: samples x
    (factors + 2) indices. All weights together are one factor. First-order indices by Saltelli's, total ones by
    Jansen's estimator; with few samples they may lie a little below 0 or above 1.

    References
    ----------
    Saisana, Saltelli, Tarantola (2005), doi:10.1111/j.1467-985X.2005.00350.x; Saltelli et al. (2010),
    doi:10.1016/j.cpc.2009.09.018, table 2, (b) and (f); Jansen (1999), doi:10.1016/S0010-4655(98)00154-4.

    """
    data, chosen, others = checked(values), choices or Choices(), alternatives or Alternatives()
    nominal = composite(data, framework, chosen)
    rng = np.random.default_rng(seed)
    size = (2, samples, len(FACTORS) - 1 + len(framework.indicators) + len(framework.groups))
    one, two = rng.random(size)
    runs = [_ranks(data, framework, chosen, others, draws) for draws in (one, two)]
    mixed = [_ranks(data, framework, chosen, others, _crossed(one, two, factor)) for factor in range(len(FACTORS))]
    shifts = [np.nanmean(np.abs(ranks - nominal.rank), axis=1) for ranks in [*runs, *mixed]]
    first, total = sobol(shifts[0], shifts[1], np.array(shifts[2:]))
    everything = np.concatenate(runs)
    low, middle, high = (_percentile(everything, q) for q in (5, 50, 95))
    return Sensitivity(nominal, low, middle, high, FACTORS, first, total, np.concatenate(shifts[:2]))


def sobol(one: Array, two: Array, mixed: Array) -> tuple[Array, Array]:
    """Return first-order and total indices (factors,) from results of A (n,), of B (n,) and of their crosses (k, n)."""
    variance = np.concatenate([one, two]).var()
    if variance == 0:
        return np.zeros(len(mixed)), np.zeros(len(mixed))
    first = (two * (mixed - one)).mean(1) / variance
    total = ((one - mixed) ** 2).mean(1) / (2 * variance)
    return np.asarray(first), np.asarray(total)


def _crossed(one: Array, two: Array, factor: int) -> Array:
    columns = slice(factor, factor + 1 if factor < len(FACTORS) - 1 else None)
    crossed = one.copy()
    crossed[:, columns] = two[:, columns]
    return crossed


def _ranks(data: Array, framework: Framework, choices: Choices, others: Alternatives, draws: Array) -> Array:
    return np.array([composite(data, *_drawn(framework, choices, others, draw)).rank for draw in draws])


def _drawn(framework: Framework, choices: Choices, others: Alternatives, draw: Array) -> tuple[Framework, Choices]:
    """Turn numbers between 0 and 1 into choices and weights."""
    options: tuple[Sequence[Any], ...] = (others.normalisation, others.mean, others.treatment)
    picked = [many[int(u * len(many))] for many, u in zip(options, draw, strict=False)]
    factors = (1 + others.weight_change) ** (2 * draw[len(options) :] - 1)
    weights = framework.weight * factors[: len(framework.indicators)]
    items = tuple(replace(one, weight=float(w)) for one, w in zip(framework.indicators, weights, strict=True))
    groups = framework.group_weight * factors[len(framework.indicators) :]
    changed = Framework(items, dict(zip(framework.groups, groups.tolist(), strict=True)))
    return changed, replace(choices, normalisation=picked[0], mean=picked[1], treatment=picked[2])


def _percentile(ranks: Array, q: float) -> Array:
    """Return the percentile over runs for each unit; NaN for a unit that is never ranked."""
    ranked = ~np.isnan(ranks).all(0)
    found = np.full(ranks.shape[1], np.nan)
    found[ranked] = np.nanpercentile(ranks[:, ranked], q, axis=0)
    return found
