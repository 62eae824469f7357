"""The register comes in from a table: whole or not at all, and what was there before stays in the audit."""

from __future__ import annotations

import json
import math

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.audit.services import verify
from anxin.core.errors import AnxinError
from anxin.core.imports.coordinates import UnknownCoordinatesError
from anxin.core.imports.errors import MappingError, PersonColumnError, RefusedRowsError, UnreadableFileError
from anxin.core.people.actor import SYSTEM
from anxin.core.territory.models import Level, Place
from days import AT

HEADER = ["code", "name", "subdistrict", "neighbourhood", "homes", "x", "y", "boundary"]
NEW = ["X1", "新村", "北街道", "新居民区", "120", "124.21", "30.61", ""]
SQUARE = "POLYGON ((124 30, 124.001 30, 124.001 30.001, 124 30.001, 124 30))"


def place(code: str) -> Place:
    return Place.objects.select_related("parent", "subdistrict").get(code=code)


def changes() -> list[tuple[str, dict]]:
    rows = AuditEntry.objects.filter(action="places.estate.changed").order_by("seq")
    return [(row.subject, json.loads(row.details)["old"]) for row in rows]


def test_an_estate_comes_with_the_places_above_it(bring, table):
    done = bring("places", table(HEADER, NEW))
    assert done.run.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 0}
    estate = place("X1")
    assert (estate.level, estate.name, estate.homes) == (Level.ESTATE, "新村", 120)
    assert (estate.longitude, estate.latitude) == (124.21, 30.61)
    assert (estate.subdistrict.name, estate.parent.name) == ("北街道", "新居民区")
    assert estate.path == f"{estate.parent.path}{estate.pk}/"
    assert estate.pinyin.startswith("xincun")
    assert AuditEntry.objects.filter(action="imports.places.imported").count() == 1
    assert verify() is None


def test_the_same_file_twice_changes_nothing(bring, receive, table, nothing_changes):
    bring("places", table(HEADER, NEW, ["X2", "旧村", "北街道", "", "", "", "", SQUARE]))
    with nothing_changes():
        again = receive("places", table(HEADER, NEW, ["X2", "旧村", "北街道", "", "", "", "", SQUARE])).check()
    assert again.run.counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}


def test_a_changed_estate_keeps_its_old_values_in_the_audit(bring, table, district):
    before = place("E1")
    bring("places", table(["code", "name", "subdistrict", "homes"], ["E1", "新名", "西街道", "150"]))
    assert (place("E1").name, place("E1").homes) == ("新名", 150)
    assert (place("E1").longitude, place("E1").parent) == (before.longitude, before.parent)
    assert changes() == [("E1", {"name": before.name, "homes": before.homes})]


def test_a_file_without_names_takes_no_name_away(bring, table, district):
    done = bring("places", table(["code", "subdistrict", "homes"], ["E1", "西街道", "150"], ["Y1", "西街道", "9"]))
    assert done.run.counts["changed"] == 1
    assert place("E1").name == "安和1村"
    assert place("Y1").name == "西街道 Y1"


def test_an_estate_that_moves_takes_its_path_along(bring, table, district):
    before = place("E1")
    bring("places", table(["code", "subdistrict"], ["E1", "东街道"]))
    moved = place("E1")
    assert (moved.subdistrict.name, moved.parent.code) == ("东街道", "S2")
    assert moved.path == f"{moved.parent.path}{moved.pk}/"
    assert changes() == [("E1", {"parent": before.parent.code})]


def test_new_places_take_no_code_that_is_in_use(bring, table, district):
    rows = [["S03", "甲", "南街道", "南一"], ["N0004", "乙", "北街道", "南一"], ["N0005", "丙", "北街道", "北二"]]
    bring("places", table(["code", "name", "subdistrict", "neighbourhood"], *rows))
    assert place("S03").subdistrict.name == "南街道"
    assert {p.subdistrict.name for p in Place.objects.filter(name="南一")} == {"南街道", "北街道"}


def test_the_first_register_of_all_makes_its_district(db, actor, receive, table):
    from anxin.core.people.models import Grant

    Grant.objects.all().delete()
    Place.objects.filter(level=Level.ESTATE).delete()
    Place.objects.filter(level=Level.NEIGHBOURHOOD).delete()
    Place.objects.filter(level=Level.SUBDISTRICT).delete()
    Place.objects.all().delete()
    brought = receive("places", table(HEADER, ["D", *NEW[1:]], NEW)).check(district="宁和区")
    assert brought.refused == [(2, "code", "D")]
    brought.approve(skip_refused=True)
    assert place("D").name == "宁和区"
    assert place("X1").path.startswith(place("D").path)


def test_an_incident_file_will_do_as_a_register(bring, table):
    rows = [["2026-01-01", "486837.1", "5453468.2", "Dunbar"]] * 3 + [
        ["2026-01-02", "490791.1", "5456127.9", "Fairview"]
    ]
    done = bring("places", table(["date", "x", "y", "area"], *rows), coordinates="EPSG:32610")
    assert done.run.counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert place("486837.1/5453468.2").name == "Dunbar 486837.1/5453468.2"
    assert place("486837.1/5453468.2").longitude == pytest.approx(-123.18, abs=0.01)


