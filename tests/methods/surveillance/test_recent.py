"""Two weeks together see what neither sees alone, at the same rate of false alarms."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.surveillance import farrington_flexible, recent_weeks
from anxin.methods.surveillance.evaluate import evaluate_detectors, summary
from anxin.methods.surveillance.simulate import noufaily_scenarios


def test_two_raised_weeks_alarm_although_neither_does(weekly):
    counts = weekly(1, seed=6)
    bound = farrington_flexible(counts, evaluate=[398, 399]).upper[:, 0]
    counts[398:400, 0] = bound  # just usual, twice
    assert not farrington_flexible(counts, evaluate=[398, 399]).alarm.any()
    assert recent_weeks(counts, evaluate=[399]).alarm[0, 0]


def test_its_bound_is_the_largest_count_without_an_alarm(weekly):
    counts = weekly(40, seed=7)
    upper = recent_weeks(counts, evaluate=[399]).upper[0]
    for more, alarms in ((0, False), (1, True)):
        counts[399] = upper + more
        found = recent_weeks(counts, evaluate=[399])
        assert (found.alarm[0] == alarms).all()
        assert ((found.p_value[0] <= 0.01) == alarms).all()


def test_one_week_alone_is_farrington(weekly):
    counts = weekly(30)
    one = recent_weeks(counts, shares={1: 1.0}, long_years=None, evaluate=range(390, 400))
    plain = farrington_flexible(counts, evaluate=range(390, 400))
    np.testing.assert_array_equal(one.upper, plain.upper)
    np.testing.assert_array_equal(one.alarm, plain.alarm)


def test_a_missing_week_before_leaves_the_week_itself(weekly):
    counts = weekly(2)
    counts[398, 0] = np.nan
    found = recent_weeks(counts, evaluate=[399])
    assert found.words()[0].tolist() == ["ok", "ok"]
    alone = recent_weeks(counts, shares={1: 0.1}, evaluate=[399])
    assert found.upper[0, 0] == alone.upper[0, 0]


def test_it_finds_more_at_no_more_false_alarms():
    detectors = {
        "one": lambda y, rows: farrington_flexible(y, evaluate=rows),
        "two": lambda y, rows: recent_weeks(y, evaluate=rows),
    }
    found = summary(evaluate_detectors(noufaily_scenarios()[1::9], detectors, series=60, sizes=(5,), seed=3))
    assert found["two"]["false_alarms"] < found["one"]["false_alarms"] + 0.002
    assert found["two"]["found 5"] > found["one"]["found 5"] + 0.06


@pytest.mark.parametrize("shares", [{}, {0: 1.0}, {1: 0.0}])
def test_shares_are_checked(weekly, shares):
    with pytest.raises(ValueError, match="shares must"):
        recent_weeks(weekly(1), shares=shares)
