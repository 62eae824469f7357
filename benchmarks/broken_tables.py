"""Tables of estates and burglaries, in every format, with one to three things wrong in them."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from benchmarks.broken_bytes import Upload

Cells = list[list[str]]
PLACES_HEADER = ["小区编号", "小区名称", "街道", "居委会", "户数", "经度", "纬度", "边界"]
INCIDENTS_HEADER = ["案件编号", "案发日期", "小时", "小区编号", "经度", "纬度"]
SQUARE = "POLYGON((124.2 30.6,124.201 30.6,124.201 30.601,124.2 30.601,124.2 30.6))"
NASTY = [
    *("NaN", "inf", "-Infinity", "1e308", "1e999", "9" * 400, "-1", "-0.5", "0", "1,5", "1,234", "1_0", "１２", "٣", "0x10"),
    *("2031-01-01", "2026-02-30", "2026-13-01", "0000-00-00", "1700-01-01", "20251123", "2025/11/23 25:61", "23.11.2025"),
    *("=HYPERLINK(1)", "@SUM(A1)", "-2+3|cmd", "+1", "\x00", "\x07\x1b[31m", "a\nb", "\r", "\u2028", '"', "'; DROP TABLE", "a,b"),
    *("😀👨‍👩‍👧", "\u202eABC", "\u200f\u200b", "\ufeff", "\ud800", "e\u0301" * 50, "<script>alert(1)</script>", "../../x", "a/b?c#d"),
    *("D", "S1", "S01", "N0001", "F1", "", " ", "字" * 90, "x" * 140_000, "{}", "{" * 5000, '{"type":"Polygon"}'),
    *("POLYGON((0 0,1 1,1 0,0 1,0 0))", "POLYGON((0 0,1 1", "POINT(1 1)", "POLYGON EMPTY", "LINESTRING(0 0,1 1)", "POLYGON((9 9,9 9,9 9,9 9))"),
    *("POLYGON Z((1 1 5,2 2 5,2 1 5,1 1 5))", "POLYGON((5e5 5e6,6e5 5e6,6e5 6e6,5e5 5e6))", "POLYGON((nan nan,1 1,1 2,nan nan))"),
    *("POLYGON((1e400 0,1 1,0 1,1e400 0))", "POLYGON((1 1,1.00000001 1,1 1.00000001,1 1))", "GEOMETRYCOLLECTION(" * 200 + "POINT(1 1)" + ")" * 200),
    *('{"type":"Polygon","coordinates":[[[1,2,3],[2,2,3],[2,3,3],[1,2,3]]]}', '{"type":"Polygon","coordinates":null}', '{"type":"Point","coordinates":[1,2]}'),
    *('{"type":"MultiPolygon","coordinates":[]}', '{"type":"Polygon","coordinates":[[[1e999,2],[2,2],[2,3],[1e999,2]]]}', '{"type":"Polygon","coordinates":[[["1",2]]]}'),
]  # fmt: skip
PERSONS = [
    "嫌疑人",
    "姓名",
    "失主",
    "victim",
    "Phone Number",
    "ＳＵＳＰＥＣＴ",
    "身\u200b份证",
    "联系 方式",
    "name",
    "date_of_birth",
]


def valid_table(kind: str, rng: random.Random) -> Upload:
    """Return a small table with nothing wrong in it."""
    ending, render = rng.choice(list(TABLES.items()))
    return Upload(kind, f"台账{ending}", render(cells_of(kind, rng)))


def cells_of(kind: str, rng: random.Random) -> Cells:
    """Return header and rows of a valid table, within the seed district or near it."""
    numbers = [rng.randrange(1, 400) for _ in range(rng.randrange(2, 9))]
    if kind == "places":
        return [PLACES_HEADER, *(_estate(n, rng) for n in dict.fromkeys(numbers))]
    return [INCIDENTS_HEADER, *(_incident(n, rng) for n in dict.fromkeys(numbers))]


def _estate(n: int, rng: random.Random) -> list[str]:
    point = ["", ""] if rng.random() < 0.2 else [f"{124.2 + n * 0.001:.6f}", "30.6"]
    more = [f"居民区{n % 5}" if n % 3 else "", str(rng.randrange(50, 900)), *point, SQUARE if n == 1 else ""]
    return [f"F{n}", f"安和{n}村", f"街道{n % 4}", *more]


def _incident(n: int, rng: random.Random) -> list[str]:
    day = date(2025, 1, 1) + timedelta(days=rng.randrange(600))
    place = [f"F{rng.randrange(1, 6)}", "", ""] if n % 2 else ["", f"{124.2 + n * 0.001:.6f}", "30.6"]
    return [f"K{n}", day.isoformat(), rng.choice(["", "3", "22:15"]), *place]


def as_csv(cells: Cells, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(cells)
    return out.getvalue().encode("utf-8", "surrogatepass")


def as_xlsx(cells: Cells) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in cells:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell).encode("utf-8", "replace").decode()[:32_767] for cell in row])
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_geojson(cells: Cells) -> bytes:
    header, *rows = cells
    features = [
        {"type": "Feature", "properties": dict(zip(header, row, strict=False)), "geometry": None} for row in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


TABLES: dict[str, Callable[[Cells], bytes]] = {
    ".csv": as_csv, ".tsv": lambda cells: as_csv(cells, "\t"), ".txt": lambda cells: as_csv(cells, ";"),
    ".xlsx": as_xlsx, ".geojson": as_geojson,
}  # fmt: skip


def broken_table(kind: str, rng: random.Random) -> Upload:
    """Return a table with something wrong in its cells, its columns or its format."""
    cells = [list(row) for row in cells_of(kind, rng)]
    done = []
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
        change = rng.choice(CELLS)
        change(cells, rng)
        done.append(change.__name__.strip("_"))
    ending, render = rng.choice(list(TABLES.items()))
    upload = Upload(kind, f"台账{ending}", render(cells), done=done)
    if ending == ".xlsx" and rng.random() < 0.4:
        upload.changed_by(rng.choice(WORKBOOKS), rng)
    if ending == ".geojson" and rng.random() < 0.6:
        upload.changed_by(break_json, rng)
    return upload


def _nasty_cell(cells: Cells, rng: random.Random) -> None:
    row = rng.choice([row for row in cells[1:] if row] or [[""]])
    row[rng.randrange(len(row))] = rng.choice(NASTY)


def _nasty_column(cells: Cells, rng: random.Random) -> None:
    at, value = rng.randrange(len(cells[0]) or 1), rng.choice(NASTY)
    for row in cells[1:]:
        row[at : at + 1] = [value]


def _column_gone(cells: Cells, rng: random.Random) -> None:
    at = rng.randrange(len(cells[0]) or 1)
    cells[:] = [[cell for i, cell in enumerate(row) if i != at] or [""] for row in cells]


def _column_twice(cells: Cells, rng: random.Random) -> None:
    at = rng.randrange(len(cells[0]) or 1)
    cells[:] = [[*row, *row[at : at + 1]] for row in cells]


def _column_renamed(cells: Cells, rng: random.Random) -> None:
    at = rng.randrange(len(cells[0]) or 1)
    cells[0] = [*cells[0][:at], rng.choice([*PERSONS, *NASTY]), *cells[0][at + 1 :]]


def _person_column(cells: Cells, rng: random.Random) -> None:
    cells[0] = [*cells[0], rng.choice(PERSONS)]
    cells[1:] = [[*row, "张三"] for row in cells[1:]]


def _row_twice(cells: Cells, rng: random.Random) -> None:
    cells.insert(rng.randrange(1, len(cells) + 1), list(rng.choice(cells)))


def _ragged_row(cells: Cells, rng: random.Random) -> None:
    cells.insert(rng.randrange(len(cells) + 1), rng.choice([[], ["x"], ["y"] * 40, [""] * 9, cells[-1] + ["z"]]))


def _wide(cells: Cells, rng: random.Random) -> None:
    cells[0] = [*cells[0], *(f"c{i}" for i in range(rng.choice([10, 195, 250])))]


def _header_only(cells: Cells, rng: random.Random) -> None:
    del cells[1:]


def _header_gone(cells: Cells, rng: random.Random) -> None:
    if len(cells) > 1:
        del cells[0]


CELLS = [
    *(_nasty_cell, _nasty_cell, _nasty_cell, _nasty_cell, _nasty_column, _column_gone, _column_twice, _column_renamed),
    *(_person_column, _row_twice, _ragged_row, _wide, _header_only, _header_gone),
]


def _broken_part(content: bytes, rng: random.Random) -> bytes:
    """Put something hostile into the sheet of a workbook."""
    bombs = {
        b"<sheetData>": b'<sheetData><row r="900000000"><c r="A900000000"><v>1</v></c></row>',
        b"<sheetData><row ": b'<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row><row ',
        b'ref="A1:': b'ref="A1:XFD1048576" x="',
        b"<worksheet ": b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet x="&b;" ',
        b"</sheetData>": b"</sheetData>" + b" " * 30_000_000,
        b"<v>": b'<f>WEBSERVICE("x")</f><v>',
        b't="s"': b't="e"',
    }
    old, new = rng.choice(list(bombs.items()))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            target.writestr(part.filename, data.replace(old, new, 1) if "sheet1" in part.filename else data)
    return out.getvalue()


def _lying_size(content: bytes, rng: random.Random) -> bytes:
    at = content.rfind(b"PK\x01\x02")
    return content[: at + 24] + rng.choice([b"\xff\xff\xff\x7f", b"\x01\x00\x00\x00"]) + content[at + 28 :]


def _odd_cells(_content: bytes, rng: random.Random) -> bytes:
    """Return a workbook whose cells are of every type, and whose second sheet may name persons."""
    book = Workbook()
    odd = [
        True,
        1e300,
        datetime(2025, 3, 1),
        date(2025, 3, 1),
        time(3, 4),
        timedelta(days=2),
        "=1/0",
        "#N/A",
        2.5,
        None,
    ]
    for row in [rng.choice([PLACES_HEADER, INCIDENTS_HEADER]), *(rng.choices(odd, k=8) for _ in range(6))]:
        book.worksheets[0].append(row)
    if rng.random() < 0.5:
        book.create_sheet("二").append(["编号", "嫌疑人"])
    return _saved(book)


WORKBOOKS = [_broken_part, _broken_part, _lying_size, _odd_cells]
JSON_SWAPS = [
    *(("null}", '{"type":"Point","coordinates":[%s]}}' % inner) for inner in ("1", "NaN,1", "1e999,1", '"a",2', "null,2", "9" * 400 + ",1", "124.2,30.6,5")),
    *(("null}", geometry + "}") for geometry in ('"x"', "[]", "7", '{"type":"Point"}', '{"type":[]}', '{"type":"Polygon","coordinates":[[[1,1],[2,2],[2,1],[1,1]]]}')),
    *(("null}", '{"type":"GeometryCollection","geometries":[' * n + "]}" * n + "}") for n in (3, 5000)),
    *(('"Feature"', "[" * 200_000), ('"Feature"', "Infinity"), ('"FeatureCollection"', '"Feature"'), ('"features"', '"f"'), ("[{", "[null,{")),
    *(('"properties": {', head) for head in ('"properties": [{', '"properties": {"a\\u0000b": "\\u0000", "\\ud800": "\\udfff",', '"properties": {"详情": {"姓名": "张三"},')),
    *(('"边界": ""', '"边界": "' + deep + '"') for deep in ("GEOMETRYCOLLECTION(" * 200_000, '{\\"type\\":[' * 100_000)),
    *((']', ""), ('"小区编号"', '"geometry"'), ('"F', '"\\ud800'), ('"coordinates"', '"coordinate"'), ("124", "9" * 400), ('"LineString"', '"Point"'), ("[[", "[[[")),
]  # fmt: skip


def break_json(content: bytes, rng: random.Random) -> bytes:
    """Replace something in a GeoJSON file by something that does not belong there."""
    text = content.decode("utf-8", "replace")
    fitting = [swap for swap in JSON_SWAPS if swap[0] in text]
    old, new = rng.choice(fitting or [("{", "")])
    return text.replace(old, new, rng.choice([1, -1])).encode("utf-8", "surrogatepass")