def test_a_boundary_in_any_writing_gives_the_point_as_well(bring, table):
    corners = [[124.0, 30.0, 5.0], [124.001, 30.0, 5.0], [124.001, 30.001, 5.0], [124.0, 30.0, 5.0]]
    area = json.dumps({"type": "Polygon", "coordinates": [corners]})
    lifted = "POLYGON Z ((124 30 5, 124.001 30 5, 124.001 30.001 5, 124 30 5))"
    rows = [
        [f"A{i}", "", "西街道", "", "", "", "", text] for i, text in enumerate((SQUARE, SQUARE.lower(), lifted, area))
    ]
    bring("places", table(HEADER, *rows))
    for i in range(4):
        assert place(f"A{i}").boundary["type"] == "Polygon"
        assert len(place(f"A{i}").boundary["coordinates"][0][0]) == 2
        assert 124 < place(f"A{i}").longitude < 124.001


def test_a_boundary_is_brought_into_degrees(bring, table):
    radius = 6378137.0
    corner = [math.degrees(13825000 / radius), math.degrees(math.atan(math.sinh(3584000 / radius)))]
    area = "POLYGON((13825000 3584000,13826000 3584000,13826000 3585000,13825000 3584000))"
    bring("places", table(["code", "subdistrict", "boundary"], ["A1", "西街道", area]), coordinates="EPSG:3857")
    assert place("A1").boundary["coordinates"][0][0] == pytest.approx(corner, abs=1e-6)


BAD_CELLS = {
    "code": ["x" * 41],
    "name": ["字" * 81, "#REF!"],
    "subdistrict": ["", "#N/A", " \u200b\u3000", "字" * 81],
    "homes": ["0", "-5", "1.5", "NaN", "1e999", "100001", "1,5", "很多", "9" * 400],
    "x": ["", "NaN", "inf", "1e999", "200", "一百"],
    "boundary": [
        *("见附图", "POLYGON", "POLYGON((0 0,1 1", "POINT(124 30)", "LINESTRING(0 0,1 1)", "POLYGON EMPTY", "{", "{}"),
        *("POLYGON((0 0,1 1,1 0,0 1,0 0))", "POLYGON((nan nan,1 1,1 2,nan nan))", "POLYGON((1e400 0,1 1,0 1,1e400 0))"),
        *("POLYGON((5e5 5e6,6e5 5e6,6e5 6e6,5e5 5e6))", "POLYGON((1 1,1.00000001 1,1 1.00000001,1 1))"),
        *("GEOMETRYCOLLECTION(" * 6000, '{"type":"GeometryCollection","geometries":[' * 2900),
        *('{"type":"Polygon","coordinates":null}', '{"type":"Polygon","coordinates":[[["1",2]]]}'),
        *(
            '{"type":"Polygon","coordinates":[[[1e999,2],[2,2],[2,3],[1e999,2]]]}',
            '{"type":"Point","coordinates":[1,2]}',
        ),
    ],
}


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for field, values in BAD_CELLS.items() for value in values],
    ids=lambda v: v[:30],
)
def test_a_bad_cell_is_refused_with_its_row_its_field_and_the_mend(receive, nothing_changes, table, field, value):
    bad = [value if name == field else cell for name, cell in zip(HEADER, ["X9", *NEW[1:]], strict=True)]
    with nothing_changes():
        brought = receive("places", table(HEADER, NEW, bad)).check()
    assert brought.run.counts["refused"] == 1
    [(row, name, shown)] = brought.refused
    assert (row, name) == (3, field)
    assert shown.startswith(value[:5].strip())
    assert brought.mends.endswith(".")


def test_a_code_of_a_place_that_is_no_estate_is_refused(receive, nothing_changes, table, district):
    with nothing_changes():
        rows = [[code, "甲", "西街道"] for code in ("D", "S1", "N1")]
        brought = receive("places", table(["code", "name", "subdistrict"], *rows)).check()
        with pytest.raises(RefusedRowsError):
            brought.approve()
    assert brought.refused == [(2, "code", "D"), (3, "code", "S1"), (4, "code", "N1")]
    assert "already" in brought.mends


def test_the_same_code_twice_is_refused_where_it_stands_again(receive, nothing_changes, table):
    with nothing_changes():
        brought = receive("places", table(HEADER, NEW, ["X2", *NEW[1:]], NEW)).check()
    assert brought.refused == [(4, "code", "X1")]
    assert "Row 2 has the same code" in brought.mends


def test_an_estate_without_code_and_point_is_refused(receive, nothing_changes, table):
    with nothing_changes():
        brought = receive("places", table(HEADER, ["", "甲", "西街道", *[""] * 5])).check()
    assert brought.refused == [(2, "code", "")]


