"""What counts as a visit, and what became of a plan."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from anxin.patrols.street.rules import (
    LATE_DELIVERY,
    TOLERANCE,
    LineState,
    Mark,
    Reach,
    meant,
    planned_against_done,
    reach_of,
    reckon,
    visits_of,
)

START = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
DAYS = st.timedeltas(timedelta(days=-800), timedelta(days=800))


def mark(place, minutes, *, arrives=True):
    return Mark(place, arrives, START + timedelta(minutes=minutes))


def minutes_of(marks):
    return [(visit.place_id, visit.minutes, visit.estimated) for visit in visits_of(marks, dwell_minutes=12)]


def test_a_visit_lasts_from_arrival_to_departure():
    assert minutes_of([mark(1, 0), mark(1, 15, arrives=False)]) == [(1, 15, False)]


def test_a_departure_that_was_not_ticked_is_the_usual_stay_or_less():
    assert minutes_of([mark(1, 0), mark(2, 7)]) == [(1, 7, True), (2, 12, True)]


def test_an_arrival_that_was_not_ticked_is_a_visit_all_the_same():
    assert minutes_of([mark(1, 15, arrives=False)]) == [(1, 12, True)]


def test_a_late_departure_ends_where_the_next_visit_began():
    marks = [mark(1, 0), mark(2, 20), mark(1, 50, arrives=False), mark(2, 30, arrives=False)]
    assert minutes_of(marks) == [(1, 20, False), (2, 10, False)]


@given(st.lists(st.builds(mark, st.integers(1, 4), st.integers(0, 300), arrives=st.booleans()), max_size=30))
def test_every_ticked_place_is_one_visit_and_visits_do_not_overlap(marks):
    visits = visits_of(marks, dwell_minutes=12)
    assert {visit.place_id for visit in visits} == {one.place_id for one in marks}
    assert len(visits) == len({one.place_id for one in marks})
    assert all(visit.minutes >= 1 for visit in visits)
    for before, after in pairwise(visits):
        assert before.arrived_at <= after.arrived_at
        assert before.left_at is None or before.left_at <= after.arrived_at


@given(DAYS, DAYS, st.none() | DAYS)
def test_no_act_is_reckoned_after_its_receipt_or_before_its_link(phone, received, sent):
    received_at = START + abs(received)
    found = reckon(
        phone_at=START + phone, phone_sent_at=None if sent is None else START + sent, received_at=received_at,
        opens_at=START,
    )  # fmt: skip
    assert START - TOLERANCE <= found.at <= received_at + TOLERANCE


@given(DAYS, st.timedeltas(timedelta(0), timedelta(days=6)), st.timedeltas(timedelta(0), timedelta(days=1)))
def test_a_clock_that_is_steadily_wrong_is_mended_exactly(wrong, waited, after):
    real = START + after
    received = real + waited
    found = reckon(phone_at=real + wrong, phone_sent_at=received + wrong, received_at=received, opens_at=START)
    assert abs(found.at - real) <= TOLERANCE
    assert found.mended == (abs(wrong) > TOLERANCE)


def test_a_link_opens_then_delivers_then_is_over():
    ends = START + timedelta(hours=12)
    moments = [START, ends, ends + timedelta(seconds=1), ends + LATE_DELIVERY, ends + LATE_DELIVERY + TOLERANCE]
    said = [reach_of(expires_at=ends, now=moment) for moment in moments]
    assert said == [Reach.OPEN, Reach.OPEN, Reach.DELIVERS, Reach.DELIVERS, Reach.OVER]


def test_planned_against_done_names_every_stop_once():
    visits = visits_of([mark(1, 0), mark(9, 30)], dwell_minutes=12)
    lines = planned_against_done({(1, 1): 1, (2, 1): 2, (3, 1): 3}, visits, {(2, 1): "门锁着", (1, 1): "先跳过"})
    found = [(line.place_id, line.state, line.reason) for line in lines]
    assert found == [
        (1, LineState.DONE, ""),
        (2, LineState.SKIPPED, "门锁着"),
        (3, LineState.MISSED, ""),
        (9, LineState.UNPLANNED, ""),
    ]


def test_a_tick_stands_for_its_own_visit_and_after_a_change_for_one_that_is_left():
    assert meant({(7, 2)}, {(7, 1), (7, 2)}) == {(7, 2): (7, 2)}
    assert meant({(7, 2)}, {(7, 1)}) == {(7, 2): (7, 1)}
    assert meant({(7, 1), (7, 2)}, {(7, 1)}) == {(7, 1): (7, 1), (7, 2): (7, 2)}
    assert meant({(9, 1)}, {(7, 1)}) == {(9, 1): (9, 1)}
