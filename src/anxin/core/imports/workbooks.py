"""An XLSX file becomes a table of text. It is counted while it streams by before it is opened.

A workbook of 2 MB can unpack to hundreds of megabytes, and these to gigabytes of objects. So its parts go through
a parser that keeps nothing first, and what holds more than the settings allow is never given to the reader.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from anxin.core.imports.errors import UnreadableFileError
from anxin.core.imports.tables import (
    MOST_COLUMNS,
    Limits,
    Row,
    Table,
    cell_text,
    kept,
    limits_in_force,
    too_many_cells,
    too_many_rows,
)

MOST_CELLS_OF_A_ROW = 16_384  # the format's own limit
MOST_ELEMENTS_BESIDE = 100_000  # of styles and the like, which openpyxl takes in whole
ELEMENTS_OF_A_CELL = 8


def read_workbook(content: bytes) -> Table:
    """Return the first sheet; raise `UnreadableFileError` with the mend."""
    most = limits_in_force()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            refuse_what_is_too_much(packed, most)
        return _first_sheet(load_workbook(io.BytesIO(content), read_only=True, data_only=True), most)
    except UnreadableFileError:
        raise
    except Exception as error:  # openpyxl raises many kinds for a damaged workbook
        raise _damaged() from error


def refuse_what_is_too_much(packed: zipfile.ZipFile, most: Limits) -> None:
    """Raise `UnreadableFileError` if opening this workbook would take more than the settings allow."""
    parts = packed.infolist()
    if sum(part.file_size for part in parts) > most.unpacked_bytes:
        raise UnreadableFileError(
            _("The workbook unpacks to more than %(most)s MB. Export the sheet as CSV.")
            % {"most": most.unpacked_bytes // 1024**2}
        )
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            with packed.open(part) as stream:
                _Count(most).through(stream)


class _Count:
    """Counts what one part holds, and stops at the first thing too many."""

    def __init__(self, most: Limits) -> None:
        self.most = most
        self.elements = self.rows = self.cells = self.cells_of_row = 0
        self.most_elements = 0

    def through(self, stream: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._element
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.ParseFile(stream)
        except expat.ExpatError:
            return  # the reader stops at the same place

    def _element(self, name: str, _attributes: Any) -> None:
        kind = name.rpartition(":")[2]
        self.elements += 1
        if self.elements == 1:
            of_cells = kind in ("worksheet", "sst")
            self.most_elements = self.most.cells * ELEMENTS_OF_A_CELL if of_cells else MOST_ELEMENTS_BESIDE
        if kind == "row":
            self.rows, self.cells_of_row = self.rows + 1, 0
        elif kind == "c":
            self.cells, self.cells_of_row = self.cells + 1, self.cells_of_row + 1
        elif kind == "si":  # a string in the table that cells share
            self.cells += 1
        self._within()

    def _within(self) -> None:
        if self.rows > self.most.rows + 1:  # and the header
            raise too_many_rows(self.most)
        if self.cells > self.most.cells:
            raise too_many_cells(self.most)
        if self.cells_of_row > MOST_CELLS_OF_A_ROW:
            raise _damaged()
        if self.elements > self.most_elements:
            raise UnreadableFileError(
                _("The workbook carries more formats and extras than can be read. Export the sheet as CSV.")
            )

    def _doctype(self, *_declared: Any) -> None:
        raise _damaged()  # no workbook declares entities; a bomb does


def _first_sheet(book: Any, most: Limits) -> Table:
    first, *others = book.worksheets
    header = next(_filled_rows(first, most), Row(1, ()))
    elsewhere = [name for sheet in others for name in next(_filled_rows(sheet, most), Row(0, ())).cells]
    width = len(header.cells)
    rows = kept(_filled_rows(first, most, after=header.number, width=width), most) if width else []
    return Table(header.cells, rows, tuple(elsewhere))


def _filled_rows(sheet: Any, most: Limits, *, after: int = 0, width: int | None = None) -> Iterator[Row]:
    """Yield the rows that hold anything, without the empty cells at their end."""
    sheet.reset_dimensions()  # many programs write a wrong size, and what lies beyond it would be lost
    lines = sheet.iter_rows(min_row=after + 1, max_col=width, values_only=True)
    for number, cells in enumerate(lines, start=after + 1):
        if number > most.rows + 1:
            raise too_many_rows(most)
        texts = [cell_text(value) for value in cells]
        filled = max((i for i, text in enumerate(texts, start=1) if text), default=0)
        if filled:
            yield Row(number, tuple(texts[: min(filled, MOST_COLUMNS + 1)]))


def _damaged() -> UnreadableFileError:
    return UnreadableFileError(_("The workbook is damaged or not an XLSX file. Open it, save it again as XLSX or CSV."))
