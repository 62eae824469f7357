"""What is released is noised as promised: by the right amount, whole, unclipped, and never without a valid request."""

from __future__ import annotations

import math

import numpy as np
import pytest

from anxin.methods.privacy import laplace_bound, laplace_variance, release_histograms

MANY = 200_000


def noise(epsilon: float, count: int = 0, draws: int = MANY) -> np.ndarray:
    return release_histograms(np.full((1, draws), count), epsilon=epsilon)[0] - count


@pytest.mark.parametrize("epsilon", [0.3, 1, 2])
def test_noise_has_the_moments_of_the_discrete_laplace(epsilon):
    drawn = noise(epsilon, count=40)
    spread = math.sqrt(laplace_variance(epsilon) / MANY)
    assert abs(drawn.mean()) < 6 * spread
    assert drawn.var() == pytest.approx(laplace_variance(epsilon), rel=0.06)  # its own spread is about 0.005


def test_each_value_comes_as_often_as_the_formula_says():
    q = math.exp(-1)
    drawn = noise(1.0)
    for value in range(-3, 4):
        chance = (1 - q) / (1 + q) * q ** abs(value)
        assert (drawn == value).mean() == pytest.approx(chance, abs=6 * math.sqrt(chance / MANY))


def test_neighbouring_data_differ_by_no_more_than_epsilon():
    """The chances of every result with one answer more stay within exp(epsilon), as far as counting can tell.

    Each log ratio of two counted shares is off by less than 6 of its own standard errors with a chance above
    1 - 1e-8, so an honest release passes; one whose scale is 20 % short does not (see the next test).
    """
    assert loss(noise(0.5, 20) + 20, noise(0.5, 21) + 21) <= 0.5


def test_the_test_of_neighbours_finds_a_scale_that_is_too_small():
    assert loss(noise(0.75, 20) + 20, noise(0.75, 21) + 21) > 0.5


def loss(one: np.ndarray, other: np.ndarray) -> float:
    """Return the largest log ratio that is surely there: results at or below, and at or above, each value."""
    worst = 0.0
    for value in range(12, 30):
        for a, b in ((one <= value, other <= value), (other >= value, one >= value)):
            hits, misses = max(a.sum(), 1), max(b.sum(), 1)
            worst = max(worst, math.log(hits / misses) - 6 * math.sqrt(1 / hits + 1 / misses))
    return worst


def test_one_answer_moves_one_count_only():
    """Noise on different bins is independent, so together they tell no more than the one that changed."""
    drawn = release_histograms(np.zeros((50_000, 2)), epsilon=1.0)
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 6 / math.sqrt(50_000)


def test_result_is_whole_of_the_same_shape_and_may_be_negative():
    released = release_histograms([[0] * 11] * 185, epsilon=0.25)
    assert released.dtype == np.int64
    assert released.shape == (185, 11)
    assert (released < 0).any()


def test_two_releases_of_the_same_counts_differ():
    assert (
        release_histograms(np.zeros((20, 11)), epsilon=1) != release_histograms(np.zeros((20, 11)), epsilon=1)
    ).any()


def test_no_group_gives_no_group():
    assert release_histograms(np.zeros((0, 11)), epsilon=1).shape == (0, 11)


@pytest.mark.parametrize(
    ("counts", "epsilon", "says"),
    [
        ([[1, np.nan]], 1, "missing"),
        ([[1, 2.5]], 1, "fraction"),
        ([[1, np.inf]], 1, "missing"),
        ([[1, -1]], 1, "negative"),
        ([[1, 2**60]], 1, "beyond"),
        ([1, 2], 1, "groups, bins"),
        ([[1, 2]], 0, "epsilon"),
        ([[1, 2]], -1, "epsilon"),
        ([[1, 2]], math.inf, "epsilon"),
        ([[1, 2]], math.nan, "epsilon"),
    ],
)
def test_a_bad_request_is_refused_in_words(counts, epsilon, says):
    with pytest.raises(ValueError, match=says):
        release_histograms(counts, epsilon=epsilon)


@pytest.mark.parametrize(("epsilon", "bound"), [(1, 3), (0.5, 6), (0.1, 30)])
def test_the_bound_is_the_one_of_the_literature(epsilon, bound):
    q = math.exp(-epsilon)
    assert laplace_bound(epsilon) == bound
    assert 2 * q ** (bound + 1) / (1 + q) <= 0.05 < 2 * q**bound / (1 + q)
