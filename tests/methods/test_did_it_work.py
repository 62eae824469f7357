"""The estimators recover known truths, and say nothing where there is nothing to say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from anxin.methods.evaluation.difference import difference_in_differences, matched_controls
from anxin.methods.evaluation.displacement import displacement_quotient, rings
from anxin.methods.evaluation.expectation import effect_against_expectation, fit_untreated, ratio_effect
from anxin.methods.evaluation.interrupted import interrupted_series
from anxin.methods.evaluation.panel import Panel
from anxin.methods.evaluation.placebo import placebo_ratios
from anxin.methods.evaluation.power import events_needed, months_needed
from anxin.methods.rates import TooFewEventsError

MONTHS, START = 60, 36


def district(seed, *, ratio=1.0, places=400, yearly=0.5, worst=True, treated=30):
    """Gamma-Poisson counts with a falling trend; the worst (or any) estates take part from staggered months on."""
    rng = np.random.default_rng(seed)
    exposure = rng.uniform(50, 400, places)
    rate = rng.gamma(0.6, 1 / 0.6, places) * exposure / exposure.mean() * yearly / 12
    trend = np.exp(-0.01 * np.arange(MONTHS))
    start = np.full(places, MONTHS)
    counts = rng.poisson(rate[:, None] * trend)
    recent = counts[:, START - 12 : START].sum(axis=1)
    chosen = np.argsort(-recent, kind="stable")[:treated] if worst else rng.choice(places, treated, replace=False)
    start[chosen] = START + rng.integers(0, 6, treated)
    later = np.arange(MONTHS) >= start[:, None]
    return Panel(np.where(later, rng.binomial(counts, ratio), counts), exposure, start)


@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_expectation_covers_the_truth_even_for_lists_picked_for_being_worst(ratio):
    inside = 0
    for seed in range(80):
        found = effect_against_expectation(district(seed, ratio=ratio), level=0.9)
        inside += found.low <= ratio <= found.high
    assert 0.80 <= inside / 80 <= 0.98  # the benchmark draws 200 districts of the demonstration


def test_the_naive_comparison_would_have_been_fooled():
    naive = []
    for seed in range(20):
        panel = district(seed)
        places = panel.treated_places
        naive.append(panel.counts[places, START:].sum() / 24 / (panel.counts[places, START - 12 : START].sum() / 12))
    assert np.mean(naive) < 0.6


def test_difference_in_differences_finds_a_fall_and_no_false_one():
    found, yes = [], 0
    for seed in range(40):
        for ratio in (1.0, 0.5):
            panel = district(seed, ratio=ratio, worst=False, treated=80, yearly=1.5)
            effect = difference_in_differences(
                panel.of(np.concatenate([panel.treated_places, matched_controls(panel)]))
            )
            if ratio == 1.0:
                yes += effect.is_a_fall
            else:
                found.append(effect.ratio)
    assert np.median(found) == pytest.approx(0.5, abs=0.08)
    assert yes <= 5


def test_an_interrupted_series_finds_its_step():
    rng = np.random.default_rng(3)
    time = np.arange(60)
    mean = 60 * np.exp(-0.005 * time) * (1 + 0.2 * np.sin(2 * np.pi * time / 12))
    found = interrupted_series(rng.poisson(np.where(time >= 40, 0.6 * mean, mean)), 40, control=rng.poisson(mean))
    assert found.low < 0.6 < found.high < 1
    with pytest.raises(ValueError, match="12 months before"):
        interrupted_series(np.ones(20, np.int64), 5)


def test_power_is_that_of_the_published_figures():
    assert 49 <= events_needed(0.5) <= 50
    assert 149 <= events_needed(0.7) <= 150
    assert months_needed(0.7, 0.0) is None
    with pytest.raises(ValueError, match="between 0 and 1"):
        events_needed(1.2)


def test_a_count_against_a_known_expectation_is_the_exact_poisson_interval():
    found = ratio_effect(10, 20.0, 1e-9, level=0.95)
    assert found.ratio == 0.5
    assert found.low == pytest.approx(0.257, abs=0.02)  # Jeffreys interval of 10 events, over 20
    assert found.high == pytest.approx(0.886, abs=0.02)


def test_the_quotient_tells_displacement_from_diffusion():
    moved = displacement_quotient(inside=(400, 200), ring=(400, 600), control=(4000, 4000))
    assert moved.quotient == pytest.approx(-1)
    assert moved.high < 0
    gained = displacement_quotient(inside=(400, 200), ring=(400, 300), control=(4000, 4000))
    assert gained.low > 0
    assert displacement_quotient(inside=(10, 20), ring=(5, 5), control=(50, 50)).quotient is None
    assert displacement_quotient(inside=(3, 2), ring=(2, 2), control=(50, 50)).low is None


def test_a_ring_holds_neighbours_and_not_the_places_themselves():
    x, treated = np.array([0.0, 100, 250, 1000, np.nan]), np.array([True, False, False, False, False])
    assert list(rings(x, np.zeros(5), treated, metres=300)) == [False, True, True, False, False]


def test_placebo_lists_fall_by_themselves_and_the_expectation_does_not():
    ratios, naive = placebo_ratios(district(1, yearly=1.0), places=30, months_after=12)
    assert len(ratios) >= 5
    assert np.median(naive) < 0.75
    assert np.median(ratios) == pytest.approx(1, abs=0.3)


def test_outliers_and_empty_panels_give_sentences_or_finite_figures():
    panel = district(5)
    giant = panel.counts.copy()
    giant[panel.treated_places[0], 3] = 5000
    found = effect_against_expectation(Panel(giant, panel.exposure, panel.start))
    assert all(math.isfinite(value) for value in (found.ratio, found.low, found.high))
    with pytest.raises(TooFewEventsError):
        fit_untreated(Panel(np.zeros_like(panel.counts), panel.exposure, panel.start))
    with pytest.raises(ValueError, match="at least one month before"):
        Panel(panel.counts, panel.exposure, np.zeros(len(panel.start), np.int64))
    with pytest.raises(ValueError, match="exposure must be finite"):
        Panel(panel.counts, np.full(len(panel.start), np.nan), panel.start)
