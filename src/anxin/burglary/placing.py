"""Which estate a burglary belongs to: by its code, else by boundary, else the nearest within reach, else none."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from scipy.spatial import cKDTree

from anxin.burglary.incident_row import IncidentRow
from anxin.burglary.models import PlacedBy
from anxin.core.imports.kinds import Refusal
from anxin.core.territory.plane import metres_a_degree
from anxin.core.territory.queries import estates


class Placer:
    """The register, ready to be asked."""

    def __init__(self, rows: list[tuple[int, str, str, float | None, float | None, dict[str, object] | None]]) -> None:
        self.names = {row[0]: row[2] for row in rows}
        self._by_code = {row[1]: row[0] for row in rows}
        bounded = [row for row in rows if row[5]]
        self._bounded_keys = np.array([row[0] for row in bounded], np.int64)
        self._shapes = shapely.STRtree([shapely.from_geojson(json.dumps(row[5])) for row in bounded])
        located = [row for row in rows if row[3] is not None]
        self._keys = np.array([row[0] for row in located], np.int64)
        self._points = np.array([(row[3], row[4]) for row in located], float).reshape(-1, 2)

    @classmethod
    def load(cls) -> Placer:
        """Read the register."""
        columns = ("pk", "code", "name", "longitude", "latitude", "boundary")
        return cls(list(estates().values_list(*columns)))

    def place(self, rows: list[IncidentRow], *, within_metres: float) -> tuple[list[IncidentRow], list[Refusal]]:
        """Fill in `place_id` and `placed_by`; refuse a row whose only word on place is a code nobody knows."""
        refusals = []
        open_rows = []
        for row in rows:
            if row.code in self._by_code:
                row.place_id, row.placed_by = self._by_code[row.code], PlacedBy.CODE
            elif row.longitude is not None:
                open_rows.append(row)
            elif row.code:
                mend = _("No estate has this code. Import the estate first, or leave the code empty.")
                refusals.append(Refusal(row.row, "estate", row.code, mend))
        self._by_point(open_rows, within_metres)
        refused = {refusal.row for refusal in refusals}
        return [row for row in rows if row.row not in refused], refusals

    def _by_point(self, rows: list[IncidentRow], within_metres: float) -> None:
        points = np.array([(row.longitude, row.latitude) for row in rows], float).reshape(-1, 2)
        which, shape = self._shapes.query(shapely.points(points), predicate="intersects") if len(rows) else ([], [])
        for i, key in zip(which, self._bounded_keys[shape] if len(shape) else [], strict=True):
            rows[i].place_id, rows[i].placed_by = int(key), PlacedBy.POLYGON
        outside = [row for row in rows if row.place_id is None]
        if not outside or not len(self._keys):
            return
        scale = metres_a_degree(float(self._points[:, 1].mean()))
        found: Any = cKDTree(self._points * scale).query(
            np.array([(row.longitude, row.latitude) for row in outside]) * scale
        )
        for row, metres, index in zip(outside, *found, strict=True):
            if metres <= within_metres:
                row.place_id, row.placed_by = int(self._keys[index]), PlacedBy.NEAREST
