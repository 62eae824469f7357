"""A file becomes a table of text: CSV, TSV, XLSX or GeoJSON, in UTF-8, UTF-16 or GB18030."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
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
    """Column names and rows of text. `elsewhere`: names in the file that are no column, as of other sheets."""

    columns: tuple[str, ...]
    rows: list[Row]
    elsewhere: tuple[str, ...] = ()


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
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = _try(content, "utf-16" if marked else "utf-8-sig")
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
            % {"line": begins, "reason": error}
        ) from error
    if rows and len(rows[-1].cells) < len(header or ()) and not text.endswith(("\n", "\r")):
        raise UnreadableFileError(
            _("The file breaks off in line %(line)s. Export it again.") % {"line": rows[-1].number}
        )
    return Table(header or (), rows)


def _read_xlsx(content: bytes) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableFileError(_("The workbook unpacks to more than 600 MB. Export the sheet as CSV."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        first, *others = book.worksheets
        header, *rows = [*_filled_rows(first)] or [Row(1, ())]
        elsewhere = [name for sheet in others for name in next(_filled_rows(sheet), Row(0, ())).cells]
    except UnreadableFileError:
        raise
    except Exception as error:  # openpyxl raises many kinds for a damaged workbook
        raise UnreadableFileError(
            _("The workbook is damaged or not an XLSX file. Open it, save it again as XLSX or CSV.")
        ) from error
    width = len(header.cells)
    within = [Row(row.number, row.cells[:width]) for row in rows if any(row.cells[:width])]
    return Table(header.cells, within, tuple(elsewhere))


def _filled_rows(sheet: Any) -> Iterator[Row]:
    """Yield the rows that hold anything, without the empty cells at their end."""
    sheet.reset_dimensions()  # many programs write a wrong size, and what lies beyond it would be lost
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS:
            raise _too_many_rows()
        texts = [_cell_text(value) for value in cells]
        width = max((i for i, text in enumerate(texts, start=1) if text), default=0)
        if width:
            yield Row(number, tuple(texts[: min(width, MOST_COLUMNS + 1)]))


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():  # a workbook gives a mere date as its midnight
        return value.date().isoformat()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # NUL and half letters can come out of JSON; no database and no file takes them.
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode().strip()


def _read_geojson(content: bytes) -> Table:
    features = features_of(content)
    properties = [feature.get("properties") or {} for feature in features]
    names = list(dict.fromkeys(name for held in properties for name in held))
    columns = (*map(_cell_text, names[:MOST_COLUMNS]), "geometry", "geometry_x", "geometry_y")
    _refuse_width(columns)  # before the rows are made, because every feature may bring names of its own
    try:
        rows = [_feature_row(number, names, feature) for number, feature in enumerate(features, start=1)]
    except RecursionError as error:
        raise _not_geojson(error) from error
    return Table(columns, rows, tuple(names_within([list(held.values()) for held in properties])))


def features_of(content: bytes) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file, or say what is wrong with the file or with which feature."""
    try:
        data = json.loads(decode(content), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _not_geojson(error) from error
    collection = isinstance(data, dict) and data.get("type") == "FeatureCollection"
    features = data.get("features") if collection else [data]
    if not isinstance(features, list):
        features = [None]
    for number, feature in enumerate(features, start=1):
        if not _is_feature(feature):
            raise UnreadableFileError(
                _("Feature %(number)s is not as GeoJSON has it. Export the file again as a FeatureCollection.")
                % {"number": number}
            )
    return features


def _is_feature(value: Any) -> bool:
    parts = (value.get("properties"), value.get("geometry")) if isinstance(value, dict) else ("",)
    return all(part is None or isinstance(part, dict) for part in parts)


def _not_geojson(error: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        _("This is not valid GeoJSON: %(reason)s. Export it again as a FeatureCollection.") % {"reason": error}
    )


def names_within(value: Any) -> Iterator[str]:
    """Yield every name that a JSON value holds, however deep."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from value
        if isinstance(value, dict | list):
            waiting.extend(value.values() if isinstance(value, dict) else value)


def _feature_row(number: int, names: list[str], feature: dict[str, Any]) -> Row:
    properties, geometry = feature.get("properties") or {}, feature.get("geometry") or {}
    point = ("", "")
    if geometry.get("type") == "Point":
        point = _point_text(geometry.get("coordinates"))
    shape = json.dumps(geometry) if geometry and geometry.get("type") != "Point" else ""
    return Row(number, (*(_cell_text(properties.get(name)) for name in names), shape, *point))


def _point_text(coordinates: Any) -> tuple[str, str]:
    """Return x and y as they stand; what is no pair goes on as x, where its row is refused for it."""
    if isinstance(coordinates, list) and len(coordinates) >= 2:
        return _cell_text(coordinates[0]), _cell_text(coordinates[1])
    return (_cell_text(coordinates), "") if coordinates else ("", "")


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _checked(table: Table) -> Table:
    columns = tuple(column.strip().strip("﻿") for column in table.columns)
    if not columns:
        raise UnreadableFileError(_("The file has no header row. The first row must name the columns."))
    _refuse_width(columns)
    twice = [column for column in dict.fromkeys(columns) if column and columns.count(column) > 1]
    if twice:
        raise UnreadableFileError(_("The column “%(name)s” stands twice. Rename one of them.") % {"name": twice[0]})
    if not table.rows:
        raise UnreadableFileError(_("The file has a header but no rows."))
    if len(table.rows) > MOST_ROWS:
        raise _too_many_rows()
    return replace(table, columns=columns)


def _refuse_width(columns: tuple[str, ...]) -> None:
    if len(columns) > MOST_COLUMNS:
        raise UnreadableFileError(_("The file has more than 200 columns. Keep those that Anxin needs."))


def _too_many_rows() -> UnreadableFileError:
    return UnreadableFileError(_("The file has more than 2,000,000 rows. Split it by year."))
