"""Answers on paper come in as counts of a week that is over and not released yet."""

from __future__ import annotations

from datetime import date

import pytest

from anxin.mood.pulse.models import Channel, PulseCount, PulseRelease
from days import AT

HEADER = "居民区,周,问题,分值,人数\n"
WEEK = date(2026, 11, 16)  # the Monday before the tests' day
GOOD = HEADER + "居民区1,2026-11-16,satisfaction,7,4\nN2,2026-11-22,生活满意,0,2\n"


@pytest.fixture(autouse=True)
def _this_day(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: date(2026, 11, 23))


def held() -> set[tuple]:
    rows = PulseCount.objects.values_list("place__code", "week", "item", "value", "channel", "count")
    return set(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_counts_come_in_whatever_the_encoding(bring, encoding):
    from django.utils import translation

    with translation.override("zh-hans"):
        done = bring("paper_answers", GOOD.encode(encoding))
    assert done.run.counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert held() == {("N1", WEEK, "satisfaction", 7, "paper", 4), ("N2", WEEK, "satisfaction", 0, "paper", 2)}


def test_the_same_file_twice_counts_once(bring):
    text = GOOD.replace("生活满意", "satisfaction")
    bring("paper_answers", text)
    before = held()
    again = bring("paper_answers", text, "again.csv")
    assert again.run.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    assert held() == before


def test_paper_stands_beside_what_came_by_code(bring, district):
    from anxin.core.territory.models import Place

    place = Place.objects.get(code="N1")
    PulseCount.objects.create(place=place, week=WEEK, item="satisfaction", value=7, channel=Channel.CODE, count=3)
    bring("paper_answers", HEADER + "N1,2026-11-16,satisfaction,7,4\n")
    assert {row[4:] for row in held()} == {("code", 3), ("paper", 4)}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("没有的,2026-11-16,satisfaction,7,4", "place"),
        ("S1,2026-11-16,satisfaction,7,4", "place"),
        ("N1,2026-11-23,satisfaction,7,4", "week"),
        ("N1,1 月,satisfaction,7,4", "week"),
        ("N1,2026-11-16,how are you,7,4", "item"),
        ("N1,2026-11-16,satisfaction,11,4", "value"),
        ("N1,2026-11-16,satisfaction,,4", "value"),
        ("N1,2026-11-16,satisfaction,7,-1", "count"),
        ("N1,2026-11-16,satisfaction,7,many", "count"),
        ("N1,2026-11-16,satisfaction,7,10001", "count"),
    ],
)
def test_a_bad_row_is_named_and_nothing_comes_in(receive, nothing_changes, row, field):
    with nothing_changes():
        brought = receive("paper_answers", f"{HEADER}{row}\nN1,2026-11-16,satisfaction,7,4\n").check()
        assert [(number, name) for number, name, _value in brought.refused] == [(2, field)]
        assert held() == set()


def test_a_cell_that_stands_twice_is_refused(receive):
    line = "N1,2026-11-16,satisfaction,7,4\n"
    brought = receive("paper_answers", HEADER + line + line).check()
    assert [(row, field) for row, field, _value in brought.refused] == [(3, "count")]
    assert held() == set()


def test_a_released_week_takes_nothing_more(receive, district):
    PulseRelease.objects.create(week=WEEK, epsilon=1, at=AT)
    brought = receive("paper_answers", HEADER + "N1,2026-11-16,satisfaction,7,4\n").check()
    assert [(row, field) for row, field, _value in brought.refused] == [(2, "week")]
    assert held() == set()


def test_a_week_released_while_a_file_waits_takes_nothing(receive, district):
    brought = receive("paper_answers", HEADER + "N1,2026-11-16,satisfaction,7,4\n").check()
    PulseRelease.objects.create(week=WEEK, epsilon=1, at=AT)
    brought.approve()
    assert held() == set()


def test_a_column_of_names_is_refused(receive):
    from anxin.core.imports.errors import PersonColumnError

    with pytest.raises(PersonColumnError):
        receive("paper_answers", "居民区,周,问题,分值,人数,姓名\nN1,2026-11-16,satisfaction,7,4,王\n")
