"""What was to be expected without the programme, and what the programme changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtri

from anxin.methods.evaluation.panel import Array, Effect, Ints, Panel
from anxin.methods.rates import GammaPoisson, TooFewEventsError, fit_gamma_poisson

ROUNDS = 30


@dataclass(frozen=True)
class Untreated:
    """What the months and places without a programme say.

    `month` (T,) is the rate of each month per unit of exposure for an average place, `model` how places differ
    around it (mean 1), `overdispersion` (>= 1) how much more the counts vary than these two explain.
    """

    month: Array
    model: GammaPoisson
    overdispersion: float


def fit_untreated(panel: Panel) -> Untreated:
    """Fit month effects and the spread between places on untreated months alone.

    Months and places are fitted in turn, so that places with high rates that join a programme early do not
    make the later months look quiet.

    Raises
    ------
    TooFewEventsError : fewer than 10 untreated events.

    """
    seen, exposure = panel.untreated, panel.exposure[:, None]
    counts = np.where(seen, panel.counts, 0)
    if counts.sum() < 10:
        raise TooFewEventsError("There are fewer than 10 burglaries without a programme; nothing can be compared yet.")
    relative, model = np.ones(len(exposure)), GammaPoisson(1.0, 1.0)
    month = _months(counts, seen * exposure, relative)
    for round_ in range(ROUNDS):
        due = (seen * exposure * month).sum(axis=1)
        known = due > 0
        if round_ % 10 == 0:
            model = GammaPoisson(fit_gamma_poisson(counts.sum(axis=1)[known], due[known]).shape, 1.0)
        relative[known] = model.posterior(counts.sum(axis=1)[known], due[known]).mean
        before, month = month, _months(counts, seen * exposure, relative)
        if np.abs(month - before).max() < 1e-10 * month.max():
            break
    return Untreated(month, model, _overdispersion(counts, seen * exposure * month * relative[:, None], seen))


def _months(counts: Ints, exposure: Array, relative: Array) -> Array:
    return np.asarray(counts.sum(axis=0) / np.maximum((exposure * relative[:, None]).sum(axis=0), 1e-12))


def _overdispersion(counts: Ints, due: Array, seen: NDArray[np.bool_]) -> float:
    """Return the ratio of the whole district's yearly variance to a Poisson's, from half years of groups of places."""
    groups, halves = np.arange(len(counts)) % 20, np.arange(counts.shape[1]) // 6
    cells = groups[:, None] * (halves.max() + 1) + halves
    observed = np.bincount(cells.ravel(), np.where(seen, counts, 0).ravel())
    expected = np.bincount(cells.ravel(), np.where(seen, due, 0).ravel())
    usable = expected > 1
    free = usable.sum() - len(np.unique(halves))
    if free < 10:
        return 1.0
    return max(1.0, float((((observed - expected)[usable] ** 2) / expected[usable]).sum() / free))


def effect_against_expectation(panel: Panel, *, level: float = 0.95, untreated: Untreated | None = None) -> Effect:
    """Compare what happened at the treated places with the empirical-Bayes expectation without the programme.

    Each place's own months before its start, drawn towards the district's mean, times the month effects of the
    untreated places: regression to the mean, trend and season are taken out. Starts may differ between places.

    References
    ----------
    Hauer et al. (2002), TRR 1784:126, doi:10.3141/1784-16 (expected without treatment, empirical Bayes).
    Borusyak, Jaravel, Spiess (2024), Rev Econ Stud, doi:10.1093/restud/rdae007 (imputation from untreated cells).

    """
    found = untreated or fit_untreated(panel)
    treated = panel.of(panel.treated_places)
    if not len(treated.start):
        raise ValueError("No place takes part within these months.")
    before, exposure = treated.untreated, treated.exposure[:, None]
    due_before = (before * exposure * found.month).sum(axis=1)
    due_after = (~before * exposure * found.month).sum(axis=1)
    posterior = found.model.posterior((before * treated.counts).sum(axis=1), np.maximum(due_before, 1e-9))
    expected = float((posterior.mean * due_after).sum())
    variance = float((posterior.mean / posterior.exposure * due_after**2).sum())
    variance += expected**2 * _of_the_months(panel, treated)
    observed = float((~before * treated.counts).sum())
    return ratio_effect(observed, expected, variance, overdispersion=found.overdispersion, level=level)


def _of_the_months(panel: Panel, treated: Panel) -> float:
    """Return the relative variance of the controls' change between before and after."""
    middle = int(np.median(treated.start))
    counts = np.where(panel.untreated, panel.counts, 0).sum(axis=0)
    return float(1 / max(counts[:middle].sum(), 1) + 1 / max(counts[middle:].sum(), 1))


def ratio_effect(
    observed: float, expected: float, variance: float, *, overdispersion: float = 1.0, level: float = 0.95
) -> Effect:
    """Return the ratio of a count to an uncertain expectation with its interval.

    The count is Poisson, the expectation gamma with this `variance`; both are widened by `overdispersion`. Their
    ratio is then F distributed (up to a factor), which holds for small counts too.
    """
    if expected <= 0:
        raise ValueError("Nothing was to be expected; there is nothing to compare with.")
    events = (observed + 0.5) / overdispersion
    certainty = expected**2 / max(variance, 1e-12) / overdispersion
    tail = (1 - level) / 2
    low, high = (events * overdispersion / expected * fdtri(2 * events, 2 * certainty, q) for q in (tail, 1 - tail))
    return Effect(observed, expected, observed / expected, float(low), float(high), level)
