from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.rates import (
    GammaPoisson,
    expected_zero_share,
    fit_gamma_poisson,
    forecast_goal,
    year_to_year_spread,
)


def test_equal_estates_share_the_poisson_zero():
    found = expected_zero_share(100, np.full(200, 300.0))
    assert found.share == pytest.approx(np.exp(-0.5))
    assert found.low < found.share < found.high


def test_small_estates_are_nearly_always_zero():
    assert expected_zero_share(50, [40.0] * 500 + [4000.0] * 5).share > expected_zero_share(50, [79.2] * 505).share


def test_an_empty_district_has_no_share():
    with pytest.raises(ValueError, match="no place"):
        expected_zero_share(3, [])


def test_the_goal_is_out_of_reach_when_too_many_were_hit_already():
    posterior = GammaPoisson(1.0, 0.001).posterior(np.zeros(100), np.full(100, 100.0))
    found = forecast_goal(posterior, np.full(100, 10.0), np.arange(100) >= 20, goal=0.9, common_spread=0.1)
    assert found.probability == 0.0
    assert found.high <= 0.8


def test_the_goal_is_sure_when_nothing_is_left_of_the_year():
    posterior = GammaPoisson(1.0, 0.001).posterior(np.zeros(100), np.full(100, 100.0))
    found = forecast_goal(posterior, np.zeros(100), np.arange(100) >= 5, goal=0.9, common_spread=0.1)
    assert found.probability == pytest.approx(1.0)
    assert found.share == pytest.approx(0.95)


def test_forecasts_from_midyear_are_calibrated():
    """Of the goals forecast with chance p, a share p is met; 300 simulated districts of 1,011 estates."""
    rng = np.random.default_rng(7)
    said, met, inside = [], [], []
    for _district in range(300):
        homes = np.clip(rng.lognormal(6.2, 0.7, 1011), 40, 4000)
        rate = rng.gamma(0.45, 0.00022 / 0.45, 1011)
        level = np.exp(rng.normal(-0.02, 0.2))
        past = rng.poisson(rate * homes * 3)
        first = rng.poisson(rate * homes * 0.5)
        second = rng.poisson(rate * homes * 0.5 * level)
        posterior = fit_gamma_poisson(past + first, homes * 3.5).posterior(past + first, homes * 3.5)
        found = forecast_goal(posterior, homes * 0.5, first == 0, goal=0.9, common_spread=0.2)
        share = np.mean((first == 0) & (second == 0))
        said.append(found.probability)
        met.append(share >= 0.9)
        inside.append(found.low - 5e-4 <= share <= found.high + 5e-4)
    assert np.mean(inside) == pytest.approx(0.90, abs=0.06)
    assert np.mean(said) == pytest.approx(np.mean(met), abs=0.05)
    assert np.mean((np.array(said) - np.array(met)) ** 2) < 0.2


def test_the_spread_between_years_leaves_out_what_chance_gives():
    rng = np.random.default_rng(2)
    steady = [year_to_year_spread(rng.poisson(100, 10)) for _run in range(50)]
    wild = [year_to_year_spread(rng.poisson(100 * np.exp(rng.normal(0, 0.3, 10)))) for _run in range(50)]
    assert np.median(steady) < 0.12
    assert np.median(wild) > 0.3
    assert year_to_year_spread([5, 6]) == 0.2
