"""The spread of effects where no programme ran: what a list picked only for being worst does by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from anxin.methods.evaluation.expectation import effect_against_expectation, fit_untreated
from anxin.methods.evaluation.panel import Panel
from anxin.methods.rates import TooFewEventsError

Array = NDArray[np.float64]


def placebo_ratios(panel: Panel, *, places: int, months_after: int, least_before: int = 12) -> tuple[Array, Array]:
    """Return the apparent ratios (k,) of lists picked for being worst, and the naive ones of the same lists.

    For each past month with enough before and after it, the `places` untreated places with most events in the
    twelve months before are followed for `months_after`, judged just as a programme is; the naive ratio compares
    with the year before instead. Windows overlap, so these are not independent tests: they show a spread.
    """
    months = panel.counts.shape[1]
    never = np.flatnonzero(panel.start >= months)
    ratios, naive = [], []
    for start in range(least_before, months - months_after + 1, 3):
        window = panel.counts[never, : start + months_after]
        recent = window[:, start - 12 : start].sum(axis=1)
        if len(never) < 2 * places or recent.sum() == 0:
            continue
        worst = np.argsort(-recent, kind="stable")[:places]
        starts = np.full(len(never), window.shape[1])
        starts[worst] = start
        trial = Panel(window, panel.exposure[never], starts)
        try:
            ratios.append(effect_against_expectation(trial, untreated=fit_untreated(trial)).ratio)
        except (TooFewEventsError, ValueError):
            continue
        after = window[worst, start:].sum() / months_after
        naive.append(float(after / max(recent[worst].sum() / 12, 1e-9)))
    return np.array(ratios), np.array(naive)
