"""Burglaries come in by place and time: each finds its estate or says why not, and nothing comes in twice."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.burglary.models import Incident
from anxin.core.audit.models import AuditEntry
from anxin.core.audit.services import verify
from anxin.core.imports.errors import RefusedRowsError
from anxin.core.imports.values import CellError, as_date, as_hour, as_number
from anxin.core.territory.models import Place
from days import TODAY

HEADER = ["source_key", "date", "hour", "estate", "x", "y"]
GOOD = ["K1", "2026-05-01", "3", "E1", "", ""]


def held() -> dict[str, tuple]:
    rows = Incident.objects.select_related("place").order_by("pk")
    return {row.source_key: (row.place.code if row.place else None, row.placed_by) for row in rows}


def one(key: str = "K1") -> Incident:
    return Incident.objects.get(source_key=key)


def test_the_code_says_where(bring, table):
    done = bring("incidents", table(HEADER, GOOD))
    assert done.run.counts == {"new": 1, "changed": 0, "unchanged": 0, "unplaced": 0, "refused": 0}
    assert held() == {"K1": ("E1", "code")}
    assert (one().occurred_date, one().occurred_hour) == (date(2026, 5, 1), 3)
    assert AuditEntry.objects.filter(action="imports.incidents.imported").count() == 1
    assert verify() is None


def test_the_code_goes_before_the_point(bring, table):
    bring("incidents", table(HEADER, ["K1", "2026-05-01", "", "E1", "124.2210", "30.6"]))
    assert held() == {"K1": ("E1", "code")}
    assert one().longitude == 124.221


def test_a_boundary_goes_before_the_nearest(bring, table, district):
    corners = [[124.1990, 30.599], [124.2021, 30.599], [124.2021, 30.601], [124.1990, 30.601], [124.1990, 30.599]]
    Place.objects.filter(code="E2").update(boundary={"type": "Polygon", "coordinates": [corners]})
    bring("incidents", table(HEADER, ["K1", "2026-05-01", "", "", "124.2001", "30.6"]))
    assert held() == {"K1": ("E2", "polygon")}


def test_the_nearest_within_reach_else_none(bring, table):
    """The estates lie 0.0042 degrees apart, which here is 402 m; E1 lies at 124.2."""
    rows = [["near", "124.20100"], ["edge", "124.20104"], ["far", "124.20210"], ["away", "120.00000"]]
    done = bring("incidents", table(HEADER, *([key, "2026-05-01", "", "", x, "30.6"] for key, x in rows)))
    assert held() == {
        "near": ("E1", "nearest"),
        "edge": ("E1", "nearest"),
        "far": (None, "none"),
        "away": (None, "none"),
    }
    assert done.run.counts["unplaced"] == 2


@pytest.mark.parametrize(
    ("metres", "placed"), [("95", None), ("97", "E1"), ("0", None), ("5,000", "E1"), (" ９７ ", "E1")]
)
def test_the_reach_is_chosen(bring, table, metres, placed):
    bring("incidents", table(HEADER, ["K1", "2026-05-01", "", "", "124.201", "30.6"]), within_metres=metres)
    assert one().place == (Place.objects.get(code=placed) if placed else None)


def test_neither_code_nor_point_is_unplaced_and_an_unknown_code_alone_is_refused(receive, table):
    rows = [
        ["K1", "2026-05-01", "", "", "", ""],
        ["K2", "2026-05-01", "", "E99", "", ""],
        ["K3", "2026-05-01", "", "E99", "124.2", "30.6"],
    ]
    brought = receive("incidents", table(HEADER, *rows)).check()
    assert brought.refused == [(3, "estate", "E99")]
    brought.approve(skip_refused=True)
    assert held() == {"K1": (None, "none"), "K3": ("E1", "nearest")}


def test_a_register_without_points_and_boundaries_still_takes_codes(bring, table, district):
    Place.objects.update(longitude=None, latitude=None, boundary=None)
    bring("incidents", table(HEADER, GOOD, ["K2", "2026-05-01", "", "", "124.2", "30.6"]))
    assert held() == {"K1": ("E1", "code"), "K2": (None, "none")}


def test_points_come_from_any_system(bring, table):
    """The middle line of UTM zone 51 is 123 degrees east, and counts as 500 km."""
    bring("incidents", table(HEADER, ["K1", "2026-05-01", "", "", "500000", "0"]), coordinates="EPSG:32651")
    assert (one().longitude, one().latitude) == (123.0, 0.0)


def test_the_same_file_twice_changes_nothing(bring, receive, table, nothing_changes):
    rows = table(HEADER, GOOD, ["K2", "2026-05-01", "", "", "124.2", "30.6"], ["K3", "2026-05-01", "22:10", "", "", ""])
    bring("incidents", rows)
    with nothing_changes():
        again = receive("incidents", rows).check()
    assert again.run.counts == {"new": 0, "changed": 0, "unchanged": 3, "unplaced": 1, "refused": 0}
    again.approve()
    assert Incident.objects.count() == 3


def test_without_keys_the_same_file_twice_changes_nothing_and_equal_rows_stay_two(bring, table):
    rows = table(["date", "estate"], ["2026-05-01", "E1"], ["2026-05-01", "E1"], ["2026-05-02", "E1"])
    assert bring("incidents", rows).run.counts["new"] == 3
    again = bring("incidents", rows)
    assert (again.run.counts["new"], again.run.counts["unchanged"]) == (0, 3)


def test_a_corrected_row_keeps_its_old_value_in_the_audit(bring, table, estate):
    bring("incidents", table(HEADER, GOOD))
    done = bring("incidents", table(HEADER, ["K1", "2026-05-02", "3", "E2", "", ""]))
    assert done.run.counts["changed"] == 1
    assert held() == {"K1": ("E2", "code")}
    entry = AuditEntry.objects.get(action="burglary.incident.corrected")
    assert entry.subject == "K1"
    assert json.loads(entry.details)["old"] == {"occurred_date": "2026-05-01", "place_id": estate(1).pk}


BAD_CELLS = {
    "source_key": ["", " \u200b", "x" * 81],
    "date": [
        *(
            "",
            "2026-11-24",
            "2031-01-01",
            "2026-02-30",
            "2026-13-01",
            "2025-02-29",
            "1949-12-31",
            "0000-00-00",
            "01.05.2026",
        ),
        *(
            "2026-05-01 25:00",
            "2026-05-01 24:00",
            "2026-05-01 8:00 PM",
            "2026-05-01 abc",
            "昨天",
            "NaN",
            "45000",
            "２０２６",
        ),
    ],
    "hour": ["24", "-1", "-0.5", "NaN", "inf", "1e999", "25:00", "夜里", "9" * 400],
    "estate": ["E99", "x" * 41, "😀"],
}


@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for field, values in BAD_CELLS.items() for value in values],
    ids=lambda v: v[:30],
)
def test_a_bad_cell_is_refused_with_its_row_its_field_and_the_mend(receive, nothing_changes, table, field, value):
    bad = [value if name == field else cell for name, cell in zip(HEADER, ["K9", *GOOD[1:]], strict=True)]
    with nothing_changes():
        brought = receive("incidents", table(HEADER, GOOD, bad)).check()
        with pytest.raises(RefusedRowsError):
            brought.approve()
    [(row, name, shown)] = brought.refused
    assert (row, name) == (3, field)
    assert shown.startswith(value[:5].strip())
    assert brought.mends.endswith(".")
    assert brought.run.counts["refused"] == 1


@pytest.mark.parametrize(
    "point", [("NaN", "1"), ("inf", "30"), ("124.2", ""), ("", "30.6"), ("181", "30"), ("1e308", "1e308"), ("一", "30")]
)
def test_a_bad_point_is_refused(receive, nothing_changes, table, point):
    with nothing_changes():
        brought = receive("incidents", table(HEADER, GOOD, ["K2", "2026-05-01", "", "", *point])).check()
    assert [row for row, _field, _value in brought.refused] == [3]
    assert brought.run.counts["refused"] == 1


def test_the_same_key_twice_is_refused_where_it_stands_again(receive, nothing_changes, table):
    with nothing_changes():
        brought = receive(
            "incidents", table(HEADER, GOOD, ["K2", *GOOD[1:]], ["K1", "2026-05-03", "", "E2", "", ""])
        ).check()
    assert brought.refused == [(4, "source_key", "K1")]
    assert "Row 2 has the same key" in brought.mends


@pytest.mark.parametrize("metres", ["-5", "NaN", "inf", "1e308", "abc", "100 m", "5000.1"])
def test_a_reach_that_is_none_stops_the_check(receive, nothing_changes, table, metres):
    with nothing_changes():
        brought = receive("incidents", table(HEADER, GOOD)).check(within_metres=metres)
    assert brought.run.state == "stopped"
    assert brought.run.message.startswith("Nearest estate within (metres)")


@pytest.mark.parametrize("system", ["火星", "EPSG:5773", "EPSG:999999"])
def test_a_coordinate_system_that_is_none_stops_the_check(receive, nothing_changes, table, system):
    with nothing_changes():
        brought = receive("incidents", table(HEADER, GOOD)).check(coordinates=system)
    assert (brought.run.state, system in brought.run.message) == ("stopped", True)


def test_all_or_nothing_unless_rows_are_left_out_by_choice(receive, nothing_changes, table):
    brought = receive("incidents", table(HEADER, GOOD, ["K2", "2031-01-01", "", "E1", "", ""])).check()
    with nothing_changes(), pytest.raises(RefusedRowsError):
        brought.approve()
    brought.approve(skip_refused=True)
    assert held() == {"K1": ("E1", "code")}


def test_an_estate_that_went_between_check_and_import_stops_it_whole(receive, nothing_changes, table, estate):
    brought = receive("incidents", table(HEADER, GOOD, ["K2", "2026-05-01", "", "E2", "", ""])).check()
    estate(2).delete()
    with nothing_changes():
        brought.approve()
    assert brought.run.state == "stopped"


def test_the_refused_rows_are_a_file_with_number_field_value_and_mend(receive, signed_in):
    content = 'date,=cmd,note\n2031-01-01,"=HYPERLINK(1)",-2+3|cmd\n\n2026-05-01,1,"two\nlines"\n2026-02-30,-5,@x\n'
    brought = receive("incidents", content, "=bad.csv").check({"hour": "=cmd"})
    answer = signed_in("district_coordinator").get(f"/data/imports/{brought.run.pk}/refused.csv")
    assert "=bad.csv" not in answer["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert lines[0] == ["行", "字段", "内容", "怎么改", "date", "'=cmd", "note"]
    assert [line[:3] for line in lines[1:]] == [
        ["2", "日期", "2031-01-01"], ["2", "小时", "'=HYPERLINK(1)"], ["6", "日期", "2026-02-30"], ["6", "小时", "-5"],
    ]  # fmt: skip
    assert lines[1][3] == "The date lies in the future. Check the year."
    assert lines[1][4:] == ["2031-01-01", "'=HYPERLINK(1)", "'-2+3|cmd"]
    assert lines[4][4:] == ["2026-02-30", "-5", "'@x"]


def test_the_page_refuses_to_import_while_rows_are_refused(receive, signed_in, nothing_changes, table):
    brought = receive("incidents", table(HEADER, GOOD, ["K2", "2031-01-01", "", "E1", "", ""])).check()
    browser = signed_in("district_coordinator")
    with nothing_changes():
        assert browser.post(f"/data/imports/{brought.run.pk}/approve/").status_code == 422
        assert browser.post(f"/data/imports/{brought.run.pk}/approve/", {"skip_refused": "0"}).status_code == 422
    page = browser.get(f"/data/imports/{brought.run.pk}/").content.decode()
    assert "2031-01-01" in page


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("2026-05-01", date(2026, 5, 1), None),
        ("2026/5/1 3:07", date(2026, 5, 1), 3),
        ("2026年5月1日 22时10分", date(2026, 5, 1), 22),
        ("20260501", date(2026, 5, 1), None),
        ("2026-05-01T23:59:59.123", date(2026, 5, 1), 23),
        ("2026-05-01T20:00:00Z", date(2026, 5, 2), 4),
        ("2026-05-01T00:00:00+08:00", date(2026, 5, 1), 0),
        ("２０２６.５.１", date(2026, 5, 1), None),
        ("2026-11-23", TODAY, None),
    ],
)
def test_dates_as_people_and_programs_write_them(text, day, hour):
    assert as_date(text, latest=TODAY) == (day, hour)


@settings(deadline=None)
@given(text=st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?( [0-9:]{1,8})?"))
def test_any_text_is_a_value_or_a_refusal(text):
    for read in (as_hour, as_number, lambda cell: as_date(cell, latest=TODAY)):
        try:
            value = read(text)
        except CellError:
            continue
        if isinstance(value, tuple):
            assert date(1950, 1, 1) <= value[0] <= TODAY
            assert value[1] is None or 0 <= value[1] <= 23
        else:
            assert value is None or abs(value) < float("inf")


@pytest.mark.parametrize(
    ("text", "number"), [("1,234,567.5", 1234567.5), ("-1,234", -1234), (" 5 ", 5), ("1e3", 1000), ("", None)]
)
def test_numbers_as_people_write_them(text, number):
    assert as_number(text) == number


@pytest.mark.parametrize("text", ["1,5", "12,34", "1,2345", ",5", "1 000", "0x10", "١,٥", "--1"])
def test_a_number_that_could_be_two_is_refused(text):
    with pytest.raises(CellError):
        as_number(text)
