"""Means and shares of noised histograms: the right value, and a variance that says how far off it is."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.privacy import Status, laplace_variance, mean_of_histogram, release_histograms, share_of_histogram

SCALE = np.arange(11)


def histograms(groups: int, answers: int, seed: int = 5) -> np.ndarray:
    """Return counts of answers 0..10 with mean 6.5 and spread 2.1 or so."""
    rng = np.random.default_rng(seed)
    drawn = np.clip(np.rint(rng.normal(6.5, 2.1, (groups, answers))), 0, 10).astype(int)
    return np.stack([np.bincount(row, minlength=11) for row in drawn])


def test_without_noise_the_mean_and_its_sampling_error_are_the_plain_ones():
    counts = histograms(3, 80)
    found = mean_of_histogram(counts, SCALE, epsilon=500)
    for row, mean, variance in zip(counts, found.mean, found.sampling_variance, strict=True):
        answers = np.repeat(SCALE, row)
        assert mean == pytest.approx(answers.mean())
        assert variance == pytest.approx(answers.var(ddof=1) / 80)
    assert (found.noise_variance < 1e-100).all()


def test_noise_variance_of_two_bins_by_hand():
    """40 and 60 answers of value 0 and 1, m = 0.6: V (0.6^2 + 0.4^2) / 100^2."""
    found = mean_of_histogram([[40, 60]], [0, 1], epsilon=1)
    assert found.noise_variance[0] == pytest.approx(laplace_variance(1) * 0.52 / 1e4)
    assert found.sampling_variance[0] == pytest.approx((0.24 + found.noise_variance[0]) / 99)


@pytest.mark.parametrize(("answers", "epsilon"), [(50, 1.0), (100, 0.5), (200, 0.5), (300, 1.0)])
def test_raw_means_are_unbiased_and_as_far_off_as_they_say(answers, epsilon):
    counts = histograms(4000, answers)
    true = counts @ SCALE / answers
    found = mean_of_histogram(release_histograms(counts, epsilon=epsilon), SCALE, epsilon=epsilon, floor=5)
    known = found.status == Status.OK
    off = (found.mean - true)[known]
    assert abs(off.mean()) < 6 * off.std() / np.sqrt(len(off)) + 0.05 * off.std()
    assert np.median(np.abs(off)) / 0.6745 == pytest.approx(np.sqrt(np.median(found.noise_variance[known])), rel=0.12)


def test_clipped_bins_err_less_and_towards_the_middle():
    counts = histograms(3000, 50)
    true = counts @ SCALE / 50
    released = release_histograms(counts, epsilon=0.5)
    raw, clipped = (mean_of_histogram(released, SCALE, epsilon=0.5, floor=15, clipped=c) for c in (False, True))
    known = raw.status == Status.OK
    assert ((clipped.mean - true)[known] ** 2).mean() < 0.8 * ((raw.mean - true)[known] ** 2).mean()
    assert (clipped.mean - true)[known].mean() < 0  # the true mean of 6.5 lies above the middle
    assert (raw.answers == clipped.answers).all()


def test_a_group_with_too_few_answers_has_no_figure_and_a_word():
    found = mean_of_histogram([[1, 2], [300, 200], [-9, 3]], [0, 1], epsilon=0.5)
    assert found.status.tolist() == [Status.TOO_FEW_ANSWERS, Status.OK, Status.TOO_FEW_ANSWERS]
    assert np.isnan(found.mean[[0, 2]]).all()
    assert np.isnan(found.variance[[0, 2]]).all()
    assert Status(found.status[0]).word == "too_few_answers"
    assert found.answers.tolist() == [3, 500, -6]


def test_the_floor_can_be_set_and_the_default_grows_with_the_noise():
    groups = [[9, 9, 9]]
    assert mean_of_histogram(groups, [0, 1, 2], epsilon=1).status[0] == Status.OK
    assert mean_of_histogram(groups, [0, 1, 2], epsilon=0.1).status[0] == Status.TOO_FEW_ANSWERS
    assert mean_of_histogram(groups, [0, 1, 2], epsilon=1, floor=28).status[0] == Status.TOO_FEW_ANSWERS


def test_a_spread_that_noise_made_impossible_is_replaced_by_that_of_all():
    found = mean_of_histogram([[-30, 90, -30], [40, 20, 40]], [0, 1, 2], epsilon=1)
    assert (found.sampling_variance > 0).all()
    same = mean_of_histogram([[10, 20, 10], [40, 20, 40]], [0, 1, 2], epsilon=1, pooled=True)
    assert same.sampling_variance[0] * 40 == pytest.approx(same.sampling_variance[1] * 100)


def test_shares_are_right_and_as_far_off_as_they_say():
    counts = histograms(4000, 100)
    low = [0, 1, 2, 3, 4]
    true = counts[:, low].sum(1) / 100
    found = share_of_histogram(release_histograms(counts, epsilon=1), low, 1, floor=5)
    off = found.share - true
    assert abs(off.mean()) < 6 * off.std() / np.sqrt(len(off)) + 0.05 * off.std()
    assert off.std() == pytest.approx(np.sqrt(found.noise_variance.mean()), rel=0.12)


def test_a_share_of_none_is_not_taken_as_certain():
    found = share_of_histogram([[0, 50], [0, 1]], [0], 1)
    assert found.share[0] == 0
    assert found.sampling_variance[0] == pytest.approx((1 / 52) * (51 / 52) / 50)
    assert np.isnan(found.share[1])


def test_values_must_fit_the_bins():
    with pytest.raises(ValueError, match="bins"):
        mean_of_histogram([[1, 2, 3]], [0, 1], epsilon=1)
    with pytest.raises(ValueError, match="finite"):
        mean_of_histogram([[1, np.nan]], [0, 1], epsilon=1)
