"""The long history is taken where it agrees with the short one, and left where the trend has bent."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.surveillance import Farrington, farrington_flexible
from anxin.methods.surveillance.two_histories import blend, share_of_short

NOW = 619


@pytest.fixture(scope="module")
def histories():
    def make(log_mean, series=150, seed=4):
        counts = np.random.default_rng(seed).poisson(np.exp(log_mean)[:, None], (620, series)).astype(float)
        return [farrington_flexible(counts, Farrington(years=years), evaluate=[NOW]) for years in (5, 10)]

    return make


def error(found, truth):
    return np.sqrt(np.mean((np.log(found.expected) - truth) ** 2))


def test_a_straight_trend_is_forecast_better_by_both_than_by_the_short_one(histories):
    log_mean = 2 + 0.001 * np.arange(620)
    short, long = histories(log_mean)
    assert error(blend(short, long), log_mean[NOW]) < 0.9 * error(short, log_mean[NOW])


def test_a_bent_trend_is_forecast_better_by_both_than_by_the_long_one(histories):
    log_mean = 3 - 0.003 * np.minimum(np.arange(620) - 350, 0)
    short, long = histories(log_mean)
    assert np.median(share_of_short(short, long)) > 0.6
    assert error(blend(short, long), log_mean[NOW]) < 0.6 * error(long, log_mean[NOW])


def test_the_error_lies_between_those_of_both_histories(histories):
    short, long = histories(np.full(620, 2.0))
    both = blend(short, long)
    assert (both.log_error <= short.log_error * (1 + 1e-12)).all()
    assert (both.log_error >= long.log_error * (1 - 1e-12)).all()


def test_a_history_no_longer_than_the_short_one_changes_nothing(histories):
    short, _long = histories(np.full(620, 2.0))
    same = blend(short, short)
    np.testing.assert_allclose(same.expected, short.expected, rtol=1e-12)
    np.testing.assert_array_equal(same.status, short.status)


def test_a_series_without_a_case_keeps_what_the_short_history_says():
    short, long = (farrington_flexible(np.zeros(620), Farrington(years=y), evaluate=[NOW]) for y in (5, 10))
    np.testing.assert_allclose(blend(short, long).expected, short.expected)
    assert blend(short, long).words()[0, 0] == "separation"
