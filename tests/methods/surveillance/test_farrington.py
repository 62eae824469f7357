"""What holds for any series: independence, masks, populations, calendars, a word wherever there is no bound."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.surveillance import Farrington, farrington, farrington_flexible

LAST = range(380, 400)


def test_a_tall_week_alarms_and_the_weeks_before_do_not(weekly):
    counts = weekly(1, seed=2)
    counts[399] = 60
    found = farrington_flexible(counts, Farrington(alpha=0.001), evaluate=LAST)
    assert found.alarm[:, 0].tolist() == [False] * 19 + [True]
    assert found.score[-1, 0] > 1
    assert found.p_value[-1, 0] < 1e-6
    assert found.words()[-1, 0] == "ok"


def test_false_alarms_come_at_the_chosen_rate(weekly):
    found = farrington_flexible(weekly(2000, weeks=330, seed=5), evaluate=[-1, -12, -24])
    assert found.alarm.mean() == pytest.approx(0.01, abs=0.004)


def test_each_series_is_judged_by_itself(weekly):
    counts = weekly(300)
    together = farrington_flexible(counts, evaluate=LAST)
    backwards = farrington_flexible(counts[:, ::-1], evaluate=LAST)
    alone = farrington_flexible(counts[:, 7], evaluate=LAST)
    np.testing.assert_allclose(backwards.upper[:, ::-1], together.upper)
    np.testing.assert_allclose(alone.expected[:, 0], together.expected[:, 7], rtol=1e-12)


def test_judging_more_weeks_changes_no_week(weekly):
    counts = weekly(5)
    many = farrington_flexible(counts, evaluate=range(300, 400))
    one = farrington_flexible(counts, evaluate=[350])
    np.testing.assert_allclose(many.expected[50], one.expected[0], rtol=1e-12)


def test_what_comes_later_changes_nothing(weekly):
    counts = weekly(5)
    found = farrington_flexible(counts[:351], evaluate=[350])
    counts[351:] = 1e6
    np.testing.assert_array_equal(farrington_flexible(counts, evaluate=[350]).upper, found.upper)


def test_a_known_outbreak_is_as_if_it_had_not_been_reported(weekly):
    counts = weekly(3)
    known = np.zeros(counts.shape, bool)
    known[250:256] = True
    swollen, missing = counts.copy(), counts.copy()
    swollen[250:256] += 200
    missing[250:256] = np.nan
    masked = farrington_flexible(swollen, evaluate=LAST, known_outbreaks=known)
    np.testing.assert_allclose(masked.expected, farrington_flexible(missing, evaluate=LAST).expected)
    assert (farrington_flexible(swollen, evaluate=LAST).expected != masked.expected).any()


def test_a_population_twice_as_large_foresees_twice_the_cases(weekly):
    counts = weekly(2)
    population = np.full(400, 1000.0)
    plain = farrington_flexible(counts, evaluate=[399], population=population)
    population[399] = 2000.0
    double = farrington_flexible(counts, evaluate=[399], population=population)
    np.testing.assert_allclose(double.expected, 2 * plain.expected)
    np.testing.assert_allclose(plain.expected, farrington_flexible(counts, evaluate=[399]).expected, rtol=1e-6)


def test_dates_keep_years_of_53_weeks_in_step(weekly):
    counts = weekly(1, weeks=480)
    days = np.datetime64("2009-01-05") + 7 * np.arange(480)
    dated = farrington_flexible(counts, evaluate=[470], dates=days, compat="R")
    plain = farrington_flexible(counts, evaluate=[470], compat="R")
    assert dated.expected[0, 0] != plain.expected[0, 0]
    # Ten weeks that fall between two New Years are compared alike, whatever weekday they begin on.
    later = farrington_flexible(counts, evaluate=[470], dates=days + 1, compat="R")
    assert later.expected[0, 0] == pytest.approx(dated.expected[0, 0], rel=0.1)


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda y: y.__setitem__(slice(None), 0.0), "separation"),
        (lambda y: y.__setitem__(399, np.nan), "missing_now"),
        (lambda y: y.__setitem__(slice(None), np.nan), "missing_now"),
        (lambda y: y.__setitem__(slice(0, 399), np.nan), "too_few_cases"),
    ],
)
def test_one_bad_series_gets_a_word_and_spoils_no_other(weekly, spoil, word):
    counts = weekly(3)
    good = farrington_flexible(counts, evaluate=[399])
    spoil(counts[:, 1])
    found = farrington_flexible(counts, evaluate=[399])
    assert found.words()[0].tolist() == ["ok", word, "ok"]
    np.testing.assert_array_equal(found.upper[0, [0, 2]], good.upper[0, [0, 2]])


def test_a_first_case_after_years_of_none_alarms_and_a_season_without_cases_still_has_a_bound():
    counts = np.zeros((400, 2))
    counts[399, 0] = 1
    counts[np.arange(10, 400, 52), 1] = 1  # one case each spring, judged in autumn
    found = farrington_flexible(counts, evaluate=[399, 385])
    assert found.alarm[0].tolist() == [True, False]
    assert np.isfinite(found.upper).all()
    assert found.words()[0].tolist() == ["separation", "separation"]


def test_short_history_is_a_word_and_two_years_are_enough(weekly):
    counts = weekly(1)
    found = farrington_flexible(counts, evaluate=[60, 106, 107, 399])
    assert found.words()[:, 0].tolist() == ["short_history", "short_history", "ok", "ok"]
    assert np.isnan(found.upper[:2, 0]).all()


def test_fewer_recent_cases_than_asked_for_give_no_bound(weekly):
    counts = weekly(1)
    counts[395:399] = 0
    counts[399] = 4
    found = farrington_flexible(counts, Farrington(least_cases=(5, 4)), evaluate=[399])
    assert found.words()[0, 0] == "too_few_cases"
    assert not found.alarm[0, 0]


def test_extreme_counts_and_diverging_fits_raise_nothing(recwarn):
    rng = np.random.default_rng(4)
    counts = np.column_stack([rng.poisson(3, 400) * 1e12, np.exp(rng.normal(0, 40, 400)), rng.poisson(0.01, 400)])
    counts[399] = 1e15
    found = farrington_flexible(counts, evaluate=LAST)
    assert found.upper.shape == (20, 3)
    assert set(np.unique(found.words())) <= {"ok", "separation", "not_converged"}
    assert not [one for one in recwarn if issubclass(one.category, RuntimeWarning)]


def test_the_predictive_bound_is_wider_than_the_plug_in(weekly):
    counts = weekly(50)
    plug_in = farrington_flexible(counts, evaluate=[399]).upper
    predictive = farrington_flexible(counts, Farrington(bound="predictive"), evaluate=[399]).upper
    assert (predictive >= plug_in).all()


def test_the_classic_version_needs_no_whole_year(weekly):
    counts = weekly(2)
    counts[399, 0] = 70
    found = farrington(counts, evaluate=[399])
    assert found.alarm[0].tolist() == [True, False]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"population": np.zeros(400)}, "population must be > 0"),
        ({"population": np.ones(3)}, "does not fit"),
        ({"dates": np.full(400, np.datetime64("2020-01-01"))}, "dates must rise"),
        ({"evaluate": [400]}, "outside"),
        ({"freq": 0}, "freq"),
    ],
)
def test_bad_arguments_are_refused_with_a_sentence(weekly, more, said):
    with pytest.raises(ValueError, match=said):
        farrington_flexible(weekly(1), **more)


def test_negative_counts_are_refused(weekly):
    with pytest.raises(ValueError, match="NaN where nothing"):
        farrington_flexible(-weekly(1))


@pytest.mark.parametrize("wrong", [{"years": 0}, {"alpha": 1.0}, {"half_window": -1}])
def test_settings_are_checked(wrong):
    with pytest.raises(ValueError, match="must"):
        Farrington(**wrong)
