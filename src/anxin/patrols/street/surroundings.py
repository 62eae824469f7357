"""The streets around a route, small enough for a phone to keep."""

from __future__ import annotations

from typing import Any

import numpy as np

from anxin.core.territory.streets import street_graph
from anxin.patrols.models import Route

MARGIN_DEGREES = 0.004  # about 400 m


def streets_around(route: Route) -> dict[str, Any]:
    """Return the streets near a route as one GeoJSON feature; nothing where no network was loaded."""
    lines: list[Any] = []
    if route.plan.network_version and route.line:
        graph, line = street_graph(route.plan.network_version), np.array(route.line, float)
        low, high = line.min(axis=0) - MARGIN_DEGREES, line.max(axis=0) + MARGIN_DEGREES
        nodes = np.column_stack([graph.longitude, graph.latitude]).round(6)
        near = np.all((nodes >= low) & (nodes <= high), axis=1)
        inside = near[graph.u] | near[graph.v]
        lines = np.stack([nodes[graph.u[inside]], nodes[graph.v[inside]]], axis=1).tolist()
    geometry = {"type": "MultiLineString", "coordinates": lines}
    return {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": geometry}]}


def route_features(route: Route) -> dict[str, Any]:
    """Return a route's line as GeoJSON; its stops stand in the page itself."""
    geometry = {"type": "LineString", "coordinates": route.line}
    return {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": geometry}]}
