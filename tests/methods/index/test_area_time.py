"""Areas over time: the next period is foreseen better than by plain ways, and the model finds what made the data."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.small_areas import compare

from anxin.methods.index import area_time


def made(rng, areas=80, periods=30, lasting=4.0, passing=2.0, persistence=0.6, drift=1.0, noise=2.0):
    common = 30 + np.cumsum(rng.normal(0, np.sqrt(drift), periods + 1))
    passed = np.zeros((areas, periods + 1))
    passed[:, 0] = rng.normal(0, np.sqrt(passing), areas)
    for t in range(1, periods + 1):
        shock = rng.normal(0, np.sqrt(passing * (1 - persistence**2)), areas)
        passed[:, t] = persistence * passed[:, t - 1] + shock
    true = common + rng.normal(0, np.sqrt(lasting), (areas, 1)) + passed
    return true, true + rng.normal(0, np.sqrt(noise), true.shape), np.full(true.shape, noise)


@pytest.mark.shared
@pytest.mark.parametrize(("indicator", "bar"), [("anxiety", 3.03), ("depress", 2.79), ("either", 3.15)])
def test_the_household_pulse_is_foreseen_better_than_by_the_best_plain_way(shared, indicator, bar):
    errors = compare(shared / "data/wellbeing", indicator)
    assert errors["area-time"] < bar
    assert errors["area-time"] == min(error for name, error in errors.items() if name != "sampling alone")


def test_it_finds_the_variances_that_made_the_data():
    _, direct, variances = made(np.random.default_rng(3), areas=400)
    found = area_time(direct[:, :-1], variances[:, :-1])
    assert found.lasting == pytest.approx(4, rel=0.25)
    assert found.passing == pytest.approx(2, rel=0.25)
    assert found.persistence == pytest.approx(0.6, abs=0.1)


def test_errors_are_as_large_as_it_says():
    rng = np.random.default_rng(4)
    now, later, said_now, said_later = [], [], [], []
    for _ in range(25):
        true, direct, variances = made(rng)
        found = area_time(direct[:, :-1], variances[:, :-1])
        now.append((found.estimate - true[:, -2]) ** 2)
        later.append((found.forecast - true[:, -1]) ** 2)
        said_now.append(found.mse)
        said_later.append(found.forecast_mse)
    assert np.mean(now) == pytest.approx(np.mean(said_now), rel=0.15)
    assert np.mean(later) == pytest.approx(np.mean(said_later), rel=0.5)  # 25 common steps tell little of their spread


def test_it_looks_at_no_later_period():
    _, direct, variances = made(np.random.default_rng(5), areas=10)
    before = area_time(direct[:, :12], variances[:, :12]).forecast
    direct[:, 12:] = 1e6
    assert (area_time(direct[:, :12], variances[:, :12]).forecast == before).all()


def test_missing_values_and_areas_are_borne():
    _, direct, variances = made(np.random.default_rng(6), areas=12)
    direct[3, 5:9] = np.nan
    variances[4] = np.nan
    direct[:, 20] = np.nan
    found = area_time(direct, variances)
    assert np.isnan(found.estimate[4])
    assert np.isfinite(np.delete(found.forecast, 4)).all()
    assert found.common[20] == found.common[19]


def test_a_noisier_area_is_drawn_nearer_to_all():
    _, direct, variances = made(np.random.default_rng(8), areas=20)
    direct[0] = direct[1] = direct.mean(0) + 6
    variances[0] = 60
    found = area_time(direct, variances)
    assert found.common[-1] < found.estimate[0] < found.estimate[1]
    assert found.mse[0] > found.mse[1]


@pytest.mark.parametrize("shape", [(2, 9), (9, 2), (9,)])
def test_too_little_is_refused_in_words(shape):
    with pytest.raises(ValueError, match="areas"):
        area_time(np.zeros(shape), np.ones(shape))


def test_no_variance_at_all_is_refused():
    with pytest.raises(ValueError, match="variance"):
        area_time(np.zeros((4, 4)), np.zeros((4, 4)))
