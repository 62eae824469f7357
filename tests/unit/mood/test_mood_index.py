"""The index from numbers alone: hand-worked cases."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.mood.thermometer.index import Design, index_of, usual_spread

DESIGN = Design(["a", "b", "c"], ["x", "x", "y"], [1, 1, -1])
STEADY = np.tile([5.0, 6.0, 3.0], (12, 1))
SPREAD = np.array([0.5, 0.5, 0.5])
ERRORS = np.array([0.1, 0.1, 0.1])


def test_a_place_at_its_own_usual_level_has_100():
    found = index_of(STEADY, ERRORS, SPREAD, DESIGN)
    assert found.value == pytest.approx(100)
    assert found.domains == {"x": pytest.approx(100), "y": pytest.approx(100)}
    assert found.moved == {"a": 0, "b": 0, "c": 0}


def test_one_spread_is_ten_points_of_its_question():
    means = STEADY.copy()
    means[-1, 0] += 0.5
    found = index_of(means, ERRORS, SPREAD, DESIGN)
    assert found.domains["x"] == pytest.approx(105)  # one of two questions of the domain
    assert found.value == pytest.approx(np.sqrt(105 * 100))
    assert found.moved["a"] == pytest.approx(2.5)


def test_where_low_is_good_a_rise_lowers_the_index():
    means = STEADY.copy()
    means[-1, 2] += 0.5
    assert index_of(means, ERRORS, SPREAD, DESIGN).domains["y"] == pytest.approx(90)


def test_one_domains_fall_is_not_made_up_for_by_anothers_rise():
    means = STEADY.copy()
    means[-1] += [1.0, 1.0, 1.0]
    assert index_of(means, ERRORS, SPREAD, DESIGN).value < 100


def test_the_interval_is_that_of_the_errors():
    found = index_of(STEADY, ERRORS, SPREAD, DESIGN)
    slopes = np.array([5.0, 5.0, 10.0]) / 0.5 / 2
    margin = 1.6448536269514722 * np.sqrt(((slopes * 0.1) ** 2).sum() * (1 + 4 / 11))  # eleven weeks of past
    assert (found.low, found.high) == (pytest.approx(100 - margin), pytest.approx(100 + margin))


@pytest.mark.parametrize("weeks", [1, 5, 8])
def test_too_short_a_past_has_no_index(weeks):
    assert index_of(STEADY[:weeks], ERRORS, SPREAD, DESIGN) is None


def test_an_unknown_question_is_left_out():
    means = STEADY.copy()
    means[-1, 1] = np.nan
    found = index_of(means, np.array([0.1, np.nan, 0.1]), SPREAD, DESIGN)
    assert set(found.moved) == {"a", "c"}
    assert np.isfinite([found.value, found.low, found.high, found.band_low, found.band_high]).all()


def test_nothing_known_is_no_index():
    assert index_of(np.full((12, 3), np.nan), np.full(3, np.nan), SPREAD, DESIGN) is None


def test_the_usual_spread_is_at_least_the_error_of_a_reading():
    past = np.tile([5.0, 6.0, 3.0], (10, 4, 1))
    past[::2, :, 0] += 2
    found = usual_spread(past, np.full(past.shape, 0.3))
    assert found == pytest.approx([1.0, 0.3, 0.3])
