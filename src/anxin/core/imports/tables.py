"""A table of text as a file gives it, and how large it may become in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.core.imports.errors import UnreadableFileError

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


@dataclass(frozen=True)
class Limits:
    """The most that one file may hold."""

    rows: int
    cells: int
    unpacked_bytes: int


def limits_in_force() -> Limits:
    """Return what the settings allow."""
    held = settings.ANXIN
    return Limits(held["import_rows"], held["import_cells"], held["import_unpacked_mb"] * 1024 * 1024)


def kept(rows: Iterable[Row], most: Limits) -> list[Row]:
    """Return the rows as a list, or refuse while it is still small enough to hold."""
    held: list[Row] = []
    cells = 0
    for row in rows:
        held.append(row)
        cells += len(row.cells)
        if len(held) > most.rows:
            raise too_many_rows(most)
        if cells > most.cells:
            raise too_many_cells(most)
    return held


def cell_text(value: Any) -> str:
    """Return a cell as text, a day as 2026-11-23 and a whole number without its point."""
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


def too_many_rows(most: Limits) -> UnreadableFileError:
    """Return the refusal of a file with too many rows."""
    said = _("The file has more than %(most)s rows. Split it by year.")
    return UnreadableFileError(said % {"most": f"{most.rows:,}"})


def too_many_cells(most: Limits) -> UnreadableFileError:
    """Return the refusal of a file with too many cells."""
    return UnreadableFileError(
        _("The file has more than %(most)s cells. Keep the columns that Anxin needs, or split it by year.")
        % {"most": f"{most.cells:,}"}
    )
