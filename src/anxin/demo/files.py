"""The made-up district as the files that a real district would bring."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import numpy as np

from anxin.demo.burglaries import Burglaries
from anxin.demo.district import Ground, estate_outline, neighbourhood_name, subdistrict_name, to_degrees

DISTRICT = "安和区"


def estate_code(index: int) -> str:
    """Return an estate's code."""
    return f"AH{index + 1:04d}"


def estates_csv(ground: Ground) -> bytes:
    """Return the register as CSV."""
    rows = [["小区编码", "小区名称", "街道", "居民区", "户数", "经度", "纬度", "边界"]]
    for i, name in enumerate(ground.names):
        ring = to_degrees(estate_outline(ground, i)).tolist()
        shape = json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})
        longitude, latitude = to_degrees(ground.centre[i])
        place = [subdistrict_name(int(ground.subdistrict[i])), neighbourhood_name(int(ground.neighbourhood[i]))]
        rows.append([estate_code(i), name, *place, str(ground.homes[i]), str(longitude), str(latitude), shape])
    return _csv(rows)


def incidents_csv(found: Burglaries) -> bytes:
    """Return the burglaries as CSV, with the estate's code and a point."""
    rows = [["案件编号", "案发日期", "小时", "小区编码", "经度", "纬度"]]
    points = to_degrees(found.point)
    for i, (estate, day, hour) in enumerate(zip(found.estate, found.day, found.hour, strict=True)):
        when = date.fromordinal(int(day))
        rows.append(
            [f"AH-{when.year}-{i + 1:06d}", when.isoformat(), str(hour), estate_code(int(estate)), *map(str, points[i])]
        )
    return _csv(rows)


def streets_geojson(ground: Ground) -> bytes:
    """Return the streets as GeoJSON lines with a bend in the middle of each."""
    ends = ground.corner[ground.edges[ground.kept][:, :, 0], ground.edges[ground.kept][:, :, 1]]
    across = (ends[:, 1] - ends[:, 0])[:, ::-1] * np.array([1, -1])
    middle = ends.mean(axis=1) + 0.03 * across * np.where(np.arange(len(ends)) % 2, 1, -1)[:, None]
    lines = to_degrees(np.stack([ends[:, 0], middle, ends[:, 1]], axis=1).reshape(-1, 2)).reshape(-1, 3, 2)
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": line}}
        for line in lines.tolist()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")
