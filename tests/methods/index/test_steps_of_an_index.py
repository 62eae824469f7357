"""The OECD's steps one by one, against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.index import Framework, Indicator, aggregate, by_level, impute, normalise, pca_weights, screen, treat
from anxin.methods.index.preparation import is_tame

NO = np.nan


def test_units_with_too_little_data_are_screened():
    assert screen([[1, NO, 3], [1, NO, NO], [1, 2, 3]], 2 / 3).tolist() == [True, False, True]


def test_missing_values_take_the_mean_of_their_peers():
    data = [[1, 3, NO, 10, NO]]
    assert impute(data)[0, 2] == pytest.approx(14 / 3)
    assert impute(data, "median")[0, 4] == 3
    assert impute(data, peers=["a", "a", "a", "b", "b"])[0].tolist() == [1, 3, 2, 10, 10]
    assert impute([[1, NO], [3, 4]], "unit mean").tolist() == [[1, 4], [3, 4]]


def test_what_nobody_can_stand_in_for_stays_missing():
    assert np.isnan(impute([[NO, NO]])).all()
    assert np.isnan(impute([[1, NO]], peers=["a", "b"])[0, 1])


def test_one_outlier_is_set_to_the_next_value():
    """The example in COINr's own tests (MIT): 1 to 10 and 100."""
    found = treat([[*range(1, 11), 100]])
    assert found.values[0].tolist() == [*range(1, 11), 10]
    assert found.how == ("winsorised",)
    assert np.flatnonzero(found.winsorised[0]).tolist() == [10]


def test_an_outlier_below_is_raised():
    assert treat([[*range(1, 11), -100]]).values[0, -1] == 1


def test_outliers_beyond_the_allowance_are_taken_to_logarithms():
    row = np.array([*range(1, 21), 100, 200], float)
    found = treat([row], most_points=1)
    assert found.how == ("log",)
    assert found.values[0] == pytest.approx(np.log(row - 1 + 0.01 * 199))
    turned = treat([-row], most_points=1)
    assert turned.values[0] == pytest.approx(-found.values[0])


def test_quiet_short_and_constant_indicators_are_left_alone():
    for row in ([*range(12)], [1, 1, 900], [5] * 20, [NO] * 9):
        found = treat([row])
        assert found.how == ("none",)
        np.testing.assert_array_equal(found.values[0], row)


def test_an_outlier_needs_both_skewness_and_tails():
    lopsided = np.r_[np.zeros(90), np.ones(10)]  # skewness 2.7, excess kurtosis 5.4
    assert not is_tame(lopsided)
    assert is_tame(lopsided, tails=6)


@pytest.mark.parametrize(
    ("how", "more", "expected"),
    [
        ("min-max", {}, [0, 25, 100]),
        ("z", {}, np.array([-5, -2, 7]) / np.sqrt(39)),
        ("rank", {}, [1, 2, 3]),
        ("percentile rank", {}, [100 / 6, 50, 500 / 6]),
        ("goalposts", {"goalposts": [[2, 12]]}, [0, 30, 100]),
        ("distance to reference", {"reference": [10]}, [0, 3 / 8, 1]),
    ],
)
def test_each_scale_by_hand_and_turned_round(how, more, expected):
    assert normalise([[2, 5, 14]], [1], how, **more)[0] == pytest.approx(expected)
    if "goalposts" in more:
        more = {"goalposts": [[-12, -2]]}
    if "reference" in more:
        more = {"reference": [-10]}
    assert normalise([[-2, -5, -14]], [-1], how, **more)[0] == pytest.approx(expected)


def test_missing_stays_missing_and_equal_is_neutral():
    for how in ("min-max", "z", "rank", "percentile rank"):
        assert np.isnan(normalise([[1, NO, 3]], [1], how)[0, 1])
    assert normalise([[4, 4, 4]], [1], "min-max")[0].tolist() == [50] * 3
    assert normalise([[4, 4, 4]], [1], "z")[0].tolist() == [0] * 3


def test_goalposts_and_references_must_be_given():
    for how, more in (("goalposts", {}), ("goalposts", {"goalposts": [[3, 3]]}), ("distance to reference", {})):
        with pytest.raises(ValueError, match=r"goalposts|reference"):
            normalise([[1, 2]], [1], how, **more)


def test_means_by_hand():
    data = [[1, 2, NO], [4, 8, 6]]
    assert aggregate(data, [1, 1]).tolist() == [2.5, 5, 6]
    assert aggregate(data, [3, 1]).tolist() == [1.75, 3.5, 6]
    assert aggregate(data, [1, 1], "geometric") == pytest.approx([2, 4, 6])
    assert aggregate(data, [1, 1], "harmonic") == pytest.approx([1.6, 3.2, 6])
    assert np.isnan(aggregate([[NO], [NO]], [1, 1])[0])


def test_a_geometric_mean_of_zero_and_empty_weights_are_refused():
    with pytest.raises(ValueError, match="above 0"):
        aggregate([[0, 1]], [1], "geometric")
    with pytest.raises(ValueError, match="weights"):
        aggregate([[0, 1]], [0])


def test_the_upper_levels_of_the_published_asem_example():
    """COINr (MIT), vignette "Presenting Results": first three rows, two decimals; pillars, sub-indexes, index."""
    pillars = {
        "CHE": ([63.41, 32.87, 74.78, 85.94, 56.93, 77.21, 87.85, 56.88], (62.79, 73.98, 68.38)),
        "NLD": ([64.87, 46.62, 84.55, 71.74, 41.92, 58.73, 86.58, 57.78], (61.94, 67.70, 64.82)),
        "DNK": ([50.52, 30.43, 78.13, 75.35, 51.04, 69.83, 86.40, 61.29], (57.10, 72.51, 64.80)),
    }
    framework = Framework(tuple(Indicator(f"p{i}", "Conn" if i < 5 else "Sust") for i in range(8)))
    groups, index = by_level(np.array([scores for scores, _ in pillars.values()]).T, framework)
    published = np.array([results for _, results in pillars.values()]).T
    assert np.vstack([groups, index]) == pytest.approx(published, abs=0.0101)


def test_weights_by_the_first_component():
    """Two rows that agree and one that half agrees: the latter weighs less; by hand for two: equal."""
    rng = np.random.default_rng(2)
    common = rng.normal(size=4000)
    rows = np.stack(
        [common + 0.3 * rng.normal(size=4000), common + 0.3 * rng.normal(size=4000), common + 2 * rng.normal(size=4000)]
    )
    weights = pca_weights(rows)
    assert weights.sum() == pytest.approx(1)
    assert weights[2] < 0.8 * weights[0]
    assert pca_weights(rows[:2]) == pytest.approx([0.5, 0.5])


def test_rows_that_measure_different_things_are_not_weighted():
    with pytest.raises(ValueError, match="one thing"):
        pca_weights([[1, 2, 3, 4], [4, 3, 2, 1.5]])
    with pytest.raises(ValueError, match="vary"):
        pca_weights([[1, 1, 1], [1, 2, 3]])
