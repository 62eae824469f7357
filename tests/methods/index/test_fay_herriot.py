"""Small areas by Fay and Herriot's model: the published example, honest errors, and a word for each bad area."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from anxin.methods.index import Status, fay_herriot, reliable


@pytest.fixture
def milk(shared):
    with (shared / "data/wellbeing/sae_milk.csv").open() as file:
        rows = list(csv.DictReader(file))
    major = np.array([int(row["MajorArea"]) for row in rows])
    design = np.column_stack([np.ones(len(rows)), *(major == level for level in (2, 3, 4))])
    direct = np.array([float(row["yi"]) for row in rows])
    return direct, np.array([float(row["SD"]) for row in rows]) ** 2, design


@pytest.mark.shared
def test_the_milk_example_comes_out_as_published(milk):
    """Figures of the R packages sae and saens for data of Arora and Lahiri (1997), REML, major area as factor."""
    found = fay_herriot(*milk)
    assert found.beta == pytest.approx([0.968189, 0.132780, 0.226946, -0.241301], abs=1e-6)
    assert found.beta_se == pytest.approx([0.069362, 0.103001, 0.092330, 0.081617], abs=1e-6)
    assert found.sigma2 == pytest.approx(0.01855033, abs=1e-8)
    assert found.log_likelihood == pytest.approx(12.67748, abs=1e-5)
    assert found.aic == pytest.approx(-15.35496, abs=3e-5)  # the published search stopped sooner
    assert (found.status == Status.OK).all()


def simulated(rng, areas=60, between=0.25, spread=(0.1, 0.6)):
    level = 6.5 + rng.normal(0, between, areas)
    variances = rng.uniform(*spread, areas) ** 2
    return level, level + rng.normal(0, np.sqrt(variances)), variances


def test_estimates_are_nearer_the_truth_and_say_how_near():
    rng = np.random.default_rng(7)
    ours, theirs, said = [], [], []
    for _ in range(300):
        level, direct, variances = simulated(rng)
        found = fay_herriot(direct, variances)
        ours.append((found.estimate - level) ** 2)
        theirs.append((direct - level) ** 2)
        said.append(found.mse)
    assert np.mean(ours) < 0.5 * np.mean(theirs)
    assert np.mean(said) == pytest.approx(np.mean(ours), rel=0.06)


def test_the_noisier_an_area_the_more_it_is_drawn_in():
    found = fay_herriot([1.0, 2.0, 3.0, 8.0, 8.0], [0.1, 0.1, 0.1, 0.1, 9.0])
    assert found.shrinkage[4] < found.shrinkage[3]
    assert found.estimate[4] < found.estimate[3] < 8.0


def test_areas_that_are_all_alike_become_one():
    found = fay_herriot([5.0, 5.1, 4.9, 5.0], [1.0, 1.0, 1.0, 1.0])
    assert found.sigma2 == 0
    assert found.estimate == pytest.approx([5.0] * 4)


def test_a_bad_area_gets_a_word_and_what_the_others_foresee():
    x = np.column_stack([np.ones(6), [1, 2, 3, 4, 5, np.nan]])
    direct = [1.1, 2.0, np.nan, 4.2, 4.9, 6.0]
    found = fay_herriot(direct, [0.1, 0.1, 0.1, 0.1, 0, 0.1], x)
    words = ["ok", "ok", "no_answers", "ok", "bad_variance", "no_covariates"]
    assert [Status(code).word for code in found.status] == words
    assert found.estimate[2] == pytest.approx(found.beta @ [1, 3])
    assert found.shrinkage[[2, 4]].tolist() == [0, 0]
    assert found.mse[2] > found.sigma2
    assert np.isnan([found.estimate[5], found.mse[5], found.shrinkage[5]]).all()
    without = fay_herriot(np.array(direct)[[0, 1, 3]], [0.1] * 3, x[[0, 1, 3]])
    assert found.beta == pytest.approx(without.beta)


@pytest.mark.parametrize("direct", [[1.0], [np.nan, np.nan, 3.0], []])
def test_too_few_areas_are_said_and_not_guessed(direct):
    found = fay_herriot(direct, [0.1] * len(direct))
    assert (found.status == Status.TOO_FEW_AREAS).all()
    assert np.isnan(found.estimate).all()


def test_columns_that_say_the_same_give_no_estimate():
    found = fay_herriot([1.0, 2, 3, 4], [0.1] * 4, np.ones((4, 2)))
    assert (found.status == Status.TOO_FEW_AREAS).all()


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="areas"):
        fay_herriot([1.0, 2.0], [0.1])


def test_an_estimate_is_shown_only_where_it_tells_more_than_its_subdistrict():
    """The measured errors at spread 0.25: n = 50, 100 at epsilon 1; 100, 200 at epsilon 0.25; one that is missing."""
    mse = np.array([0.25, 0.19, 0.30, 0.23, np.nan]) ** 2
    assert reliable(mse, 0.25**2).tolist() == [False, True, False, True, False]
