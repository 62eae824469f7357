"""Budgets add up exactly, and the plan says what a year costs."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from anxin.methods.privacy import guarantee, least_answers, may_spend, plan_of_year


def test_the_last_tenth_may_be_spent_and_not_a_hair_more():
    spent = sum([Decimal("0.1")] * 9, Decimal(0))
    assert may_spend(spent, Decimal("0.1"), Decimal(1))
    assert not may_spend(spent, Decimal("0.1" + 38 * "0" + "1"), Decimal(1))
    assert not may_spend(Decimal(1), Decimal("1e-40"), Decimal(1))
    assert may_spend(Fraction(2, 3), Fraction(1, 3), 1)


def test_floats_and_nonsense_are_refused():
    with pytest.raises(TypeError, match="float"):
        may_spend(Decimal(0), 0.1, Decimal(1))
    for bad in (Decimal(0), Decimal(-1), Decimal("NaN"), Decimal("Infinity")):
        with pytest.raises(ValueError, match=r"amount|asked"):
            may_spend(Decimal(0), bad, Decimal(1))


@pytest.mark.parametrize(("epsilon", "answers"), [(1, 50), (0.5, 200), ("0.25", 800), (Decimal(2), 13)])
def test_least_answers(epsilon, answers):
    assert least_answers(epsilon) == answers


def test_a_year_of_weeks_and_one_of_quarters():
    weekly, quarterly = plan_of_year(52, 1), plan_of_year(4, "0.5")
    assert (weekly.epsilon_a_year, weekly.least_answers) == (52, 50)
    assert (quarterly.epsilon_a_year, quarterly.least_answers) == (2, 200)
    assert plan_of_year(10, 0.1).epsilon_a_year == 1  # exactly


def test_the_guarantee_in_numbers():
    promise = guarantee("0.5", 4)
    assert promise.likelier == pytest.approx(1.6487, abs=1e-4)
    assert promise.likelier_a_year == pytest.approx(math.exp(2))
    assert promise.noise_bound == 6
    assert promise.noise_spread == pytest.approx(2.799, abs=1e-3)
    assert promise.least_answers == 200


def test_plans_that_mean_nothing_are_refused():
    for call in (
        lambda: plan_of_year(0, 1),
        lambda: guarantee(1, 0),
        lambda: least_answers(0),
        lambda: least_answers("NaN"),
    ):
        with pytest.raises(ValueError, match=r"release|epsilon"):
            call()
