"""A code counts once a quarter, and nothing that is kept says how it answered."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from anxin.mood.pulse.errors import AnsweredError, UnknownCodeError, UnreadableAnswerError
from anxin.mood.pulse.items import EVERYBODY, ITEMS
from anxin.mood.pulse.models import PulseCount, PulseToken
from anxin.mood.pulse.queries import asked_of, token_of
from anxin.mood.pulse.rules import digest_of
from anxin.mood.pulse.services import answer
from days import TODAY

NEXT_QUARTER = date(2027, 1, 4)


def counted() -> dict[tuple[str, int], int]:
    rows = PulseCount.objects.filter(count__gt=0)
    return {(row.item, row.value): row.count for row in rows}


def turn_of(code: str, day: date = TODAY) -> str:
    return asked_of(token_of(code), day)[1].key


def test_both_answers_are_added_to_their_counts(codes):
    for code in codes[:2]:
        answer(code=code, answers={EVERYBODY: 7, turn_of(code): 3}, today=TODAY)
    assert counted()[EVERYBODY, 7] == 2
    assert sum(counted().values()) == 4
    assert set(PulseCount.objects.values_list("week", "place__code")) == {(TODAY, "N1")}


def test_one_answer_is_enough_and_however_it_was_typed(codes):
    answer(code=f" {codes[0][:4].lower()}-{codes[0][4:8]} {codes[0][8:]}", answers={EVERYBODY: 0}, today=TODAY)
    assert counted() == {(EVERYBODY, 0): 1}


def test_a_second_answer_of_the_quarter_changes_nothing(codes, everything):
    answer(code=codes[0], answers={EVERYBODY: 7}, today=TODAY)
    before = everything()
    with pytest.raises(AnsweredError):
        answer(code=codes[0], answers={EVERYBODY: 2}, today=TODAY)
    assert everything() == before
    answer(code=codes[0], answers={EVERYBODY: 2}, today=NEXT_QUARTER)
    assert counted() == {(EVERYBODY, 7): 1, (EVERYBODY, 2): 1}


@pytest.mark.parametrize("wrong", [{}, {EVERYBODY: 11}, {EVERYBODY: -1}, {"shoe_size": 4}, {EVERYBODY: 5, "age": 3}])
def test_what_was_not_asked_is_refused_and_the_code_can_still_answer(codes, everything, wrong):
    before = everything()
    with pytest.raises(UnreadableAnswerError):
        answer(code=codes[0], answers=wrong, today=TODAY)
    assert everything() == before
    answer(code=codes[0], answers={EVERYBODY: 5}, today=TODAY)
    assert counted() == {(EVERYBODY, 5): 1}


def test_the_question_of_another_turn_is_refused(codes):
    other = next(item.key for item in ITEMS if item.key not in (EVERYBODY, turn_of(codes[0])))
    with pytest.raises(UnreadableAnswerError):
        answer(code=codes[0], answers={other: 5}, today=TODAY)


def test_an_unknown_code_changes_nothing(codes, everything):
    before = everything()
    for code in ("", "A" * 16, codes[0][:-1], codes[0] + "A"):
        with pytest.raises(UnknownCodeError):
            answer(code=code, answers={EVERYBODY: 5}, today=TODAY)
    assert everything() == before


def test_an_answer_leaves_its_trace_in_two_tables_alone(codes, everything, changed):
    before = everything()
    answer(code=codes[0], answers={EVERYBODY: 5}, today=TODAY)
    assert changed(before) - {"sqlite_sequence"} == {"mood_pulsecount", "mood_pulsetoken"}
    assert PulseToken.objects.exclude(quarter="").values_list("digest", "quarter").get()[1] == "2026Q4"


@pytest.mark.parametrize("swapped", ["people", "pairs"])
def test_nothing_that_is_kept_tells_whose_an_answer_is_or_what_belongs_together(codes, everything, swapped):
    """Had the two given each other's answers, or paired them otherwise, every row of every table would be the same."""
    first, second, turn = two_with_the_same_questions()
    answer(code=codes[0], answers={EVERYBODY: 5}, today=TODAY)  # the week's rows stand from now on
    one, other = {EVERYBODY: 3, turn: 9}, {EVERYBODY: 8, turn: 1}
    mixed = (other, one) if swapped == "people" else ({EVERYBODY: 3, turn: 1}, {EVERYBODY: 8, turn: 9})
    held = []
    for given in ((one, other), mixed):
        point = transaction.savepoint()
        answer(code=first, answers=given[0], today=TODAY)
        answer(code=second, answers=given[1], today=TODAY)
        held.append(everything())
        assert sum(counted().values()) == 5
        transaction.savepoint_rollback(point)
    assert held[0] == held[1]


def two_with_the_same_questions() -> tuple[str, str, str]:
    """Return two codes of the first neighbourhood that are asked the same second question, and that question."""
    known = PulseToken.objects.order_by("pk")[0]
    found: dict[str, str] = {}
    for i in range(20):
        code = f"{i:02}".translate(str.maketrans("0123456789", "ABCDEFGHJK")) * 8
        PulseToken.objects.create(digest=digest_of(code), batch=known.batch, place=known.place)
        if turn_of(code) in found:
            return found[turn_of(code)], code, turn_of(code)
        found[turn_of(code)] = code
    raise AssertionError("more than six questions take turns")


def test_the_first_answer_of_a_week_does_not_number_its_rows(codes):
    """Rows that were made when they were first needed would say in which order answers came."""
    answer(code=codes[0], answers={EVERYBODY: 9}, today=TODAY)
    rows = list(PulseCount.objects.order_by("pk").values_list("item", "value"))
    assert rows == [(item.key, value) for item in ITEMS for value in range(11)]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite keeps no transaction number with a row")
def test_the_number_of_the_transaction_joins_a_code_to_no_number(codes):
    answer(code=codes[0], answers={EVERYBODY: 9, turn_of(codes[0]): 2}, today=TODAY)
    answer(code=codes[1], answers={EVERYBODY: 4}, today=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM mood_pulsecount")
        assert len(set(cursor.fetchall())) == 1
