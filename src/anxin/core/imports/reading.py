"""A file becomes a table of text: CSV, TSV, XLSX or GeoJSON, in UTF-8, UTF-16 or GB18030."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from anxin.core.imports.errors import UnreadableFileError

MOST_BYTES = 200 * 1024 * 1024
MOST_UNPACKED = 600 * 1024 * 1024
MOST_ROWS = 2_000_000
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Row:
    """One row with the number by which a person finds it in the file."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Column names and rows of text; every row is as long as the header."""

    columns: tuple[str, ...]
    rows: list[Row]


def read_table(content: bytes, filename: str) -> Table:
    """Read a file by its content and ending; raise `UnreadableFileError` with the mend."""
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(_("The file is larger than 200 MB. Split it and import the parts one by one."))
    if not content.strip(b"\x00 \r\n\t"):
        raise UnreadableFileError(_("The file is empty."))
    ending = filename.lower().rsplit(".", 1)[-1]
    if content[:4] == b"PK\x03\x04" or ending == "xlsx":
        table = _read_xlsx(content)
    elif ending in ("geojson", "json"):
        table = _read_geojson(content)
    else:
        table = _read_text(content, ending)
    return _checked(table)


def decode(content: bytes) -> str:
    """Return the text, whichever of UTF-8, UTF-16 (with mark) and GB18030 it is in."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _try(content, "utf-16") or ""
    text = _try(content, "utf-8-sig")
    if text is None:
        text = _try(content, "gb18030")
    if text is None:
        raise UnreadableFileError(_("The file is neither UTF-8 nor GB18030. Save it as “CSV UTF-8” and try again."))
    if "\x00" in text:
        raise UnreadableFileError(_("The file holds binary data, not text. Export it as CSV, XLSX or GeoJSON."))
    return text


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            raise UnreadableFileError(_("The file breaks off in the middle of a letter. Export it again.")) from None
        return None


def _read_text(content: bytes, ending: str) -> Table:
    text = decode(content)
    first_line = text.lstrip().split("\n", 1)[0]
    delimiter = "\t" if ending in ("tsv", "tab") else max(",;\t|", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    header: tuple[str, ...] | None = None
    begins = 1
    try:
        for cells in reader:
            number, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = tuple(cells)
            else:
                rows.append(Row(number, tuple(cells)))
    except csv.Error as error:
        raise UnreadableFileError(
            _("Line %(line)s cannot be read: %(reason)s. Look for a quotation mark that is not closed.")
            % {"line": reader.line_num, "reason": error}
        ) from error
    return Table(header or (), rows)


def _read_xlsx(content: bytes) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableFileError(_("The workbook unpacks to more than 600 MB. Export the sheet as CSV."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        found = [
            Row(number, tuple(_cell_text(value) for value in cells[:MOST_COLUMNS]))
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
        ]
    except UnreadableFileError:
        raise
    except Exception as error:  # openpyxl raises many kinds for a damaged workbook
        raise UnreadableFileError(
            _("The workbook is damaged or not an XLSX file. Open it, save it again as XLSX or CSV.")
        ) from error
    rows = [row for row in found if any(row.cells)]
    if not rows:
        return Table((), [])
    header = tuple(rows[0].cells[: _last_filled(rows[0].cells)])
    return Table(header, [Row(row.number, row.cells[: len(header)]) for row in rows[1:]])


def _last_filled(cells: tuple[str, ...]) -> int:
    return max((i + 1 for i, cell in enumerate(cells) if cell), default=0)


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _read_geojson(content: bytes) -> Table:
    try:
        data = json.loads(decode(content), parse_constant=_no_constant)
        features = data["features"] if data.get("type") == "FeatureCollection" else [data]
        parsed = [(dict(feature.get("properties") or {}), feature.get("geometry") or {}) for feature in features]
        names = list(dict.fromkeys(str(name) for properties, _geometry in parsed for name in properties))
        rows = [_feature_row(number, names, *feature) for number, feature in enumerate(parsed, start=1)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableFileError(
            _("This is not valid GeoJSON: %(reason)s. Export it again as a FeatureCollection.") % {"reason": error}
        ) from error
    return Table((*names, "geometry", "geometry_x", "geometry_y"), rows)


def _feature_row(number: int, names: list[str], properties: dict[str, Any], geometry: dict[str, Any]) -> Row:
    x = y = shape = ""
    if geometry.get("type") == "Point":
        x, y = (str(float(value)) for value in geometry["coordinates"][:2])
    elif geometry:
        shape = json.dumps(geometry)
    return Row(number, (*(_cell_text(properties.get(name)) for name in names), shape, x, y))


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _checked(table: Table) -> Table:
    columns = tuple(column.strip().strip("﻿") for column in table.columns)
    if not columns:
        raise UnreadableFileError(_("The file has no header row. The first row must name the columns."))
    if len(columns) > MOST_COLUMNS:
        raise UnreadableFileError(_("The file has more than 200 columns. Keep those that Anxin needs."))
    twice = [column for column in dict.fromkeys(columns) if column and columns.count(column) > 1]
    if twice:
        raise UnreadableFileError(_("The column “%(name)s” stands twice. Rename one of them.") % {"name": twice[0]})
    if not table.rows:
        raise UnreadableFileError(_("The file has a header but no rows."))
    if len(table.rows) > MOST_ROWS:
        raise UnreadableFileError(_("The file has more than 2,000,000 rows. Split it by year."))
    return Table(columns, table.rows)
