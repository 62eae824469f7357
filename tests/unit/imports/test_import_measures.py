"""Measures done come in by estate and day: every row is taken whole or refused with its mend, and nothing twice."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from anxin.burglary.measures.models import Measure, MeasureDone
from anxin.burglary.measures.queries import Dose, doses
from anxin.core.audit.models import AuditEntry
from anxin.core.audit.services import verify
from anxin.core.imports.errors import MappingError, PersonColumnError, RefusedRowsError
from anxin.core.territory.models import Place

HEADER = ["estate", "measure", "date", "homes", "cost"]
GOOD = ["E1", "lighting", "2026-05-01", "80", "1,200.50"]


def held() -> set[tuple]:
    rows = MeasureDone.objects.select_related("place")
    return {(row.place.code, row.measure_id, row.date, row.homes_covered, row.cost) for row in rows}


def test_a_row_becomes_a_dose(bring, table):
    done = bring("measures", table(HEADER, GOOD))
    assert done.run.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}
    assert held() == {("E1", "lighting", date(2026, 5, 1), 80, Decimal("1200.50"))}
    assert AuditEntry.objects.filter(action="imports.measures.imported").count() == 1
    assert verify() is None


def test_chinese_headings_and_names_are_understood(bring, table):
    own = Measure.objects.create(key="local-1", name_zh="楼组长 看门", name_en="楼组长 看门", local=True)
    rows = [["E2", "照明", "2026年5月1日", "200", ""], ["E2", "楼组长看门", "2026/5/2", "12", "0"]]
    bring("measures", table(["小区编码", "防范措施", "落实日期", "覆盖户数", "费用"], *rows))
    assert {(row[1], row[3], row[4]) for row in held()} == {("lighting", 200, None), (own.key, 12, Decimal(0))}


def test_a_measure_is_named_in_english_too(bring, table):
    bring("measures", table(HEADER, ["E1", "Gates across rear passages", "2026-05-01", "80", ""]))
    assert MeasureDone.objects.get().measure_id == "gating"


def test_a_name_that_two_measures_have_is_refused(receive, table):
    Measure.objects.create(key="local-1", name_zh="照明", local=True)
    mends = receive("measures", table(HEADER, ["E1", "照明", *GOOD[2:]])).check().mends
    assert "lighting" in mends
    assert "local-1" in mends


def test_cost_may_be_missing_from_the_file(bring, table):
    bring("measures", table(HEADER[:4], GOOD[:4]))
    assert MeasureDone.objects.get().cost is None


def test_the_same_file_twice_changes_nothing(bring, receive, table, nothing_changes):
    bring("measures", table(HEADER, GOOD))
    before = held()
    with nothing_changes():
        again = receive("measures", table(HEADER, GOOD)).check()
    assert again.run.counts["unchanged"] == 1
    again.approve()
    assert held() == before


def test_a_corrected_row_keeps_its_old_value_in_the_audit(bring, table):
    bring("measures", table(HEADER, GOOD))
    done = bring("measures", table(HEADER, [*GOOD[:3], "90", ""]))
    assert done.run.counts["changed"] == 1
    assert held() == {("E1", "lighting", date(2026, 5, 1), 90, None)}
    entry = AuditEntry.objects.get(action="burglary.measure_done.corrected")
    assert entry.subject == "E1"
    assert json.loads(entry.details)["old"] == {"homes_covered": "80", "cost": "1200.50"}


BAD_CELLS = {
    "estate": ["", "E99", "S1", "D", "x" * 41, "#N/A"],
    "measure": ["", "moon", "#REF!", "x" * 81],
    "date": ["", "2026-11-24", "2026-02-30", "1949-12-31", "yesterday", "2026-05"],
    "homes": ["", "0", "-3", "2.5", "many", "nan", "101", "1e9"],
    "cost": ["-1", "free", "nan", "inf", "1e12"],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, bad in BAD_CELLS.items() for value in bad])
def test_a_bad_cell_is_refused_with_its_mend(receive, table, field, value, nothing_changes):
    row = dict(zip(HEADER, GOOD, strict=True)) | {field: value}
    with nothing_changes():
        brought = receive("measures", table(HEADER, list(row.values()))).check()
    assert brought.refused == [(2, field, value)]
    assert brought.mends
    assert not MeasureDone.objects.exists()


def test_the_homes_are_checked_against_the_register_if_it_knows_them(bring, receive, table):
    assert "100 homes" in receive("measures", table(HEADER, [*GOOD[:3], "101", ""])).check().mends
    Place.objects.filter(code="E1").update(homes=None)
    bring("measures", table(HEADER, [*GOOD[:3], "101", ""]))


def test_every_fault_of_a_row_is_named(receive, table):
    brought = receive("measures", table(HEADER, ["E99", "moon", "x", "y", "z"])).check()
    assert [field for _row, field, _value in brought.refused] == HEADER


def test_a_row_twice_in_a_file_is_refused(receive, table):
    brought = receive("measures", table(HEADER, GOOD, ["E1", "照明", "2026/5/1", "70", ""])).check()
    assert brought.refused == [(3, "measure", "lighting")]
    assert "Row 2" in brought.mends


def test_a_slipped_row_is_refused(receive, table):
    assert receive("measures", table(HEADER, [*GOOD, "more"])).check().refused == [(2, "", "more")]


def test_nothing_is_taken_until_somebody_leaves_the_refused_rows_out(receive, table):
    brought = receive("measures", table(HEADER, GOOD, ["E99", *GOOD[1:]])).check()
    with pytest.raises(RefusedRowsError):
        brought.approve()
    assert not MeasureDone.objects.exists()
    brought.approve(skip_refused=True)
    assert len(held()) == 1


@pytest.mark.parametrize("missing", HEADER[:4])
def test_a_needed_column_is_asked_for(receive, table, missing):
    kept = [i for i, name in enumerate(HEADER) if name != missing]
    brought = receive("measures", table([HEADER[i] for i in kept], [GOOD[i] for i in kept]))
    with pytest.raises(MappingError):
        brought.check()


@pytest.mark.parametrize("name", ["户主", "电话", "name", "owner name"])
def test_a_file_that_names_persons_is_not_kept(receive, table, uploads, name):
    with pytest.raises(PersonColumnError):
        receive("measures", table([*HEADER, name], [*GOOD, "某某"]))
    assert uploads() == []


def test_doses_are_read_by_measure_and_days(bring, table, estate):
    rows = [
        ["E2", "lighting", "2026-05-02", "10", ""],
        ["E1", "lighting", "2026-05-02", "20", ""],
        ["E1", "lighting", "2026-05-01", "30", ""],
        ["E1", "lighting", "2026-04-30", "40", ""],
        ["E1", "lighting", "2026-05-03", "50", ""],
        ["E1", "talk", "2026-05-02", "60", ""],
    ]
    bring("measures", table(HEADER, *rows))
    assert doses("lighting", date(2026, 5, 1), date(2026, 5, 2)) == [
        Dose(estate(1).pk, date(2026, 5, 1), 30),
        Dose(estate(1).pk, date(2026, 5, 2), 20),
        Dose(estate(2).pk, date(2026, 5, 2), 10),
    ]
    assert doses("moon", date(2026, 5, 1), date(2026, 5, 2)) == []
