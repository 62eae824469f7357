"""A table of estates becomes a decision: what is new, changed, unchanged or refused. Writes nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely.geometry import mapping as as_geojson

from anxin.core.imports.coordinates import to_wgs84
from anxin.core.imports.kinds import Decision, Refusal, Request, slipped
from anxin.core.imports.reading import Row
from anxin.core.imports.values import CellError, as_count, as_number, as_text
from anxin.core.territory.models import Level, Place

_POLYGON = re.compile(r"(MULTI)?POLYGON\b", re.IGNORECASE)
DISTRICT_CODE = "D"
COMPARED = ("name", "homes", "longitude", "latitude", "boundary")


@dataclass(frozen=True)
class EstateRow:
    """One estate as the file gives it."""

    row: int
    code: str
    name: str
    subdistrict: str
    neighbourhood: str
    homes: int | None
    longitude: float | None
    latitude: float | None
    boundary: dict[str, Any] | None

    @property
    def name_to_give(self) -> str:
        """The name of a new estate, made from what is known where the file has none."""
        return self.name or f"{self.subdistrict} {self.code}"[:80]


@dataclass(frozen=True)
class RegisterPlan:
    """What `write_register` shall do."""

    district: str
    new: list[EstateRow]
    changed: list[EstateRow]


def decide_register(request: Request) -> Decision:
    """Compare the file with the register."""
    rows, refusals = _read_rows(request)
    held = {place.code: place for place in Place.objects.select_related("parent", "subdistrict")}
    others = {DISTRICT_CODE} | {code for code, place in held.items() if place.level != Level.ESTATE}
    refusals += [_code_of_another(row) for row in rows if row.code in others]
    rows = [row for row in rows if row.code not in others]
    new = [row for row in rows if row.code not in held]
    changed = [row for row in rows if row.code in held and _differs(row, held[row.code])]
    unchanged = len(rows) - len(new) - len(changed)
    refused = len({refusal.row for refusal in refusals})
    return Decision(
        counts={"new": len(new), "changed": len(changed), "unchanged": unchanged, "refused": refused},
        refusals=sorted(refusals, key=lambda refusal: refusal.row),
        preview=[_preview(row) for row in rows[:10]],
        payload=RegisterPlan(str(request.options.get("district", "")), new, changed),
    )


def _read_rows(request: Request) -> tuple[list[EstateRow], list[Refusal]]:
    assert request.table is not None
    columns = {name: i for i, name in enumerate(request.table.columns)}
    where = {key: columns[column] for key, column in request.mapping.items()}
    system = str(request.options.get("coordinates") or "WGS-84")
    rows: dict[str, EstateRow] = {}
    refusals: list[Refusal] = []
    for row in request.table.rows:
        reader = _RowReader(row, where, system)
        reader.refused += slipped(row, request.table.columns)
        found = None if reader.refused else reader.read()
        if found is None:
            refusals.extend(reader.refused)
        elif found.code not in rows:
            rows[found.code] = found
        elif "code" in where:  # places made from points repeat by nature; given codes must not
            first = rows[found.code].row
            mend = _("Row %(row)s has the same code. Keep one of them.") % {"row": first}
            refusals.append(Refusal(row.number, "code", found.code, mend))
    return list(rows.values()), refusals


class _RowReader:
    """Reads one row and collects what is wrong with it."""

    def __init__(self, row: Row, where: Mapping[str, int], system: str) -> None:
        self.row, self.where, self.system = row, where, system
        self.refused: list[Refusal] = []

    def text(self, key: str) -> str:
        i = self.where.get(key)
        return self.row.cells[i].strip() if i is not None and i < len(self.row.cells) else ""

    def take(self, key: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(self.text(key))
        except CellError as error:
            self.refused.append(Refusal(self.row.number, key, self.text(key)[:200], str(error)))
            return None

    def read(self) -> EstateRow | None:
        subdistrict = self.take("subdistrict", lambda text: _filled(as_text(text, most=80)))
        neighbourhood = self.take("neighbourhood", lambda text: as_text(text, most=80))
        homes = self.take("homes", lambda text: as_count(text, least=1, most=100_000))
        raw_x, raw_y = self.take("x", as_number), self.take("y", as_number)
        boundary = self.take("boundary", lambda text: _boundary(text, self.system))
        misread = any(refusal.field in ("x", "y") for refusal in self.refused)
        longitude, latitude = (None, None) if misread else self.point(raw_x, raw_y, boundary)
        code = self.take("code", lambda text: as_text(text, most=40))
        name = self.take("name", lambda text: as_text(text, most=80))
        if self.refused:
            return None
        code = code or self.code_from_point(raw_x, raw_y)
        if not code:
            return None
        return EstateRow(self.row.number, code, name, subdistrict, neighbourhood, homes, longitude, latitude, boundary)

    def point(
        self, x: float | None, y: float | None, boundary: dict[str, Any] | None
    ) -> tuple[float | None, float | None]:
        if x is None and y is None:
            return _middle(boundary) if boundary else (None, None)
        if x is None or y is None:
            self.refused.append(Refusal(self.row.number, "x", self.text("x"), _("Give both coordinates, or neither.")))
            return None, None
        longitude, latitude = to_wgs84([x], [y], self.system)
        if not (abs(longitude[0]) <= 180 and abs(latitude[0]) <= 90):
            mend = _("The point lies outside %(system)s. Choose the right coordinate system.") % {"system": self.system}
            self.refused.append(Refusal(self.row.number, "x", f"{x}, {y}", mend))
            return None, None
        return round(float(longitude[0]), 7), round(float(latitude[0]), 7)

    def code_from_point(self, x: float | None, y: float | None) -> str:
        if x is None or y is None:
            self.refused.append(
                Refusal(self.row.number, "code", "", _("Give the estate a code, or a point to make one from."))
            )
            return ""
        return f"{x:.1f}/{y:.1f}" if abs(x) > 180 else f"{x:.5f}/{y:.5f}"


def _code_of_another(row: EstateRow) -> Refusal:
    mend = _("A district, subdistrict or neighbourhood has this code already. Give the estate another one.")
    return Refusal(row.row, "code", row.code, mend)


def _filled(text: str) -> str:
    if not text:
        raise CellError(_("Fill in the subdistrict."))
    return text


def _boundary(text: str, system: str) -> dict[str, Any] | None:
    if not text:
        return None
    try:
        shape = shapely.force_2d(_area(text))
    except (shapely.errors.GEOSException, ValueError, RecursionError) as error:
        raise CellError(_("Write the boundary as a polygon, in WKT or as a GeoJSON geometry.")) from error
    if shape.is_empty or not shape.is_valid:
        raise CellError(_("The boundary must be one closed area that does not cross itself."))
    moved = shapely.transform(shape, lambda points: _moved(points, system))
    if not (np.abs(shapely.get_coordinates(moved)) <= (180, 90)).all():
        raise CellError(_("The boundary lies outside the coordinate system."))
    if not moved.is_valid:
        raise CellError(_("The boundary is smaller than a metre. Choose the right coordinate system."))
    return dict(json.loads(json.dumps(as_geojson(moved))))


def _area(text: str) -> Any:
    """Return the polygon. Nothing else reaches the library, which follows nested collections until it crashes."""
    if not text.startswith("{"):
        return shapely.from_wkt(text if _POLYGON.match(text) else "")
    given = json.loads(text)
    return shapely.from_geojson(json.dumps(given) if given.get("type") in ("Polygon", "MultiPolygon") else "")


def _moved(points: NDArray[np.float64], system: str) -> NDArray[np.float64]:
    placed: NDArray[np.float64] = np.column_stack(to_wgs84(points[:, 0], points[:, 1], system))
    return placed.round(7)


def _middle(boundary: dict[str, Any]) -> tuple[float, float]:
    point = shapely.from_geojson(json.dumps(boundary)).representative_point()
    return round(point.x, 7), round(point.y, 7)


def _differs(row: EstateRow, place: Place) -> bool:
    given = [getattr(row, name) not in (None, "") and getattr(row, name) != getattr(place, name) for name in COMPARED]
    parent = place.parent.name if place.parent and place.parent.level == Level.NEIGHBOURHOOD else ""
    moved = row.subdistrict != (place.subdistrict.name if place.subdistrict else "")
    return any(given) or moved or bool(row.neighbourhood and row.neighbourhood != parent)


def _preview(row: EstateRow) -> dict[str, str]:
    homes = "" if row.homes is None else str(row.homes)
    point = "" if row.longitude is None else f"{row.longitude:.5f}, {row.latitude:.5f}"
    return {
        "row": str(row.row),
        "code": row.code,
        "name": row.name_to_give,
        "subdistrict": row.subdistrict,
        "homes": homes,
        "point": point,
    }
