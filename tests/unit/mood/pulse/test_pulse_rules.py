"""Weeks, quarters, codes, and how many letters are enough."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from math import log2

from hypothesis import given
from hypothesis import strategies as st

from anxin.mood.pulse.items import ITEMS, TURNS
from anxin.mood.pulse.rules import (
    CODE_LENGTH,
    CODE_LETTERS,
    OWN_FIGURE,
    answers_a_week,
    digest_of,
    has_own_figure,
    item_in_turn,
    letters_for_own_figure,
    plain_code,
    quarter_ends,
    quarter_of,
    spaced,
)
from anxin.mood.pulse.services import draw_codes


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_a_quarter_ends_on_its_last_day(day):
    last = quarter_ends(day)
    assert last >= day
    assert quarter_of(last) == quarter_of(day) != quarter_of(last + timedelta(days=1))


def test_the_letters_that_are_enough_are_the_fewest_that_are():
    enough = letters_for_own_figure()
    assert enough == 1300
    assert 4 * answers_a_week(enough) >= OWN_FIGURE > 4 * answers_a_week(enough - 1)
    assert (has_own_figure(enough), has_own_figure(enough - 1)) == (True, False)


def test_a_code_holds_79_bits_of_letters_that_are_not_mistaken():
    assert int(CODE_LENGTH * log2(len(CODE_LETTERS))) == 79
    assert not set("01ILO") & set(CODE_LETTERS)
    drawn = draw_codes(2000)
    assert len(set(drawn)) == 2000
    assert set("".join(drawn)) == set(CODE_LETTERS)


def test_a_code_is_known_however_it_is_typed():
    (code,) = draw_codes(1)
    for typed in (spaced(code), code.lower(), f" {code}\n", "-".join(code[i : i + 4] for i in range(0, 16, 4))):
        assert plain_code(typed) == code
        assert digest_of(typed) == digest_of(code)


def test_every_question_gets_its_turn_about_as_often_and_the_same_code_another_in_time():
    turns = Counter(item_in_turn(digest_of(code), "2026Q4", TURNS) for code in draw_codes(3000))
    assert set(turns) == set(TURNS)
    assert min(turns.values()) > 400  # 500 expected, five standard deviations away
    (code,) = draw_codes(1)
    assert (
        len({item_in_turn(digest_of(code), f"{year}Q{i}", TURNS) for year in range(2026, 2036) for i in (1, 2, 3, 4)})
        > 3
    )


def test_where_a_low_answer_is_good_the_high_ones_are_poor():
    assert {item.key: item.poor for item in ITEMS if item.better < 0} == {"anxious": (6, 7, 8, 9, 10)}
