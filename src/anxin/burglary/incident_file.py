"""A table of burglaries becomes a decision: what is new, corrected, unchanged or refused. Writes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from anxin.burglary.incident_row import IncidentRow
from anxin.burglary.models import Incident, PlacedBy
from anxin.burglary.placing import Placer
from anxin.core.imports.coordinates import to_wgs84
from anxin.core.imports.errors import MappingError
from anxin.core.imports.kinds import Decision, Refusal, Request, slipped
from anxin.core.imports.reading import Row
from anxin.core.imports.values import CellError, as_date, as_hour, as_number, as_text

MOST_METRES = 5000  # as in the setting that stands in for it
COMPARED = ("place_id", "occurred_date", "occurred_hour", "longitude", "latitude")


@dataclass(frozen=True)
class IncidentPlan:
    """What `write_incidents` shall do."""

    new: list[IncidentRow]
    corrected: list[IncidentRow]


def decide_incidents(request: Request) -> Decision:
    """Read, place and compare every row with what is held."""
    rows, refusals = _read_rows(request)
    rows, more = _located(rows, str(request.options.get("coordinates") or "WGS-84"))
    within = _within_metres(request.options.get("within_metres"))
    placer = Placer.load()
    rows, unknown = placer.place(rows, within_metres=within)
    refusals = sorted([*refusals, *more, *unknown], key=lambda refusal: refusal.row)
    new, corrected = _compare(rows)
    counts = {
        "new": len(new),
        "changed": len(corrected),
        "unchanged": len(rows) - len(new) - len(corrected),
        "unplaced": sum(row.place_id is None for row in rows),
        "refused": len({refusal.row for refusal in refusals}),
    }
    names = placer.names
    return Decision(counts, refusals, [_preview(row, names) for row in rows[:10]], IncidentPlan(new, corrected))


def _within_metres(text: str | None) -> float:
    try:
        metres = as_number(text or "")
    except CellError as error:
        raise MappingError(f"{_('Nearest estate within (metres)')}: {error}") from error
    if metres is None:
        return float(settings.ANXIN["place_within_metres"])
    if not 0 <= metres <= MOST_METRES:
        raise MappingError(
            _("Nearest estate within (metres): use a number from 0 to %(most)s.") % {"most": MOST_METRES}
        )
    return metres


def _read_rows(request: Request) -> tuple[list[IncidentRow], list[Refusal]]:
    assert request.table is not None
    columns = {name: i for i, name in enumerate(request.table.columns)}
    where = {key: columns[column] for key, column in request.mapping.items()}
    has_key = "source_key" in where
    rows: list[IncidentRow] = []
    refusals: list[Refusal] = []
    seen: dict[str, int] = {}
    repeats: Counter[tuple[str, ...]] = Counter()
    for row in request.table.rows:
        read = slipped(row, request.table.columns) or _read_row(row, where, request.today)
        if isinstance(read, list):
            refusals += read
            continue
        if not has_key:
            read.source_key = _key_of_content(read, repeats)
        if read.source_key in seen:
            mend = _("Row %(row)s has the same key. Keep one of them.") % {"row": seen[read.source_key]}
            refusals.append(Refusal(row.number, "source_key", read.source_key, mend))
            continue
        seen[read.source_key] = row.number
        rows.append(read)
    return rows, refusals


def _read_row(row: Row, where: dict[str, int], today: date) -> IncidentRow | list[Refusal]:
    refused: list[Refusal] = []

    def take(key: str, read: Any) -> Any:
        i = where.get(key)
        text = row.cells[i].strip() if i is not None and i < len(row.cells) else ""
        try:
            return read(text)
        except CellError as error:
            refused.append(Refusal(row.number, key, text[:200], str(error)))
            return None

    when = take("date", lambda text: as_date(text, latest=today))
    hour, key = take("hour", as_hour), take("source_key", lambda text: _key(text, "source_key" in where))
    code = take("estate", lambda text: as_text(text, most=40))
    x, y = take("x", as_number), take("y", as_number)
    if (x is None) != (y is None) and not {"x", "y"} & {fault.field for fault in refused}:
        refused.append(
            Refusal(row.number, "x", str(x if x is not None else y), _("Give both coordinates, or neither."))
        )
    if refused:
        return refused
    day, hour_of_date = when
    return IncidentRow(row.number, key, day, hour if hour is not None else hour_of_date, code, x, y)


def _key(text: str, needed: bool) -> str:  # noqa: FBT001 - one caller, one meaning
    key = as_text(text, most=80)
    if needed and not key:
        raise CellError(_("Fill in the key of the source."))
    return key


def _key_of_content(row: IncidentRow, repeats: Counter[tuple[str, ...]]) -> str:
    """Make a key for a source without one: equal rows are numbered, so the same file gives the same keys."""
    content = (row.occurred_date.isoformat(), str(row.occurred_hour), row.code, str(row.x), str(row.y))
    repeats[content] += 1
    return "c" + hashlib.sha256("|".join((*content, str(repeats[content]))).encode()).hexdigest()[:32]


def _located(rows: list[IncidentRow], system: str) -> tuple[list[IncidentRow], list[Refusal]]:
    with_point = [row for row in rows if row.x is not None]
    points = np.array([(row.x, row.y) for row in with_point], float).reshape(-1, 2)
    longitude, latitude = to_wgs84(points[:, 0], points[:, 1], system)
    on_earth = (np.abs(longitude) <= 180) & (np.abs(latitude) <= 90)
    bad: set[int] = set()
    refusals = []
    for row, lon, lat, good in zip(with_point, longitude, latitude, on_earth, strict=True):
        if good:
            row.longitude, row.latitude = round(float(lon), 7), round(float(lat), 7)
        else:
            bad.add(row.row)
            mend = _("The point lies outside %(system)s. Choose the right coordinate system.") % {"system": system}
            refusals.append(Refusal(row.row, "x", f"{row.x}, {row.y}", mend))
    return [row for row in rows if row.row not in bad], refusals


def _compare(rows: list[IncidentRow]) -> tuple[list[IncidentRow], list[IncidentRow]]:
    fields = ("source_key", *COMPARED)
    held = {values[0]: values[1:] for values in Incident.objects.values_list(*fields).iterator(chunk_size=5000)}
    new = [row for row in rows if row.source_key not in held]
    corrected = [
        row
        for row in rows
        if row.source_key in held and tuple(getattr(row, name) for name in COMPARED) != held[row.source_key]
    ]
    return new, corrected


def _preview(row: IncidentRow, names: dict[int, str]) -> dict[str, str]:
    return {
        "row": str(row.row),
        "date": row.occurred_date.isoformat(),
        "hour": "" if row.occurred_hour is None else str(row.occurred_hour),
        "estate": names.get(row.place_id or 0, ""),
        "placed": str(PlacedBy(row.placed_by).label),
    }
