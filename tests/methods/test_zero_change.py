"""The parts of a change against simulated districts whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.evaluation.zero_change import decompose_zero_share, explain_fall
from anxin.methods.rates import GammaPoisson, TooFewEventsError

PLACES, SHAPE = 1011, 0.3
RUNS = 120


def simulated(seed: int, *, events: float = 261.0, ratio: float = 1.0, lasting: bool = True, shape: float = SHAPE):
    """Return homes and the counts of two years; `lasting`: a place that is bad stays bad."""
    rng = np.random.default_rng(seed)
    homes = np.round(rng.lognormal(np.log(250), 0.6, PLACES)) + 1
    due = events * homes / homes.sum()
    first = rng.gamma(shape, 1 / shape, PLACES)
    second = first if lasting else rng.gamma(shape, 1 / shape, PLACES)
    return homes, rng.poisson(due * first), rng.poisson(due * ratio * second)


def true_share(homes, events: float) -> float:
    return float(((SHAPE / (SHAPE + events * homes / homes.sum())) ** SHAPE).mean())


@pytest.mark.parametrize(("ratio", "lasting"), [(1.0, True), (1.0, False), (0.3, True)])
def test_both_ranges_hold_their_truth_nineteen_times_in_twenty(ratio, lasting):
    held = np.zeros(2)
    for seed in range(RUNS):
        homes, before, after = simulated(seed, ratio=ratio, lasting=lasting)
        found = decompose_zero_share(before, homes, after, homes)
        truth = true_share(homes, 261 * ratio) - true_share(homes, 261)
        held += not found.rest_beyond_chance, abs(found.events - truth) <= found.events_range
    low = 0.95 - 3 * np.sqrt(0.95 * 0.05 / RUNS)
    assert (held / RUNS >= low).all(), held / RUNS


def test_the_ranges_are_no_wider_than_they_need_be():
    """Halved, they hold their truth about two times in three: 67 % is what half of a 95 % interval holds."""
    held = 0
    for seed in range(RUNS):
        homes, before, after = simulated(seed, ratio=0.3)
        found = decompose_zero_share(before, homes, after, homes)
        held += abs(found.chance) <= found.chance_range / 2
    assert 0.55 <= held / RUNS <= 0.8


@pytest.mark.parametrize("seed", range(5))
def test_the_parts_add_up(seed):
    homes, before, after = simulated(seed, ratio=0.5)
    found = decompose_zero_share(before, homes, after, homes * np.where(np.arange(PLACES) % 7, 1.0, 2.0))
    assert found.size + found.events + found.chance == pytest.approx(found.change, abs=1e-12)
    assert found.before == (before == 0).mean()
    assert found.after == (after == 0).mean()


def test_a_pure_fall_of_burglary_is_called_that():
    homes, before, after = simulated(1, ratio=76 / 261)
    found = decompose_zero_share(before, homes, after, homes)
    assert found.size == 0
    assert found.events_beyond_chance
    assert found.events > 0.8 * found.change


def test_pure_growth_is_called_size():
    homes, before, _ = simulated(2)
    larger = homes * 1.5
    _, _, after = simulated(2, ratio=1.5)  # as many to a home as before
    found = decompose_zero_share(before, homes, after, larger)
    assert found.size == pytest.approx(true_share(homes, 261 * 1.5) - true_share(homes, 261), abs=0.01)
    assert not found.events_beyond_chance
    assert not found.rest_beyond_chance


def test_burglaries_gathered_at_fewer_places_are_neither_fewer_nor_chance():
    homes, before, _ = simulated(3, shape=50)
    _, _, gathered = simulated(4, shape=0.05)
    found = decompose_zero_share(before, homes, gathered, homes)
    assert found.rest_beyond_chance
    assert found.chance > 0


def test_a_place_that_is_built_or_pulled_down_counts_in_its_own_year_alone():
    homes, before, after = simulated(5)
    homes_before, homes_after = homes.copy(), homes.copy()
    homes_before[:50], homes_after[-30:] = 0, 0
    before[:50], after[-30:] = 0, 0
    found = decompose_zero_share(before, homes_before, after, homes_after)
    assert found.before == (before[50:] == 0).mean()
    assert found.after == (after[:-30] == 0).mean()


def test_a_year_without_any_burglary_is_a_share_of_one():
    homes, before, _ = simulated(6)
    found = decompose_zero_share(before, homes, np.zeros(PLACES), homes)
    assert found.after == 1
    assert np.isfinite([found.events, found.events_range, found.chance, found.chance_range]).all()


def test_a_single_giant_place_leaves_figures_that_can_be_said():
    homes, before, after = simulated(7)
    before[3] = 5000
    found = decompose_zero_share(before, homes, after, homes)
    assert np.isfinite([found.events, found.events_range, found.chance, found.chance_range]).all()


def test_too_few_burglaries_are_not_explained():
    with pytest.raises(TooFewEventsError):
        decompose_zero_share([1, 0, 2], [10, 10, 10], [0, 1, 0], [10, 10, 10])


@pytest.mark.parametrize("homes", [[1.0, 2.0], [0.0, 0.0, 0.0]])
def test_years_that_cannot_be_compared_are_refused(homes):
    with pytest.raises(ValueError, match="same list of places"):
        decompose_zero_share([5, 5, 5], homes, [5, 5, 5], [1.0, 1.0, 1.0])


@pytest.mark.parametrize(("before", "after"), [(10, 0), (0, 4), (3, 3), (2, 6)])
def test_one_places_parts_add_up(before, after):
    found = explain_fall(before, after, 300.0, GammaPoisson(0.3, 0.001), district_ratio=0.7)
    assert found.regression + found.district + found.rest == pytest.approx(after - before)
    assert 0 < found.chance <= 1


def test_the_worst_places_of_a_steady_district_are_left_with_nothing_on_average():
    """Nothing was done: what is left must be nil, where the naive comparison calls half of the fall a success."""
    rng = np.random.default_rng(8)
    due = 0.3
    rates = rng.gamma(SHAPE, 1 / SHAPE, 40_000) * due
    before, after = rng.poisson(rates), rng.poisson(rates * 0.8)
    model = GammaPoisson(SHAPE, due / 300)
    worst = before >= 3
    falls = [
        explain_fall(b, a, 300.0, model, district_ratio=0.8) for b, a in zip(before[worst], after[worst], strict=True)
    ]
    rest = np.array([fall.rest for fall in falls])
    assert abs(rest.mean()) < 4 * rest.std() / np.sqrt(len(rest))
    assert np.mean([fall.regression for fall in falls]) < -1


def test_the_chance_is_how_often_it_happens():
    rng = np.random.default_rng(9)
    model = GammaPoisson(SHAPE, 0.002)
    found = explain_fall(10, 0, 300.0, model, district_ratio=0.5)
    posterior = model.posterior([10], [300.0])
    rates = rng.gamma(posterior.shape[0], 1 / posterior.exposure[0], 200_000)
    none = (rng.poisson(rates * 300 * 0.5) == 0).mean()
    assert found.chance == pytest.approx(none, abs=0.004)
