from __future__ import annotations

from datetime import date

import pytest

from anxin.burglary.rules import (
    FocusRule,
    ListedTime,
    is_held_back,
    may_verify,
    quarter_ends,
    quarters_listed,
    should_enter,
    should_leave,
    wilson_interval,
)

RULE = FocusRule(enter=0.5, leave=0.2, quarters=2)


def test_an_estate_enters_above_the_mark_not_on_it():
    assert should_enter(0.51, RULE)
    assert not should_enter(0.5, RULE)


@pytest.mark.parametrize(
    ("chances", "leaves"),
    [
        ([0.1, 0.19], True),
        ([0.1, 0.2], False),
        ([0.3, 0.1], False),
        ([0.1], False),
        ([], False),
        ([0.1, 0.1, 0.9], True),
    ],
)
def test_it_leaves_after_two_quarters_below_the_mark(chances, leaves):
    assert should_leave(chances, RULE) is leaves


def test_quarter_ends_go_back_over_the_new_year():
    assert quarter_ends(date(2026, 2, 28), 2) == [date(2025, 12, 31), date(2025, 9, 30)]
    assert quarter_ends(date(2026, 3, 31), 1) == [date(2026, 3, 31)]


def test_wilson_known_answer():
    """Wilson (1927) for 946 of 1,011: 91.9 % to 94.9 %."""
    low, high = wilson_interval(946, 1011)
    assert (round(low, 3), round(high, 3)) == (0.919, 0.949)
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_nobody_verifies_their_own_work():
    assert may_verify(done_by=1, verifier=2)
    assert not may_verify(done_by=1, verifier=1)
    assert not may_verify(done_by=None, verifier=2)


DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "until", "quarters"),
    [
        (date(2020, 1, 1), None, 12),
        (date(2026, 10, 1), None, 0),  # listed since the last quarter end
        (date(2026, 9, 30), None, 1),  # listed on it
        (date(2026, 7, 1), date(2026, 9, 30), 0),  # left on it
        (date(2026, 7, 1), date(2026, 10, 1), 1),
        (date(2019, 1, 1), date(2023, 12, 30), 0),  # longer ago than twelve quarters
        (date(2024, 10, 1), None, 8),
    ],
)
def test_a_quarter_counts_if_the_estate_was_listed_at_its_end(since, until, quarters):
    assert quarters_listed([ListedTime(since, until)], DAY) == quarters


def test_several_times_on_the_list_add_up_and_never_count_twice():
    one, other = ListedTime(date(2024, 1, 1), date(2025, 1, 1)), ListedTime(date(2025, 6, 1), None)
    assert quarters_listed([one, other], DAY) == 4 + 6
    assert quarters_listed([other, other], DAY) == 6


@pytest.mark.parametrize(("most", "held"), [(6, True), (7, False)])
def test_an_estate_is_held_back_from_the_mark_on(most, held):
    rule = FocusRule(enter=0.5, leave=0.2, quarters=2, most_quarters=most)
    assert is_held_back([ListedTime(date(2025, 6, 1), None)], DAY, rule) is held


def test_an_estate_that_was_never_listed_is_not_held_back():
    assert not is_held_back([], DAY, RULE)
