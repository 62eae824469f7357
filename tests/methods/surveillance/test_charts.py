"""Limits by hand, rules on rows made for them, words for icons, and rates that are kept."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import geom

from anxin.methods.surveillance.charts import (
    Assurance,
    Ewma,
    Variation,
    ewma_charts,
    funnel,
    g_chart,
    p_chart,
    t_chart,
    u_chart,
    xmr_chart,
)

ROW = [10.0, 12, 9, 11, 10, 12, 9, 11, 10, 12]


def test_xmr_limits_are_the_mean_and_2_66_mean_moving_ranges():
    chart = xmr_chart(ROW)
    ranges = np.abs(np.diff(ROW)).mean()
    assert chart.upper[0] == pytest.approx(np.mean(ROW) + 3 / 1.128 * ranges)
    assert chart.lower[0] == pytest.approx(np.mean(ROW) - 3 / 1.128 * ranges)
    assert not chart.unusual().any()


def test_a_baseline_fixes_the_limits():
    chart = xmr_chart([*ROW, 40.0], baseline=10)
    assert chart.upper[0] == xmr_chart(ROW).upper[0]
    assert chart.beyond.tolist() == [False] * 10 + [True]


def test_seven_on_one_side_are_a_shift_and_six_are_none():
    for length, found in ((6, 0), (7, 7)):
        chart = xmr_chart([*ROW[:9], 9.0, *[11.0] * length, 10.0], baseline=9)
        assert chart.shift()[10 : 10 + length].sum() == found


def test_seven_that_rise_are_a_trend():
    chart = xmr_chart([10.0, 9, 10, 11, 12, 13, 14, 15, 11])
    assert chart.trend().tolist() == [False, *[True] * 7, False]


def test_two_of_three_in_the_outer_third():
    chart = xmr_chart([*ROW, 15.0, 10.0, 15.5, 10.0], baseline=10)
    assert chart.two_of_three()[10:].tolist() == [True, False, True, False]


def test_words_say_which_way_is_good():
    high = xmr_chart([*ROW, 40.0], baseline=10)
    assert high.variation("high") == Variation.IMPROVING
    assert high.variation("low") == Variation.CONCERNING
    assert high.variation() == Variation.CHANGED
    assert xmr_chart(ROW).variation("high") == Variation.USUAL
    assert xmr_chart(ROW[:5]).variation("high") == Variation.TOO_SHORT


def test_words_say_whether_the_target_will_be_met():
    chart = xmr_chart(ROW)
    assert chart.assurance(2.0, "high") == Assurance.WILL_MEET
    assert chart.assurance(90.0, "high") == Assurance.WILL_MISS
    assert chart.assurance(10.5, "high") == Assurance.HIT_OR_MISS
    assert chart.assurance(90.0, "low") == Assurance.WILL_MEET
    assert chart.assurance(2.0, "low") == Assurance.WILL_MISS


def test_shares_have_narrower_limits_where_more_were_asked():
    rng = np.random.default_rng(1)
    size = np.tile([50.0, 500.0], 20)
    chart = p_chart(rng.binomial(size.astype(int), 0.3), size)
    assert chart.upper[1] - chart.centre[1] < chart.upper[0] - chart.centre[0]
    assert chart.centre[0] == pytest.approx(0.3, abs=0.02)
    assert chart.beyond.mean() < 0.05


def test_overdispersed_shares_and_rates_do_not_all_fall_outside():
    rng = np.random.default_rng(2)
    size = np.full(100, 20_000.0)
    hits = rng.binomial(20_000, rng.beta(300, 700, 100))
    assert p_chart(hits, size, overdispersed=False).beyond.mean() > 0.2
    assert p_chart(hits, size).beyond.mean() < 0.03
    cases = rng.poisson(rng.gamma(40, 25, 100))
    assert u_chart(cases, np.ones(100), overdispersed=False).beyond.mean() > 0.2
    assert u_chart(cases, np.ones(100)).beyond.mean() < 0.03


def test_g_limits_are_quantiles_of_the_geometric_distribution():
    between = np.random.default_rng(3).geometric(0.02, 400) - 1.0
    chart = g_chart(between)
    chance = 1 / (1 + between.mean())
    assert chart.upper[0] == geom.ppf(1 - 0.00135, chance) - 1
    assert chart.centre[0] == geom.ppf(0.5, chance) - 1
    assert chart.beyond.mean() < 0.02


def test_waiting_times_have_few_points_beyond_and_a_long_silence_is_one():
    days = np.random.default_rng(4).exponential(20, 300)
    assert t_chart(days).beyond.mean() < 0.02
    assert t_chart([*days, 400.0], baseline=300).beyond[-1]


def test_a_funnel_of_equal_places_flags_its_nominal_share_and_an_uneven_one_no_more():
    rng = np.random.default_rng(5)
    exposure = rng.uniform(200, 5000, 2000)
    even = funnel(rng.poisson(0.05 * exposure), exposure)
    assert even.dispersion == pytest.approx(1.0, abs=0.1)
    assert (even.apart != 0).mean() == pytest.approx(0.002, abs=0.002)
    uneven = funnel(rng.poisson(0.05 * exposure * rng.gamma(20, 1 / 20, 2000)), exposure)
    assert uneven.dispersion > 3
    assert (uneven.apart != 0).mean() < 0.03


def test_a_place_far_off_stands_out_of_the_funnel():
    exposure = np.full(60, 1000.0)
    cases = np.random.default_rng(6).poisson(50, 60)
    cases[7], cases[9] = 140, 2
    found = funnel(cases, exposure)
    assert np.flatnonzero(found.apart).tolist() == [7, 9]
    assert found.apart[[7, 9]].tolist() == [1, -1]


def quiet(weeks, charts, seed, rho=0.3, spread=1.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(weeks, charts))
    for week in range(1, weeks):
        x[week] = rho * x[week - 1] + np.sqrt(1 - rho**2) * x[week]
    return 7 + spread * x


def test_195_quiet_charts_alarm_once_a_week_and_falls_of_half_a_point_are_found():
    spread = np.hypot(0.20, 0.14)  # 100 answers, noise of a release at eps 1
    rates, found = [], []
    for seed in range(12):
        x = quiet(24 + 52, 195, seed, spread=spread)
        rates.append((ewma_charts(x, 24).alarm != 0).sum() / 52)
        x[24:] -= 0.5
        found.append((ewma_charts(x, 24).alarm[:8] < 0).any(0).mean())
    assert np.mean(rates) == pytest.approx(1.0, abs=0.2)
    assert np.mean(found) > 0.85


def test_a_missing_week_leaves_the_smoothed_value():
    x = quiet(40, 3, 1)
    x[30, 1] = np.nan
    found = ewma_charts(x, 24)
    assert found.smoothed[6, 1] == found.smoothed[5, 1]
    assert np.isfinite(found.smoothed).all()


@pytest.mark.parametrize("make", [xmr_chart, g_chart, t_chart])
def test_one_value_is_no_chart(make):
    with pytest.raises(ValueError, match="at least two"):
        make([1.0])


@pytest.mark.parametrize("wrong", [{"smoothing": 0}, {"pooled": 2}, {"autocorrelation": 1}, {"alarms_a_week": 0}])
def test_settings_are_checked(wrong):
    with pytest.raises(ValueError, match="must lie"):
        Ewma(**wrong)
