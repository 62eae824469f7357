"""Tables of estates and burglaries, in every format, with one to three things wrong in them."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from datetime import date, timedelta

from benchmarks.broken.upload import Upload
from benchmarks.broken.values import JSON_SWAPS, NASTY, PERSONS
from benchmarks.broken.workbooks import WORKBOOKS, as_xlsx

Cells = list[list[str]]
PLACES_HEADER = ["小区编号", "小区名称", "街道", "居委会", "户数", "经度", "纬度", "边界"]
INCIDENTS_HEADER = ["案件编号", "案发日期", "小时", "小区编号", "经度", "纬度"]
SQUARE = "POLYGON((124.2 30.6,124.201 30.6,124.201 30.601,124.2 30.601,124.2 30.6))"


def valid_table(kind: str, rng: random.Random) -> Upload:
    """Return a small table with nothing wrong in it."""
    ending, render = rng.choice(list(TABLES.items()))
    return Upload(kind, f"台账{ending}", render(_cells(kind, rng)))


def broken_table(kind: str, rng: random.Random) -> Upload:
    """Return a table with something wrong in its cells, its columns or its format."""
    cells, done = _cells(kind, rng), []
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3])):
        change = rng.choice(CHANGES)
        change(cells, rng)
        done.append(change.__name__.strip("_"))
    ending, render = rng.choice(list(TABLES.items()))
    upload = Upload(kind, f"台账{ending}", render(cells), done=done)
    if ending == ".xlsx" and rng.random() < 0.4:
        upload.changed_by(rng.choice(WORKBOOKS), rng)
    if ending == ".geojson" and rng.random() < 0.6:
        upload.changed_by(break_json, rng)
    return upload


def break_json(content: bytes, rng: random.Random) -> bytes:
    """Replace something in a GeoJSON file by something that does not belong there, once or wherever it stands."""
    text = content.decode("utf-8", "replace")
    old, new = rng.choice([swap for swap in JSON_SWAPS if swap[0] in text])
    everywhere = len(new) < 1000 and rng.random() < 0.5
    return text.replace(old, new, -1 if everywhere else 1).encode("utf-8", "surrogatepass")


def as_csv(cells: Cells, delimiter: str = ",") -> bytes:
    """Return a text table."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(cells)
    return out.getvalue().encode("utf-8", "surrogatepass")


def as_geojson(cells: Cells) -> bytes:
    """Return the rows as features without a geometry."""
    header, *rows = cells
    properties = [dict(zip(header, row, strict=False)) for row in rows]
    features = [{"type": "Feature", "properties": held, "geometry": None} for held in properties]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False).encode("utf-8", "surrogatepass")


TABLES: dict[str, Callable[[Cells], bytes]] = {
    ".csv": as_csv,
    ".tsv": lambda cells: as_csv(cells, "\t"),
    ".txt": lambda cells: as_csv(cells, ";"),
    ".xlsx": as_xlsx,
    ".geojson": as_geojson,
}


def _cells(kind: str, rng: random.Random) -> Cells:
    numbers = dict.fromkeys(rng.randrange(1, 400) for _ in range(rng.randrange(2, 9)))
    if kind == "places":
        return [list(PLACES_HEADER), *(_estate(n, rng) for n in numbers)]
    return [list(INCIDENTS_HEADER), *(_incident(n, rng) for n in numbers)]


def _estate(n: int, rng: random.Random) -> list[str]:
    point = ["", ""] if rng.random() < 0.2 else [f"{124.2 + n * 0.001:.6f}", "30.6"]
    more = [f"居民区{n % 5}" if n % 3 else "", str(rng.randrange(50, 900)), *point, SQUARE if n % 4 == 1 else ""]
    return [f"F{n}", f"安和{n}村", f"街道{n % 4}", *more]


def _incident(n: int, rng: random.Random) -> list[str]:
    day = date(2025, 1, 1) + timedelta(days=rng.randrange(600))
    place = [f"F{rng.randrange(1, 6)}", "", ""] if n % 2 else ["", f"{124.2 + n * 0.001:.6f}", "30.6"]
    return [f"K{n}", day.isoformat(), rng.choice(["", "3", "22:15"]), *place]


def _nasty_cell(cells: Cells, rng: random.Random) -> None:
    row = rng.choice([row for row in cells[1:] if row] or [[""]])
    row[rng.randrange(len(row))] = rng.choice(NASTY)


def _nasty_column(cells: Cells, rng: random.Random) -> None:
    at, value = _any_column(cells, rng), rng.choice(NASTY)
    for row in cells[1:]:
        row[at : at + 1] = [value]


def _column_gone(cells: Cells, rng: random.Random) -> None:
    at = _any_column(cells, rng)
    cells[:] = [[*row[:at], *row[at + 1 :]] for row in cells]


def _column_twice(cells: Cells, rng: random.Random) -> None:
    at = _any_column(cells, rng)
    cells[:] = [[*row, *row[at : at + 1]] for row in cells]


def _column_renamed(cells: Cells, rng: random.Random) -> None:
    at = _any_column(cells, rng)
    cells[0] = [*cells[0][:at], rng.choice([*PERSONS, *NASTY]), *cells[0][at + 1 :]]


def _person_column(cells: Cells, rng: random.Random) -> None:
    cells[0] = [*cells[0], rng.choice(PERSONS)]
    cells[1:] = [[*row, "张三"] for row in cells[1:]]


def _row_twice(cells: Cells, rng: random.Random) -> None:
    cells.insert(rng.randrange(1, len(cells) + 1), list(rng.choice(cells)))


def _ragged_row(cells: Cells, rng: random.Random) -> None:
    cells.insert(rng.randrange(len(cells) + 1), rng.choice([[], ["x"], ["y"] * 40, [""] * 9, [*cells[-1], "z"]]))


def _wide(cells: Cells, rng: random.Random) -> None:
    cells[0] = [*cells[0], *(f"c{i}" for i in range(rng.choice([10, 195, 250])))]


def _header_only(cells: Cells, _rng: random.Random) -> None:
    del cells[1:]


def _header_gone(cells: Cells, _rng: random.Random) -> None:
    if len(cells) > 1:
        del cells[0]


def _any_column(cells: Cells, rng: random.Random) -> int:
    return rng.randrange(len(cells[0]) or 1)


CHANGES = [
    *(_nasty_cell, _nasty_cell, _nasty_cell, _nasty_cell, _nasty_column, _column_gone, _column_twice, _column_renamed),
    *(_person_column, _row_twice, _ragged_row, _wide, _header_only, _header_gone),
]
