"""A sketch of the route for the printed sheet: the streets around it, the way, the numbered stops."""

from __future__ import annotations

import numpy as np

from anxin.core.territory.streets import street_graph
from anxin.patrols.models import Route
from anxin.patrols.spacing import WIDTH, Floats, apart, leaders

SVG = "http://www.w3.org/2000/svg"
LETTERS = 'font-family="Noto Sans SC" font-weight="700" font-size="17" text-anchor="middle"'
HEIGHT, MARGIN = 360.0, 26.0


def route_sketch(route: Route, *, height: float = HEIGHT) -> bytes:
    """Return an SVG 720 units wide, black on white."""
    line = np.array(route.line, float).reshape(-1, 2)
    stops = [(stop.position, stop.place.longitude, stop.place.latitude) for stop in route.stops.all()]
    points = np.array([(lon, lat) for _number, lon, lat in stops], float).reshape(-1, 2)
    if not len(line):
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    frame = Frame(np.vstack([line, points]), height)
    parts = [
        f'<svg xmlns="{SVG}" viewBox="0 0 {WIDTH:g} {height:g}" width="{WIDTH:g}" height="{height:g}">',
        f'<rect width="{WIDTH:g}" height="{height:g}" fill="#fff"/>',
        streets(route.plan.network_version, frame),
        f'<path d="{_path(frame(line))}" fill="none" stroke="#000" stroke-width="4" stroke-linejoin="round"/>',
    ]
    x, y = frame(line[:1])[0]
    parts.append(f'<rect x="{x - 9:.1f}" y="{y - 9:.1f}" width="18" height="18" fill="#000"/>')
    placed = apart(frame(points), height)
    parts += leaders(frame(points), placed, "#000")
    for (number, _lon, _lat), (x, y) in zip(stops, placed, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="#fff" stroke="#000" stroke-width="2.5"/>')
        parts.append(f'<text x="{x:.1f}" y="{y + 6:.1f}" {LETTERS}>{number}</text>')
    return "".join([*parts, "</svg>"]).encode()


class Frame:
    """Fits points into the picture, north up, one scale for both directions."""

    def __init__(self, points: Floats, height: float = HEIGHT) -> None:
        self.height = height
        self.low, high = points.min(axis=0), points.max(axis=0)
        self.squeeze = np.array([np.cos(np.radians(self.low[1])), 1.0])
        size = np.maximum((high - self.low) * self.squeeze, 1e-6)
        self.scale = min((WIDTH - 2 * MARGIN) / size[0], (height - 2 * MARGIN) / size[1])
        self.offset = (np.array([WIDTH, height]) - size * self.scale) / 2

    def __call__(self, points: Floats) -> Floats:
        """Return points (n, 2) of the picture for points (n, 2) in degrees."""
        placed = (points - self.low) * self.squeeze * self.scale + self.offset
        return np.column_stack([placed[:, 0], self.height - placed[:, 1]])


def streets(version: str, frame: Frame) -> str:
    """Return the streets inside the picture as one grey path."""
    if not version:
        return ""
    graph = street_graph(version)
    ends = [frame(np.column_stack([graph.longitude[side], graph.latitude[side]])) for side in (graph.u, graph.v)]
    inside = np.all(
        [(e[:, 0] > 0) & (e[:, 0] < WIDTH) & (e[:, 1] > 0) & (e[:, 1] < frame.height) for e in ends], axis=0
    )
    pairs = zip(ends[0][inside], ends[1][inside], strict=True)
    lines = "".join(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" for a, b in pairs)
    return f'<path d="{lines}" fill="none" stroke="#b5b5b5" stroke-width="1.6"/>'


def _path(points: Floats) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
