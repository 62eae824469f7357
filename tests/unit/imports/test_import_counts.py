"""Weekly counts of other offices come in by subdistrict and week, whole or not at all."""

from __future__ import annotations

import pytest

from anxin.mood.inputs.models import IndicatorCount

HEADER = ["indicator", "subdistrict", "week", "count"]


def test_counts_come_in_by_name_or_code_and_any_day_of_their_week(bring, table):
    rows = table(HEADER, ["hotline_noise", "西街道", "2026-11-11", "12"], ["hotline_noise", "S2", "2026-11-09", "0"])
    done = bring("indicator_counts", rows)
    assert done.run.counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert set(IndicatorCount.objects.values_list("place__code", "week", "count")) == {
        ("S1", IndicatorCount.objects.first().week, 12),
        ("S2", IndicatorCount.objects.first().week, 0),
    }


def test_the_same_file_twice_changes_nothing_and_a_corrected_row_updates(bring, receive, table):
    row = ["hotline_noise", "S1", "2026-11-09", "12"]
    bring("indicator_counts", table(HEADER, row))
    assert receive("indicator_counts", table(HEADER, row)).check().run.counts["unchanged"] == 1
    bring("indicator_counts", table(HEADER, [*row[:3], "13"]))
    assert IndicatorCount.objects.get().count == 13


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (0, "arrests"),
        (0, "hazards"),
        (1, "无此街道"),
        (1, "N1"),
        (2, "2026-11-23"),
        (2, "2027-01-01"),
        (2, "x"),
        (3, "-1"),
        (3, "NaN"),
        (3, ""),
        (3, "1.5"),
    ],
)
def test_a_bad_cell_is_refused_with_its_row(receive, table, field, value):
    row = ["hotline_noise", "S1", "2026-11-09", "12"]
    row[field] = value
    brought = receive("indicator_counts", table(HEADER, row)).check()
    assert [number for number, _field, _value in brought.refused] == [2]
    assert not IndicatorCount.objects.exists()


def test_the_same_cell_twice_is_refused_where_it_stands_again(receive, table):
    row = ["hotline_noise", "S1", "2026-11-09", "12"]
    brought = receive("indicator_counts", table(HEADER, row, [*row[:2], "2026-11-12", "9"])).check()
    assert [number for number, _field, _value in brought.refused] == [3]


def test_a_file_in_chinese_is_understood(bring, table):
    bring(
        "indicator_counts", table(["指标", "街道", "周", "数量"], ["hotline_complaints", "东街道", "2026/11/10", "40"])
    )
    assert IndicatorCount.objects.get().count == 40
