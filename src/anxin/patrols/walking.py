"""Minutes on foot between places: on the streets where a network is loaded, else in straight lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anxin.core.territory.streets import current_network, street_graph
from anxin.methods.routing import StreetGraph, straight_line_metres, walking_metres, walking_path

Floats = NDArray[np.float64]
DETOUR = 1.3  # a walk in a city is about this much longer than the straight line


@dataclass(frozen=True)
class Ways:
    """Walking metres (k, k) between k points, and how to draw a walk between two of them."""

    longitude: Floats
    latitude: Floats
    metres: Floats
    graph: StreetGraph | None
    nodes: NDArray[np.int64] | None
    version: str

    @property
    def on_streets(self) -> bool:
        """True where the walks follow streets."""
        return self.graph is not None

    def line(self, start: int, end: int) -> list[tuple[float, float]]:
        """Return the walk from point to point as (longitude, latitude) pairs."""
        ends = [(float(self.longitude[i]), float(self.latitude[i])) for i in (start, end)]
        if self.graph is None or self.nodes is None:
            return ends
        path = walking_path(self.graph, int(self.nodes[start]), int(self.nodes[end]))
        between = [(float(self.graph.longitude[i]), float(self.graph.latitude[i])) for i in path]
        return [ends[0], *between, ends[1]]


def ways_between(longitude: Floats, latitude: Floats) -> Ways:
    """Reckon the walks between all points with the network in use."""
    network = current_network()
    if network is None:
        return Ways(longitude, latitude, DETOUR * straight_line_metres(longitude, latitude), None, None, "")
    graph = street_graph(network.version)
    nodes, to_street = graph.nearest(longitude, latitude)
    metres = walking_metres(graph, nodes) + to_street[:, None] + to_street[None, :]
    np.fill_diagonal(metres, 0.0)
    return Ways(longitude, latitude, metres, graph, nodes, network.version)
