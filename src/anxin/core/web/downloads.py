"""Rows as CSV or XLSX, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase
from openpyxl import Workbook

from anxin.core.spreadsheets import safe_cell

DIGITS = 9  # more than any page shows, without the noise of the last bits
_SHOWN_MINUS = re.compile("−(?=\\d)")  # what pages write before a number; spreadsheets reckon with a plain one
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(response: HttpResponseBase, filename: str) -> None:
    """Make the browser save the response under a name, Chinese letters included."""
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"


def csv_response(name: str, lines: Iterable[list[Any]]) -> HttpResponse:
    """Return a UTF-8 CSV with a mark, which Excel opens with its Chinese intact."""
    out = io.StringIO()
    writer = csv.writer(out)
    for line in lines:
        writer.writerow([_plain(cell) for cell in line])
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    attachment(response, f"{name}.csv")
    return response


def xlsx_response(name: str, title: str, lines: Iterable[list[Any]]) -> HttpResponse:
    """Return a workbook with one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"  # the heading stays in sight
    for line in lines:
        sheet.append([cell if isinstance(cell, date) else _plain(cell) for cell in line])
    out = io.BytesIO()
    book.save(out)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    attachment(response, f"{name}.xlsx")
    return response


def _sheet_title(title: str) -> str:
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:31] or "1"


def _plain(cell: Any) -> Any:
    if cell is None or isinstance(cell, int):
        return cell
    if isinstance(cell, float):
        return float(f"{cell:.{DIGITS}g}")
    return safe_cell(_SHOWN_MINUS.sub("-", str(cell)))
