"""Street files become a graph: OpenStreetMap (.osm, .osm.gz, .osm.bz2, .osm.pbf) and GeoJSON lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import osmium
from django.utils.translation import gettext as _
from osmium.osm.types import Way

from anxin.core.imports.errors import UnreadableFileError
from anxin.core.imports.reading import features_of
from anxin.methods.routing import StreetGraph

# Ways that a person cannot or may not walk along. Everything else with a highway tag is walkable.
NOT_WALKABLE = {
    "motorway", "motorway_link", "trunk", "trunk_link", "construction", "proposed", "raceway", "abandoned",
    "bus_guideway", "platform", "elevator", "corridor", "razed", "planned", "escape", "no",
}  # fmt: skip
CLOSED = {"no", "private"}
OSM_FORMATS = {".osm.pbf": "osm.pbf", ".pbf": "osm.pbf", ".osm.gz": "osm.gz", ".osm.bz2": "osm.bz2", ".osm": "osm"}
EARTH_METRES = 6_371_008.8
Line = Sequence[tuple[float, float]]


def read_streets(content: bytes, filename: str) -> StreetGraph:
    """Return the largest connected walkable network of the file, or say what is wrong with it."""
    name = filename.lower()
    file_format = next((known for ending, known in OSM_FORMATS.items() if name.endswith(ending)), None)
    lines = list(_osm_lines(content, file_format) if file_format else _geojson_lines(content))
    if not lines:
        raise UnreadableFileError(
            _("The file holds no street that can be walked. Export the highways of the district.")
        )
    graph = _graph_of(lines)
    connected = graph.largest_component() if len(graph) else graph
    if len(connected) < 2:
        raise UnreadableFileError(_("The streets of the file lead nowhere. Export a larger area."))
    return connected


def is_walkable(tags: dict[str, str]) -> bool:
    """Say whether people may walk along a way with these OpenStreetMap tags."""
    highway = tags.get("highway")
    if highway is None or highway in NOT_WALKABLE or tags.get("area") == "yes":
        return False
    foot = tags.get("foot")
    if foot in CLOSED or foot == "use_sidepath":
        return False
    return not (tags.get("access") in CLOSED and foot not in ("yes", "designated", "permissive"))


def _osm_lines(content: bytes, file_format: str) -> Iterator[Line]:
    try:
        buffer = osmium.io.FileBuffer(content, file_format)
        for item in osmium.FileProcessor(buffer).with_locations():
            if isinstance(item, Way) and is_walkable(dict(item.tags)):
                for known, nodes in groupby(item.nodes, key=lambda node: bool(node.location.valid())):
                    if known:  # a way that leaves the extract and comes back is not joined across the gap
                        yield [(node.lon, node.lat) for node in nodes]
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise UnreadableFileError(
            _("The OpenStreetMap file cannot be read: %(reason)s. Download the extract again.") % {"reason": error}
        ) from error


def _geojson_lines(content: bytes) -> Iterator[Line]:
    for number, feature in enumerate(features_of(content), start=1):
        try:
            yield from _lines_of(feature.get("geometry") or {})
        except (ValueError, TypeError, OverflowError) as error:
            raise UnreadableFileError(
                _("The line of feature %(number)s has a corner that is no point. Export the streets again as lines.")
                % {"number": number}
            ) from error


def _lines_of(geometry: dict[str, Any]) -> list[Line]:
    """Return the lines of a GeoJSON geometry; other kinds have none."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    parts: Any = {"LineString": [coordinates], "MultiLineString": coordinates}.get(str(kind), [])
    return [[(float(x), float(y)) for x, y, *_z in part] for part in parts]


def _graph_of(lines: Sequence[Line]) -> StreetGraph:
    """Join lines where they share a point; points are compared at about a centimetre."""
    number: dict[tuple[int, int], int] = {}
    u: list[int] = []
    v: list[int] = []
    for line in lines:
        nodes = [number.setdefault((round(x * 1e7), round(y * 1e7)), len(number)) for x, y in line if _on_earth(x, y)]
        u.extend(nodes[:-1])
        v.extend(nodes[1:])
    points = np.array(list(number), float).reshape(-1, 2) / 1e7
    start, end = np.array(u, np.int64), np.array(v, np.int64)
    return StreetGraph(points[:, 0], points[:, 1], start, end, _edge_metres(points, start, end))


def _on_earth(x: float, y: float) -> bool:
    return -180 <= x <= 180 and -90 <= y <= 90


def _edge_metres(points: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return haversine lengths; at street scale this is exact to the millimetre."""
    lon, lat = np.radians(points).T
    half = np.sin((lat[u] - lat[v]) / 2) ** 2 + np.cos(lat[u]) * np.cos(lat[v]) * np.sin((lon[u] - lon[v]) / 2) ** 2
    return np.asarray(2 * EARTH_METRES * np.arcsin(np.sqrt(np.clip(half, 0, 1))))
