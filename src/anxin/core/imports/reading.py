"""A file becomes a table of text: CSV, TSV, XLSX or GeoJSON, in UTF-8, UTF-16 or GB18030."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from anxin.core.imports.errors import UnreadableFileError
from anxin.core.imports.tables import MOST_COLUMNS, Row, Table, cell_text, kept, limits_in_force
from anxin.core.imports.workbooks import read_workbook

__all__ = ["MOST_BYTES", "Row", "Table", "decode", "features_of", "names_within", "read_table"]

MOST_BYTES = 200 * 1024 * 1024


def read_table(content: bytes, filename: str) -> Table:
    """Read a file by its content and ending; raise `UnreadableFileError` with the mend."""
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(_("The file is larger than 200 MB. Split it and import the parts one by one."))
    if not content.strip(b"\x00 \r\n\t"):
        raise UnreadableFileError(_("The file is empty."))
    ending = filename.lower().rsplit(".", 1)[-1]
    if content[:4] == b"PK\x03\x04" or ending == "xlsx":
        table = read_workbook(content)
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
    lines = _filled_lines(text, delimiter)
    header = next(lines, Row(1, ())).cells
    rows = kept(lines, limits_in_force())
    if rows and len(rows[-1].cells) < len(header) and not text.endswith(("\n", "\r")):
        raise UnreadableFileError(
            _("The file breaks off in line %(line)s. Export it again.") % {"line": rows[-1].number}
        )
    return Table(header, rows)


def _filled_lines(text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            number, begins = begins, reader.line_num + 1
            if any(cell.strip() for cell in cells):
                yield Row(number, tuple(cells))
    except csv.Error as error:
        raise UnreadableFileError(
            _("Line %(line)s cannot be read. Look for a quotation mark that is not closed.") % {"line": begins}
        ) from error


def _read_geojson(content: bytes) -> Table:
    features = features_of(content)
    properties = [feature.get("properties") or {} for feature in features]
    names = list(dict.fromkeys(name for held in properties for name in held))
    columns = (*map(cell_text, names[:MOST_COLUMNS]), "geometry", "geometry_x", "geometry_y")
    _refuse_width(columns)  # before the rows are made, because every feature may bring names of its own
    try:
        lines = (_feature_row(number, names, feature) for number, feature in enumerate(features, start=1))
        rows = kept(lines, limits_in_force())
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
    if isinstance(error, json.JSONDecodeError):
        text = _("This is not valid GeoJSON: it cannot be read from line %(line)s on. Export it again.")
        return UnreadableFileError(text % {"line": error.lineno})
    return UnreadableFileError(_("This is not valid GeoJSON. Export it again as a FeatureCollection."))


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
    return Row(number, (*(cell_text(properties.get(name)) for name in names), shape, *point))


def _point_text(coordinates: Any) -> tuple[str, str]:
    """Return x and y as they stand; what is no pair goes on as x, where its row is refused for it."""
    if isinstance(coordinates, list) and len(coordinates) >= 2:
        return cell_text(coordinates[0]), cell_text(coordinates[1])
    return (cell_text(coordinates), "") if coordinates else ("", "")


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
    return replace(table, columns=columns)


def _refuse_width(columns: tuple[str, ...]) -> None:
    if len(columns) > MOST_COLUMNS:
        raise UnreadableFileError(_("The file has more than 200 columns. Keep those that Anxin needs."))
