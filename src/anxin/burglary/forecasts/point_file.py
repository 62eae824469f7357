"""Files of points for `anxin evaluate burglary`: burglaries with a date and a point in metres, and a study mask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from anxin.core.imports.errors import UnreadableFileError
from anxin.core.imports.reading import Row, Table, read_table
from anxin.core.imports.values import CellError, as_date, as_number

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_TOLD = 20


@dataclass(frozen=True)
class Points:
    """Burglaries (m,): the ordinal of the day, metres east and north, and the area's name ("" if the file has none)."""

    day: Ints
    x: Floats
    y: Floats
    area: NDArray[np.str_]


def read_points(paths: Iterable[Path], *, latest: date) -> Points:
    """Read one or more files with the columns date, x, y and, if there is one, area. Refuses all if one row is bad."""
    days: list[int] = []
    points: list[tuple[float, float]] = []
    areas: list[str] = []
    for path in paths:
        table = _table(path)
        where = _columns(table, ("date", "x", "y"), path)
        area = table.columns.index("area") if "area" in table.columns else None
        told: list[str] = []
        for row in table.rows:
            try:
                day, x, y = _point(row, where, latest)
            except CellError as error:
                fill = {"file": path.name, "row": row.number, "mend": error}
                told.append(_("%(file)s, row %(row)s: %(mend)s") % fill)
                continue
            days.append(day)
            points.append((x, y))
            areas.append(row.cells[area] if area is not None else "")
        if told:
            raise UnreadableFileError(_few(told))
    xy = np.array(points, float).reshape(-1, 2)
    return Points(np.array(days, np.int64), xy[:, 0], xy[:, 1], np.array(areas, np.str_))


def read_mask(path: Path) -> tuple[Ints, Ints, Floats, Floats]:
    """Read a study mask: columns ix, iy, x, y, one row a cell, x and y the middle of the cell in metres."""
    table = _table(path)
    where = _columns(table, ("ix", "iy", "x", "y"), path)
    try:
        rows = np.array([[_number(row, where[name]) for name in ("ix", "iy", "x", "y")] for row in table.rows])
    except CellError as error:
        raise UnreadableFileError(f"{path.name}: {error}") from error
    return rows[:, 0].astype(np.int64), rows[:, 1].astype(np.int64), rows[:, 2], rows[:, 3]


def _table(path: Path) -> Table:
    if not path.is_file():
        raise UnreadableFileError(_("There is no file %(path)s.") % {"path": path})
    return read_table(path.read_bytes(), path.name)


def _columns(table: Table, names: Sequence[str], path: Path) -> dict[str, int]:
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise UnreadableFileError(
            _("%(file)s has no column “%(name)s”. It has: %(columns)s.")
            % {"file": path.name, "name": missing[0], "columns": ", ".join(table.columns)}
        )
    return {name: table.columns.index(name) for name in names}


def _point(row: Row, where: dict[str, int], latest: date) -> tuple[int, float, float]:
    day, _hour = as_date(row.cells[where["date"]], latest=latest)
    return day.toordinal(), _number(row, where["x"]), _number(row, where["y"])


def _number(row: Row, column: int) -> float:
    value = as_number(row.cells[column] if column < len(row.cells) else "")
    if value is None:
        raise CellError(_("Write a plain number."))
    return value


def _few(told: list[str]) -> str:
    rest = len(told) - MOST_TOLD
    return "\n".join([*told[:MOST_TOLD], *([_("and %(count)s more") % {"count": rest}] if rest > 0 else [])])
