"""Small answers known by hand for EARS, Bayes, RKI, CDC, CUSUM, GLR and outbreakP."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import nbinom, norm

from anxin.methods.surveillance import Glr, bayes, cdc, cusum, ears, glr, outbreak_p, rki

WEEK = [4.0, 6, 5, 5, 7, 3, 5]  # mean 5, standard deviation 1.291


def test_c1_is_the_mean_and_standard_deviation_of_the_week_before():
    found = ears([*WEEK, 9.5], alpha=0.001, evaluate=[7])
    assert found.upper[0, 0] == pytest.approx(5 + norm.ppf(0.999) * np.std(WEEK, ddof=1))
    assert found.alarm[0, 0]
    assert found.p_value[0, 0] == pytest.approx(norm.sf(4.5 / np.std(WEEK, ddof=1)))


def test_c2_leaves_out_the_two_days_before():
    found = ears([*WEEK, 90, 90, 9.5], "C2", evaluate=[9])
    assert found.upper[0, 0] == pytest.approx(5 + norm.ppf(0.999) * np.std(WEEK, ddof=1))


def test_c3_adds_up_what_two_quiet_rises_hide():
    spread = np.std([5.0, 5, 5, 7, 3, 5, 5], ddof=1)
    rises = [5.0 + 2.2 * spread] * 3
    counts = [5.0, 5, 7, 3, 5, 5, 5, 5, 5, *rises]
    assert not ears(counts, "C2", evaluate=[11]).alarm[0, 0]
    assert ears(counts, "C3", evaluate=[11]).alarm[0, 0]


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
def test_ears_without_a_week_of_history_says_so(method):
    found = ears(np.arange(20.0), method)
    first = {"C1": 7, "C2": 9, "C3": 9}[method]
    assert found.words()[first - 1, 0] == "short_history"
    assert found.words()[first, 0] == "ok"


def test_ears_does_without_a_missing_day_and_the_reference_does_not():
    counts = [*WEEK, 20.0]
    counts[2] = np.nan
    assert ears(counts, evaluate=[7]).alarm[0, 0]
    assert np.isnan(ears(counts, evaluate=[7], compat="R").upper[0, 0])


def test_a_constant_baseline_does_not_make_one_more_case_an_alarm():
    assert not ears([3.0] * 7 + [4.0], evaluate=[7]).alarm[0, 0]
    assert ears([3.0] * 7 + [4.0], evaluate=[7], compat="R").alarm[0, 0]


@pytest.mark.parametrize("method", ["C1", "C2", "C3"])
@pytest.mark.parametrize("baseline", [5, 7, 12])
def test_ears_of_whole_counts_is_ears_of_the_same_counts_shifted_by_half(method, baseline):
    """Whole counts take sums of squares, others squared distances; a shift must move the bound and nothing else."""
    counts = np.random.default_rng(5).poisson(40, (60, 30)).astype(float)
    whole, shifted = (ears(y, method, baseline=baseline, evaluate=range(20, 60)) for y in (counts, counts + 0.5))
    above = whole.upper > 0  # C3 after two wild days has a bound of 0, whatever the counts
    assert above.mean() > 0.9
    np.testing.assert_allclose(whole.upper[above] + 0.5, shifted.upper[above], rtol=1e-12)
    np.testing.assert_allclose(whole.p_value[above], shifted.p_value[above], rtol=1e-9)


def test_ears_of_counts_too_large_to_square_exactly_keeps_its_spread():
    counts = np.array([*WEEK, 9.5])
    small, large = ears(counts, evaluate=[7]), ears(counts + 2**33, evaluate=[7])
    assert large.upper[0, 0] - 2**33 == pytest.approx(small.upper[0, 0], abs=1e-4)


def test_bayes_is_the_predictive_negative_binomial():
    found = bayes([*WEEK, 11.0], half_window=6, evaluate=[7])
    size, p = sum(WEEK[1:]) + 0.5, 6 / 7
    assert found.upper[0, 0] == nbinom.ppf(0.95, size, p)
    assert found.p_value[0, 0] == pytest.approx(nbinom.sf(10, size, p))
    assert found.alarm[0, 0]


def test_rki_takes_the_exact_limit_for_few_and_two_deviations_for_many():
    few, many = rki([*WEEK, 5.0], evaluate=[7], compat="R"), rki([10 * x for x in [*WEEK, 5.0]], evaluate=[7])
    assert few.upper[0, 0] == pytest.approx(11.177)
    last = [10 * x for x in WEEK[1:]]
    assert many.upper[0, 0] == pytest.approx(np.mean(last) + 2 * np.std(last, ddof=1))


def test_cdc_compares_four_weeks_with_the_same_months():
    rng = np.random.default_rng(2)
    counts = rng.poisson(5, 160).astype(float)
    counts[156:160] = 30
    found = cdc(counts, years=2, evaluate=[150, 159], freq=52)
    assert found.alarm[:, 0].tolist() == [False, True]
    ends = [159 - 52 * year + 4 * shift for year in (1, 2) for shift in (-1, 0, 1)]
    assert found.expected[1, 0] == pytest.approx(np.mean([counts[end - 3 : end + 1].sum() for end in ends]))


def test_cusum_alarms_at_the_count_that_its_bound_names():
    counts = np.r_[np.full(60, 5.0), [6.0, 8.0, 9.0, 9.0]]
    bound = cusum(counts, evaluate=slice(60, 64)).upper[2, 0]
    for offset, alarms in ((0.01, True), (-0.01, False)):
        trial = counts.copy()
        trial[62] = bound + offset
        assert cusum(trial, evaluate=slice(60, 63)).alarm[2, 0] == alarms


def test_cusum_passes_over_a_missing_week():
    counts = np.r_[np.full(60, 5.0), [9.0, np.nan, 9.0]]
    found = cusum(counts, evaluate=slice(60, 63))
    without = cusum(np.delete(counts, 61), evaluate=slice(60, 62))
    assert found.words()[1, 0] == "missing_now"
    assert found.score[2, 0] == pytest.approx(without.score[1, 0])


@pytest.mark.parametrize("dispersion", [0.0, 0.3])
def test_glr_is_the_largest_ratio_over_windows_and_factors(dispersion):
    y, m = np.array([6.0, 3, 12, 15]), 5.0
    found = glr(y, Glr(threshold=50, dispersion=dispersion), mean=np.full(4, m), evaluate=range(4))
    shifts = np.linspace(0, 3, 30_001)

    def ratio(part):
        y = part[:, None]
        if dispersion == 0:
            gain = y * shifts - m * (np.exp(shifts) - 1)
        else:
            a = dispersion
            gain = y * shifts - (y + 1 / a) * np.log((1 + a * m * np.exp(shifts)) / (1 + a * m))
        return gain.sum(0).max()

    assert found.score[3, 0] * 50 == pytest.approx(max(ratio(y[start:]) for start in range(4)), abs=1e-6)


@pytest.mark.parametrize("dispersion", [0.0, 0.3])
def test_the_bound_of_glr_is_the_largest_count_without_an_alarm(dispersion):
    y, mean = np.array([6.0, 3, 8, 0]), np.full(4, 5.0)
    settings = Glr(threshold=3, dispersion=dispersion)
    bound = glr(y, settings, mean=mean, evaluate=range(4)).upper[3, 0]
    for last, alarms in ((bound, False), (bound + 1, True)):
        y[3] = last
        assert glr(y, settings, mean=mean, evaluate=range(4)).alarm[3, 0] == alarms


def test_glr_starts_anew_after_an_alarm():
    y = np.array([5.0, 40, 5, 5])
    found = glr(y, mean=np.full(4, 5.0), evaluate=range(4))
    assert found.alarm[:, 0].tolist() == [False, True, False, False]
    assert found.score[2, 0] == 0


def test_the_dispersion_of_glr_is_that_of_the_data():
    rng = np.random.default_rng(3)
    counts = rng.negative_binomial(4, 4 / 14, (2000, 3)).astype(float)  # mean 10, variance 10 + 100/4
    found = glr(counts, Glr(dispersion=None), evaluate=range(1990, 2000))
    assert found.dispersion[0] == pytest.approx(np.full(3, 3.5), rel=0.15)


def test_outbreak_p_alarms_for_a_rise_and_not_for_a_fall():
    rise = np.r_[np.full(30, 3.0), [4, 6, 9, 14, 20]]
    assert outbreak_p(rise, evaluate=[-1]).alarm[0, 0]
    assert not outbreak_p(rise[::-1], evaluate=[-1]).alarm[0, 0]


def test_detectors_that_carry_a_sum_refuse_rows_with_gaps():
    for detector in (cusum, glr):
        with pytest.raises(ValueError, match="consecutive"):
            detector(np.ones(80), evaluate=[70, 72])


@pytest.mark.parametrize("detector", [ears, bayes, rki, outbreak_p])
def test_rows_may_come_in_any_order(detector):
    counts = np.random.default_rng(6).poisson(4, (80, 3)).astype(float)
    found = detector(counts, evaluate=[60, 62, 61, 63])
    np.testing.assert_array_equal(found.expected[[0, 2, 1, 3]], detector(counts, evaluate=range(60, 64)).expected)


@pytest.mark.parametrize("detector", [ears, bayes, rki, cdc, outbreak_p])
def test_series_are_judged_by_themselves_and_the_shape_is_time_by_series(detector):
    counts = np.random.default_rng(5).poisson(4, (330, 6)).astype(float)
    found = detector(counts, evaluate=[-2, -1])
    alone = detector(counts[:, 3], evaluate=[-2, -1])
    assert found.upper.shape == (2, 6)
    np.testing.assert_allclose(found.expected[:, 3], alone.expected[:, 0])
    np.testing.assert_array_equal(found.alarm[:, 3], alone.alarm[:, 0])
