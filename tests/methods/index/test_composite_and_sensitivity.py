"""The whole index, items first, and how sure its ranks are."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.methods.index import Alternatives, Choices, Framework, Indicator, composite, sensitivity, sobol

FRAMEWORK = Framework(
    (Indicator("satisfied", "life"), Indicator("worthwhile", "life"), Indicator("anxious", "feeling", direction=-1)),
    {"life": 2.0},
)


def test_an_index_by_hand():
    """Min-max to 1..100: items (1, 50.5, 100), (100, 1, 50.5), (100, 50.5, 1); life counts twice."""
    found = composite([[5, 6, 7], [8, 6, 7], [1, 2, 3]], FRAMEWORK)
    assert found.items == pytest.approx(np.array([[1, 50.5, 100], [100, 1, 50.5], [100, 50.5, 1]]))
    assert found.groups == pytest.approx(np.array([[50.5, 25.75, 75.25], [100, 50.5, 1]]))
    assert found.index == pytest.approx(np.array([201, 102, 151.5]) / 3)
    assert found.rank.tolist() == [1, 3, 2]


def test_a_unit_with_too_little_data_has_no_rank():
    found = composite([[5, 6, 7, np.nan], [8, 6, 7, np.nan], [1, 2, 3, 2]], FRAMEWORK)
    assert np.isnan(found.index[3])
    assert np.isnan(found.rank[3])
    assert found.rank[:3].tolist() == [1, 3, 2]


def test_a_missing_item_is_filled_or_left_out_as_chosen():
    data = [[5, np.nan, 7], [8, 6, 7], [1, 2, 3]]
    assert composite(data, FRAMEWORK).items[0, 1] == pytest.approx(50.5)
    assert np.isnan(composite(data, FRAMEWORK, Choices(imputation=None)).items[0, 1])


def test_data_must_fit_the_framework():
    with pytest.raises(ValueError, match="3 indicators"):
        composite([[1, 2], [3, 4]], FRAMEWORK)
    with pytest.raises(ValueError, match="weight"):
        Indicator("x", "y", weight=0)


def test_sobol_indices_of_a_function_that_is_known():
    """y = a + 2 b + 2 a c on [-1, 1]: variances 1/3, 4/3 and 4/9 for the interaction of a and c."""
    rng = np.random.default_rng(0)
    one, two = rng.uniform(-1, 1, (2, 200_000, 3))

    def result(x):
        return x[:, 0] + 2 * x[:, 1] + 2 * x[:, 0] * x[:, 2]

    mixed = []
    for factor in range(3):
        crossed = one.copy()
        crossed[:, factor] = two[:, factor]
        mixed.append(result(crossed))
    first, total = sobol(result(one), result(two), np.array(mixed))
    whole = 1 / 3 + 4 / 3 + 4 / 9
    assert first == pytest.approx(np.array([1 / 3, 4 / 3, 0]) / whole, abs=0.02)
    assert total == pytest.approx(np.array([1 / 3 + 4 / 9, 4 / 3, 4 / 9]) / whole, abs=0.02)


@pytest.fixture
def data():
    rng = np.random.default_rng(9)
    level = rng.normal(size=15)
    return np.stack([7 + level + rng.normal(size=15), 7 + level + rng.normal(size=15), 3 - level + rng.normal(size=15)])


def test_rank_intervals_hold_the_declared_rank_and_are_wider_for_more_freedom(data):
    wide = sensitivity(data, FRAMEWORK, samples=32)
    fixed = Alternatives(("min-max",), ("arithmetic",), (True,), 0.1)
    narrow = sensitivity(data, FRAMEWORK, alternatives=fixed, samples=32)
    assert (narrow.rank_high - narrow.rank_low).sum() < (wide.rank_high - wide.rank_low).sum()
    assert ((narrow.rank_low <= narrow.nominal.rank) & (narrow.nominal.rank <= narrow.rank_high)).mean() > 0.8


def test_a_choice_that_cannot_differ_has_no_influence(data):
    alone = Alternatives(("min-max",), ("arithmetic", "harmonic"), (True,), 0.0)
    found = sensitivity(data, FRAMEWORK, alternatives=alone, samples=64)
    influence = dict(zip(found.factors, found.total, strict=True))
    assert influence["mean"] == pytest.approx(1, abs=0.35)
    assert [influence[name] for name in ("normalisation", "treatment", "weights")] == [0, 0, 0]
    nothing = sensitivity(
        data, FRAMEWORK, alternatives=Alternatives(("min-max",), ("arithmetic",), (True,), 0.0), samples=4
    )
    assert (nothing.rank_low == nothing.nominal.rank).all()
    assert nothing.total.tolist() == [0, 0, 0, 0]


def test_the_same_seed_gives_the_same_answer(data):
    one, two = (sensitivity(data, FRAMEWORK, samples=8, seed=3) for _ in range(2))
    assert (one.shift == two.shift).all()
