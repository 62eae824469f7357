"""Workbooks, and what can be wrong inside of one."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

MOST_LETTERS = 32_767  # of a cell in a workbook
EXPANDING = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><worksheet x="&b;" '
SHEET_SWAPS = [
    (b"</sheetData>", b'<row r="900000000"><c r="A900000000"><v>1</v></c></row></sheetData>'),
    (b"</sheetData>", b'<row r="99"><c r="XFD99"><v>1</v></c></row></sheetData>'),
    (b"</sheetData>", b'<row r="99"><c r="ZZZZZ99"><v>1</v></c></row></sheetData>'),
    (b"</sheetData>", b'<row r="x"><c r="1A" t="q"><v>1e999</v></c></row></sheetData>'),
    (b"</sheetData>", b"</sheetData>" + b" " * 30_000_000),
    (b'ref="A1:', b'ref="A1:XFD1048576" x="'),
    (b'ref="A1:', b'ref="A1" x="'),
    (b"<worksheet ", EXPANDING),
    (b"<v>", b'<f>WEBSERVICE("x")</f><v>'),
    (b't="inlineStr"', b't="e"'),
    (b't="inlineStr"', b't="s"'),
    (b"<t>F", b"<t>_x0000_&#x1;"),
    (b"<t>POLYGON", b"<t>" + b"GEOMETRYCOLLECTION(" * 200_000),
    (b"<t>POLYGON", b"<t>" + b'{"type":"GeometryCollection","geometries":[' * 200_000),
]
ODD_CELLS = [
    *(True, 1e300, date(2025, 3, 1), time(3, 4), timedelta(days=2), "=1/0", "#N/A", 2.5, None, -1),
    *(datetime.fromisoformat("2025-03-01"), datetime.fromisoformat("2025-03-01T22:10")),
]


def as_xlsx(cells: list[list[str]]) -> bytes:
    """Return a workbook with the letters that a workbook may hold."""
    book = Workbook()
    for row in cells:
        book.worksheets[0].append([_writable(cell) for cell in row])
    return _saved(book)


def _writable(cell: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", cell).encode("utf-8", "replace").decode()[:MOST_LETTERS]


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _hostile_sheet(content: bytes, rng: random.Random) -> bytes:
    old, new = rng.choice(SHEET_SWAPS)
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
    """Return a workbook with cells of every type; its second sheet may name persons."""
    book = Workbook()
    book.worksheets[0].append(["案件编号", "案发日期", "小时", "小区编号", "街道", "户数", "经度", "纬度"])
    for _ in range(6):
        book.worksheets[0].append(rng.choices(ODD_CELLS, k=8))
    if rng.random() < 0.5:
        book.create_sheet("二").append(["编号", "嫌疑人"])
    return _saved(book)


WORKBOOKS = [_hostile_sheet, _hostile_sheet, _lying_size, _odd_cells]
