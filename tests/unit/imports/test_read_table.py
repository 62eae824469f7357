"""Whatever a district's programs write, a table comes out, or a sentence that names the place of the fault."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.core.imports.errors import UnreadableFileError
from anxin.core.imports.reading import read_table

TEXT = "小区编号,小区名称\nE1,安和一村\n"
COLUMNS, CELLS = ("小区编号", "小区名称"), ("E1", "安和一村")


def refusal(content: bytes | str, filename: str = "a.csv") -> str:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(UnreadableFileError) as caught:
        read_table(data, filename)
    return str(caught.value)


def numbered(content: str) -> list[tuple[int, str]]:
    return [(row.number, row.cells[0]) for row in read_table(content.encode(), "a.csv").rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_encoding_in_use_gives_the_same_table(encoding):
    table = read_table(TEXT.encode(encoding), "a.csv")
    assert (table.columns, table.rows[0].cells) == (COLUMNS, CELLS)


def test_big_endian_utf_16_is_read_by_its_mark():
    assert read_table(b"\xfe\xff" + TEXT.encode("utf-16-be"), "a.csv").columns == COLUMNS


@pytest.mark.parametrize(
    ("delimiter", "name"), [("\t", "a.tsv"), ("\t", "a.csv"), (";", "a.csv"), ("|", "a.txt"), (",", "a.TXT")]
)
def test_the_delimiter_is_found(delimiter, name):
    table = read_table(TEXT.replace(",", delimiter).encode(), name)
    assert (table.columns, table.rows[0].cells) == (COLUMNS, CELLS)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_as_one_line(end):
    assert numbered(f"a,b{end}1,2{end}{end}3,4{end}") == [(2, "1"), (4, "3")]


def test_rows_have_the_number_of_the_line_where_they_begin():
    assert numbered('\na,b\n1,"two\nlines"\n\n  ,\n5,6\n') == [(3, "1"), (7, "5")]


def test_a_workbook_counts_its_rows_as_the_spreadsheet_does(xlsx):
    table = read_table(xlsx([[], ["a", "b"], [1, None], [None, None], [" ", ""], ["x\ny", 2.0]]), "a.xlsx")
    assert [(row.number, row.cells) for row in table.rows] == [(3, ("1",)), (6, ("x\ny", "2"))]


def test_a_workbook_tells_days_from_moments(xlsx):
    cells = [date(2026, 3, 1), datetime(2026, 3, 1), datetime(2026, 3, 1, 22, 5), time(3, 4), True, 1.5]  # noqa: DTZ001
    table = read_table(xlsx([list("abcdef"), cells]), "a.xlsx")
    assert table.rows[0].cells == ("2026-03-01", "2026-03-01", "2026-03-01 22:05", "03:04:00", "True", "1.5")


def swapped(content: bytes, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            target.writestr(part.filename, source.read(part).replace(old, new))
    return out.getvalue()


def test_a_workbook_that_lies_about_its_size_is_read_to_its_end(xlsx):
    content = swapped(xlsx([["a", "b"], [1, 2], [3, 4]]), b'ref="A1:B3"', b'ref="A1"')
    assert [row.cells for row in read_table(content, "a.xlsx").rows] == [("1", "2"), ("3", "4")]


def test_a_workbook_with_a_row_beyond_all_rows_is_refused_at_once(xlsx):
    content = swapped(xlsx([["a"], [1]]), b"</sheetData>", b'<row r="900000000"><c><v>1</v></c></row></sheetData>')
    assert "500,000 rows" in refusal(content, "a.xlsx")


def test_a_note_beside_a_sheet_is_no_row(xlsx):
    content = swapped(xlsx([["a"], [1]]), b"</sheetData>", b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>')
    assert [row.number for row in read_table(content, "a.xlsx").rows] == [2]


def test_a_workbook_with_too_many_columns_is_refused_not_cut(xlsx):
    assert "200 columns" in refusal(xlsx([["a", *[""] * 250, "victim"], [1]]), "a.xlsx")


def test_a_workbook_that_unpacks_without_end_is_refused(xlsx):
    content = xlsx([["a"], [1]])
    at = content.rfind(b"PK\x01\x02")
    assert "200 MB" in refusal(content[: at + 24] + b"\xff\xff\xff\x7f" + content[at + 28 :], "a.xlsx")


@pytest.fixture
def at_most(settings):
    """Return a function that sets the limits of one file."""

    def act(**limits: int) -> None:
        settings.ANXIN = {**settings.ANXIN, **{f"import_{name}": most for name, most in limits.items()}}

    return act


def test_a_file_with_as_many_rows_as_allowed_is_read_and_one_more_is_refused(xlsx, at_most):
    at_most(rows=3)
    for file, name in ((xlsx([["a"], [1], [2], [3]]), "a.xlsx"), (b"a\n1\n2\n3\n", "a.csv")):
        assert len(read_table(file, name).rows) == 3
    assert "3 rows" in refusal(xlsx([["a"], [1], [2], [3], [4]]), "a.xlsx")
    assert "3 rows" in refusal("a\n1\n2\n3\n4\n")
    features = [{"type": "Feature", "properties": {"a": i}} for i in range(4)]
    assert "3 rows" in refusal(json.dumps({"type": "FeatureCollection", "features": features}), "a.json")


def test_a_file_with_too_many_cells_is_refused(xlsx, at_most):
    at_most(cells=6)
    assert len(read_table(xlsx([["a", "b"], [1, 2], [3, 4]]), "a.xlsx").rows) == 2
    assert "6 cells" in refusal(xlsx([["a", "b"], [1, 2], [3, 4], [5, 6]]), "a.xlsx")
    assert "6 cells" in refusal("a,b\n" + "1,2\n" * 4)


def test_a_workbook_with_strings_that_no_cell_uses_is_refused(xlsx, at_most):
    at_most(cells=6)
    strings = b"<sst>" + b"<si><t>y</t></si>" * 9 + b"</sst>"
    with zipfile.ZipFile(beside := io.BytesIO(xlsx([["a"], [1]])), "a") as book:
        book.writestr("xl/sharedStrings.xml", strings)
    assert "6 cells" in refusal(beside.getvalue(), "a.xlsx")


def test_a_workbook_with_styles_without_end_is_refused(xlsx):
    content = swapped(xlsx([["a"], [1]]), b"</cellXfs>", b"<xf/>" * 100_000 + b"</cellXfs>")
    assert "formats" in refusal(content, "a.xlsx")


def test_a_row_longer_than_the_format_has_is_refused(xlsx):
    content = swapped(xlsx([["a"], [1]]), b"</sheetData>", b"<row>" + b"<c/>" * 16_385 + b"</row></sheetData>")
    assert "damaged" in refusal(content, "a.xlsx")


def test_elements_under_another_prefix_are_counted_too(xlsx, at_most):
    at_most(cells=6)
    more = b'<row xmlns:s="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + b"<s:c/>" * 9 + b"</row>"
    assert "6 cells" in refusal(swapped(xlsx([["a"], [1]]), b"</sheetData>", more + b"</sheetData>"), "a.xlsx")


@pytest.mark.parametrize(
    "expanding", [b'<!ENTITY a "aa"><!ENTITY b "&a;&a;">', b'<!ENTITY b SYSTEM "file:///etc/passwd">']
)
def test_a_workbook_that_expands_entities_is_refused(xlsx, expanding):
    content = swapped(xlsx([["a"], [1]]), b"<worksheet ", b"<!DOCTYPE w [" + expanding + b']><worksheet x="&b;" ')
    assert "damaged" in refusal(content, "a.xlsx")


def test_geojson_gives_properties_points_and_shapes(geojson):
    area = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    table = read_table(
        geojson(
            ({"code": "E1", "homes": 5.0}, {"type": "Point", "coordinates": [124.2, 30.6, 7]}), ({"name": "x"}, area)
        ),
        "a.geojson",
    )
    assert table.columns == ("code", "homes", "name", "geometry", "geometry_x", "geometry_y")
    assert table.rows[0].cells == ("E1", "5", "", "", "124.2", "30.6")
    assert table.rows[1].cells[2:] == (
        "x",
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}',
        "",
        "",
    )


@pytest.mark.parametrize("coordinates", [[10**400, 1], [[1], [2]], ["a", 2], [1], 7, {"a": 1}])
def test_a_point_that_is_none_goes_on_to_be_refused_with_its_row(geojson, coordinates):
    table = read_table(geojson(({"code": "E1"}, {"type": "Point", "coordinates": coordinates})), "a.geojson")
    assert table.rows[0].cells[2]


@pytest.mark.parametrize("feature", ["null", "7", '{"properties": []}', '{"geometry": "x"}', '{"properties": "x"}'])
def test_a_feature_that_is_none_is_named_by_its_number(feature):
    content = '{"type": "FeatureCollection", "features": [{"properties": {"a": 1}}, ' + feature + "]}"
    assert "Feature 2 " in refusal(content, "a.json")


@pytest.mark.parametrize(
    "content", ['{"type":', "[" * 100_000, "nul", '{"type": "FeatureCollection", "features": [{"a": NaN}]}', "9" * 5000]
)
def test_json_that_is_none_is_refused_with_the_reason(content):
    assert "not valid GeoJSON" in refusal(content, "a.geojson")


@pytest.mark.parametrize(
    "content", ["null", "[]", "7", '{"type": "FeatureCollection"}', '{"type": "FeatureCollection", "features": {}}']
)
def test_json_that_is_no_collection_is_refused(content):
    assert "GeoJSON" in refusal(content, "a.geojson")


def test_features_that_each_bring_names_of_their_own_are_refused_before_they_fill_the_memory(geojson):
    assert "200 columns" in refusal(geojson(*(({f"n{i}": 1}, None) for i in range(20_000))), "a.geojson")


def test_letters_that_no_database_takes_do_not_come_out_of_json():
    table = read_table(b'{"properties": {"a\\u0000b": "\\u0000x", "\\ud800": "\\udfff"}}', "a.geojson")
    table_text = "".join([*table.columns, *table.rows[0].cells])
    assert "\x00" not in table_text
    assert table_text.encode("utf-8")


@pytest.mark.parametrize(
    ("content", "line"), [('a,b\n1,2\n"x,3\n4,5\n6,7\n', 3), ('a,b\n1,"x"y\n', 2), ('a,b\n"1\n1",2\n3,"4"5\n', 4)]
)
def test_a_broken_quotation_is_named_by_the_line_where_its_row_begins(content, line):
    message = refusal(content)
    assert f"Line {line} " in message
    assert "quotation mark" in message


def test_a_file_cut_off_in_a_row_is_refused():
    assert "line 3" in refusal("a,b,c\n1,2,3\n4,5")
    assert numbered("a,b,c\n1,2,3\n4,5\n") == [(2, "1"), (3, "4")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\x00\t\r\n", "empty"),
        (b"\xef\xbb\xbf", "no header"),
        (b"a,b\n", "no rows"),
        (b"\n\na,b\n,\n", "no rows"),
        (b"a,b, a \n1,2,3\n", "“a” stands twice"),
        (b"a,b\n1,\x00\n", "binary"),
        (TEXT.encode("utf-16")[:-1], "middle of a letter"),
        (TEXT.encode("utf-16-le"), "binary"),
        (TEXT.encode("utf-32"), "binary"),
        (b"caf\xe9,b\n1,2\n", "neither"),
        (b"a\xff\xff\xff,b\n", "neither"),
        (",".join(f"c{i}" for i in range(201)).encode() + b"\n1\n", "200 columns"),
    ],
)
def test_a_file_that_is_no_table_says_so(content, says):
    assert says in refusal(content)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 100, b"<html>", b"\xd0\xcf\x11\xe0" * 20])
def test_a_workbook_that_is_none_says_so(content):
    assert "not an XLSX file" in refusal(content, "a.xlsx")


@settings(deadline=None)
@given(content=st.binary(max_size=300), ending=st.sampled_from(["csv", "tsv", "txt", "json", "geojson", "xlsx", ""]))
def test_any_bytes_are_read_or_refused(content, ending):
    with suppress(UnreadableFileError):
        table = read_table(content, f"a.{ending}")
        assert table.columns
        assert table.rows


letters = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@settings(deadline=None)
@given(rows=st.lists(st.tuples(letters, letters, st.just("end")), min_size=1, max_size=10))
def test_what_is_written_is_read_letter_by_letter(rows):
    out = io.StringIO()
    csv.writer(out).writerows([("a", "b", "c"), *rows])
    assert [row.cells for row in read_table(out.getvalue().encode(), "a.csv").rows] == rows
