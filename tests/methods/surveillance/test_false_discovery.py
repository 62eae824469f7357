"""The rate that is promised is the rate that is kept; the sentence says what the numbers say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import false_discovery_control, norm

from anxin.methods.surveillance import farrington_flexible
from anxin.methods.surveillance.false_discovery import (
    FalseAlarms,
    adjusted,
    benjamini_hochberg,
    by_level,
    confirmed,
    expected_false_alarms,
    in_words,
)


@pytest.mark.parametrize(("dependent", "method"), [(False, "bh"), (True, "by")])
def test_adjusted_values_are_those_of_scipy(dependent, method):
    p = np.random.default_rng(1).uniform(size=200) ** 2
    np.testing.assert_allclose(adjusted(p, dependent=dependent), false_discovery_control(p, method=method))


def test_missing_values_are_not_believed_and_do_not_count():
    p = np.array([0.01, np.nan, 0.03, 0.5])
    np.testing.assert_allclose(adjusted(p)[[0, 2, 3]], adjusted(p[[0, 2, 3]]))
    assert benjamini_hochberg(p, 0.1).tolist() == [True, False, True, False]


def test_a_tenth_of_what_is_believed_is_false():
    rng = np.random.default_rng(2)
    false, believed = 0, []
    for _ in range(300):
        z = rng.normal(size=200)
        z[:30] += 3
        keep = benjamini_hochberg(norm.sf(z), 0.1)
        believed.append(keep[30:].sum() / max(1, keep.sum()))
        false += keep[30:].any()
    assert np.mean(believed) == pytest.approx(0.085, abs=0.02)  # 0.1 x 170/200
    assert false > 0


def test_a_neighbourhood_is_believed_only_within_a_believed_subdistrict():
    #       district 0; subdistricts 1, 2; neighbourhoods of 1: 3, 4; of 2: 5, 6
    parent = [-1, 0, 0, 1, 1, 2, 2]
    p = [0.001, 0.01, 0.6, 0.005, 0.7, 1e-9, 0.5]
    assert by_level(p, parent).tolist() == [True, True, False, True, False, False, False]
    with pytest.raises(ValueError, match="before it"):
        by_level([0.1, 0.1], [1, -1])


def test_the_expected_false_alarms_are_those_that_come(weekly):
    counts = weekly(1500, weeks=330, level=3.0, seed=9)
    found = farrington_flexible(counts, evaluate=[-1, -14])
    expected = expected_false_alarms(found.p_value[0], 0.01)
    assert expected.a_week == pytest.approx(15)
    assert found.alarm.sum() / 2 == pytest.approx(expected.a_week, rel=0.4)


def test_the_chance_of_any_is_that_of_independent_series():
    found = expected_false_alarms([0.5, np.nan, 0.2], 0.1)
    assert found.a_week == pytest.approx(0.2)
    assert found.chance_of_any == pytest.approx(1 - 0.9**2)


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.34, "about one false alarm in 3 weeks"),
        (1.0, "about one false alarm in 1 week"),
        (4.2, "about 4 false alarms a week"),
        (0.0, "no series was judged, so there is no false alarm"),
    ],
)
def test_the_rate_reads_as_a_sentence(rate, words):
    assert in_words(FalseAlarms(rate, 0.5)) == words


def test_two_weeks_confirm():
    alarm = np.array([[0, 1, 1, 0, 1, 0, 1]], bool).T
    assert confirmed(alarm)[:, 0].tolist() == [False, False, True, False, False, False, False]
    assert confirmed(alarm, 2, 3)[:, 0].tolist() == [False, False, True, False, True, False, True]
    with pytest.raises(ValueError, match="between 1 and among"):
        confirmed(alarm, 3, 2)
