"""Small answers known by hand, properties that always hold, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from anxin.methods.rates import GammaPoisson, Posterior, TooFewEventsError, decayed_counts, fit_gamma_poisson


def simulated(seed: int, places: int = 4000, shape: float = 0.4, mean: float = 0.002):
    rng = np.random.default_rng(seed)
    homes = rng.integers(50, 1500, places).astype(float)
    rate = rng.gamma(shape, mean / shape, places)
    return rate, homes, rng.poisson(rate * homes)


def test_the_fit_finds_the_shape_and_mean_that_made_the_data():
    fits = [fit_gamma_poisson(counts, homes) for _rate, homes, counts in (simulated(seed) for seed in range(8))]
    assert np.mean([fit.shape for fit in fits]) == pytest.approx(0.4, rel=0.06)
    assert np.mean([fit.mean for fit in fits]) == pytest.approx(0.002, rel=0.05)


def test_the_fit_is_the_maximum_of_the_negative_binomial_likelihood():
    _rate, homes, counts = simulated(3)
    fit = fit_gamma_poisson(counts, homes)

    def likelihood(shape, mean):
        return nbinom.logpmf(counts, shape, shape / (shape + mean * homes)).sum()

    best = likelihood(fit.shape, fit.mean)
    for factor in (0.97, 1.03):
        assert likelihood(fit.shape * factor, fit.mean) < best
        assert likelihood(fit.shape, fit.mean * factor) < best


def test_ten_percent_of_ninety_percent_intervals_miss():
    rate, homes, counts = simulated(11, places=20_000)
    low, high = fit_gamma_poisson(counts, homes).posterior(counts, homes).interval(0.90)
    assert np.mean((rate >= low) & (rate <= high)) == pytest.approx(0.90, abs=0.01)


def test_the_chances_of_being_worst_are_calibrated_and_add_up():
    rate, homes, counts = simulated(5, places=20_000)
    chance = fit_gamma_poisson(counts, homes).posterior(counts, homes).chance_of_worst(0.05)
    assert chance.sum() == pytest.approx(0.05 * 20_000, rel=1e-6)
    worst = rate > np.quantile(rate, 0.95)
    for low, high in ((0.02, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0)):
        inside = (chance >= low) & (chance < high)
        assert worst[inside].mean() == pytest.approx(chance[inside].mean(), abs=0.05)


def test_a_million_places_give_the_same_cut_as_the_plain_search():
    rng = np.random.default_rng(1)
    shape, exposure = 0.3 + rng.poisson(0.3, 60_000), rng.uniform(50, 900, 60_000)
    chance = Posterior(shape, exposure).chance_of_worst(0.05)
    assert chance.sum() == pytest.approx(3000, rel=1e-5)


def test_an_estate_of_ten_with_four_point_eight_expected():
    """Research table: k = 0.3, 83 % zero: an estate with 10 burglaries expects 4.8 next year, nothing done."""
    mean = 0.3 * (0.83 ** (-1 / 0.3) - 1)
    expected = GammaPoisson(0.3, mean).posterior([10.0], [1.0]).mean[0]
    assert expected == pytest.approx(4.8, abs=0.05)


def test_no_burglary_over_a_further_year_is_the_negative_binomial_at_zero():
    posterior = Posterior(np.array([0.5, 3.5]), np.array([400.0, 900.0]))
    expected = nbinom.pmf(0, posterior.shape, posterior.exposure / (posterior.exposure + 300.0))
    assert posterior.chance_of_none([300.0, 300.0]) == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(0, 30), st.floats(1, 5000)), min_size=12, max_size=60))
def test_the_estimate_lies_between_the_places_own_rate_and_the_districts(rows):
    counts, homes = np.array(rows, float).T
    if counts.sum() < 10:
        return
    fit = fit_gamma_poisson(counts, homes)
    mean = fit.posterior(counts, homes).mean
    own = counts / homes
    assert (mean >= np.minimum(own, fit.mean) * (1 - 1e-9)).all()
    assert (mean <= np.maximum(own, fit.mean) * (1 + 1e-9)).all()


@pytest.mark.parametrize(
    ("counts", "homes", "said"),
    [
        ([1.0], [1.0, 2.0], "equally long"),
        ([-1.0, 20], [1.0, 2.0], ">= 0"),
        ([1.0, 20], [0.0, 2.0], "> 0"),
        ([np.nan, 20], [1.0, 2.0], "finite"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(counts, homes, said):
    with pytest.raises(ValueError, match=said):
        fit_gamma_poisson(counts, homes)


def test_too_few_events_are_an_answer_of_their_own():
    with pytest.raises(TooFewEventsError, match="10 are needed"):
        fit_gamma_poisson([3.0, 0.0, 1.0], [100.0, 100.0, 100.0])


def test_a_steady_rate_is_unchanged_by_decay():
    days = np.arange(1, 1097)
    counts, years = decayed_counts(np.zeros(1096, int), days, places=1, window_days=1096, half_life_days=730)
    assert counts[0] / years == pytest.approx(365.25)


def test_events_on_the_day_itself_or_beyond_the_window_do_not_count():
    counts, _years = decayed_counts([0, 0, 0], [0, 1, 400], places=1, window_days=365, half_life_days=1e9)
    assert counts[0] == pytest.approx(1.0)