def test_a_row_whose_cells_have_slipped_is_refused(receive, nothing_changes):
    with nothing_changes():
        brought = receive("places", "code,name,subdistrict\nX1,安和,一村,西街道\nX2,甲,西街道,,\n").check()
    assert brought.refused == [(2, "", "西街道")]
    assert brought.run.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}


def test_a_row_with_many_faults_counts_once(receive, table):
    brought = receive("places", table(HEADER, ["X1", "甲", "", "", "-1", "x", "1", "POINT(1 1)"])).check()
    assert brought.run.counts["refused"] == 1
    assert len(brought.refused) == 4


def test_one_bad_row_stops_all_unless_it_is_left_out_by_choice(receive, nothing_changes, table):
    bad = ["X2", "乙", "西街道", "", "-1", "", "", ""]
    brought = receive("places", table(HEADER, NEW, bad)).check()
    with nothing_changes(), pytest.raises(RefusedRowsError, match="leave these rows out"):
        brought.approve()
    brought.approve(skip_refused=True)
    assert brought.run.state == "done"
    assert place("X1").homes == 120
    assert not Place.objects.filter(code="X2").exists()


def test_an_error_while_writing_leaves_everything_as_it_was(receive, nothing_changes, table, district, monkeypatch):
    from anxin.core.imports import services
    from anxin.places import services as places

    brought = receive("places", table(HEADER, NEW, ["E1", *NEW[1:]])).check()
    monkeypatch.setattr(places, "_change", lambda *_: 1 / 0)
    services.approve(run=brought.run, skip_refused=False, actor=SYSTEM, at=AT)
    brought.run.refresh_from_db()
    with nothing_changes(), pytest.raises(ZeroDivisionError):
        services.carry_out(run=brought.run, actor=SYSTEM, at=AT)


def test_a_finished_import_is_not_opened_again(bring, nothing_changes, table):
    done = bring("places", table(HEADER, NEW))
    with nothing_changes(), pytest.raises(AnxinError, match="under way or done"):
        done.check()
    with nothing_changes(), pytest.raises(AnxinError, match="not ready"):
        done.approve()
    done.run.refresh_from_db()
    assert done.run.state == "done"


def test_an_import_that_was_stopped_can_be_mended_and_carried_out(receive, nothing_changes, table, district):
    """Between check and import somebody else took the code; afterwards the choice to leave the row out still works."""
    brought = receive("places", table(HEADER, NEW, ["X2", *NEW[1:]])).check()
    top = place("D")
    Place.objects.create(level=Level.SUBDISTRICT, code="X2", name="中街道", parent=top, path="tmp")
    with nothing_changes():
        brought.approve()
    assert (brought.run.state, "refused" in brought.run.message) == ("stopped", True)
    brought.check()
    assert brought.run.counts == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}
    brought.approve(skip_refused=True)
    assert brought.run.state == "done"
    assert place("X1").level == Level.ESTATE


@pytest.mark.parametrize("system", ["火星", "EPSG:5773", "NaN"])
def test_an_unknown_coordinate_system_stops_the_check(receive, nothing_changes, table, system):
    with nothing_changes():
        brought = receive("places", table(HEADER, NEW)).check(coordinates=system)
    assert brought.run.state == "stopped"
    assert "is not a coordinate system" in brought.run.message
    assert UnknownCoordinatesError.status == 422


def test_a_file_of_no_kind_or_ending_is_refused(receive, nothing_changes, uploads):
    with nothing_changes():
        for kind, name in (("places", "a.exe"), ("places", "a.csv.zip"), ("persons", "a.csv"), ("places", "csv")):
            with pytest.raises(AnxinError):
                receive(kind, "code,subdistrict\n1,2\n", name)
        with pytest.raises(UnreadableFileError):
            receive("places", "")
        with pytest.raises(PersonColumnError):
            receive("places", "code,subdistrict,业主\n1,2,3\n")
    assert uploads() == []


def test_a_long_name_keeps_its_ending(bring, xlsx):
    done = bring("places", xlsx([HEADER, NEW]), "长" * 240 + ".xlsx")
    assert done.run.filename.endswith(".xlsx")
    assert place("X1").homes == 120


def test_the_refused_rows_of_a_mended_file_are_gone(receive, signed_in, table, uploads):
    brought = receive("places", table(["a", "b", "subdistrict"], ["X1", "-1", "西街道"])).check(
        {"code": "a", "homes": "b"}
    )
    assert brought.run.refused_file
    brought.check({"code": "a", "homes": ""})
    assert not brought.run.refused_file
    assert len(uploads()) == 1
    assert signed_in("district_coordinator").get(f"/data/imports/{brought.run.pk}/refused.csv").status_code == 404


def test_columns_that_do_not_exist_change_nothing(receive, nothing_changes, table):
    brought = receive("places", table(HEADER, NEW))
    with nothing_changes(), pytest.raises(MappingError):
        brought.check({"homes": "没有"})
