"""The quantile against direct summation, and parameters that abort others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln

from anxin.methods.surveillance import count_cdf, count_quantile, count_tail


def summed(level: float, mean: float, phi: float) -> int:
    """Add up probabilities until `level` is reached."""
    k = np.arange(200_000)
    if phi <= 1:
        log_p = k * np.log(mean) - mean - gammaln(k + 1)
    else:
        size = mean / (phi - 1)
        log_p = gammaln(k + size) - gammaln(size) - gammaln(k + 1) - size * np.log(phi) + k * np.log1p(-1 / phi)
    return int(np.searchsorted(np.exp(log_p).cumsum(), level))


@pytest.mark.parametrize("level", [0.05, 0.5, 0.95, 0.99, 0.9999])
@pytest.mark.parametrize("mean", [0.003, 0.4, 3.0, 57.0, 2_000.0])
@pytest.mark.parametrize("phi", [1.0, 1.01, 1.8, 6.0, 40.0])
def test_it_is_where_the_summed_probabilities_pass_the_level(level, mean, phi):
    assert count_quantile(level, mean, phi) == summed(level, mean, phi)


@given(
    st.floats(1e-12, 1 - 1e-12),
    st.one_of(st.just(0.0), st.floats(1e-300, 1e300)),
    st.one_of(st.floats(1, 1 + 1e-9), st.floats(1, 1e12)),
)
def test_no_parameters_abort_and_the_answer_is_a_count(level, mean, phi):
    found = float(count_quantile(level, mean, phi))
    assert found >= 0
    assert found == np.floor(found)


@given(st.floats(0.01, 0.999), st.floats(0.001, 1e6), st.floats(1, 100))
def test_it_is_the_least_count_that_reaches_the_level(level, mean, phi):
    q = float(count_quantile(level, mean, phi))
    assert count_cdf(q, mean, phi) >= level * (1 - 1e-12)
    assert q == 0 or count_cdf(q - 1, mean, phi) < level


def test_tail_and_cdf_are_two_sides_of_one_coin():
    for mean, phi in ((0.2, 1.0), (5.0, 2.5), (300.0, 9.0)):
        for count in (0, 1, 4, 330):
            assert count_tail(count, mean, phi) + count_cdf(count - 1, mean, phi) == pytest.approx(1)


def test_a_missing_parameter_gives_a_missing_answer():
    assert np.isnan(count_quantile(0.9, [np.nan, 2.0], 1.0)).tolist() == [True, False]
    assert np.isnan(count_tail(np.nan, 2.0, 1.0))
