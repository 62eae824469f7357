"""A map of the places for the rooms: streets, numbered dots, no way between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from anxin.patrols.publishing.windows import PlaceWindow
from anxin.patrols.sketch import HEIGHT, LETTERS, SVG, Frame, streets
from anxin.patrols.spacing import WIDTH, apart, leaders

AROUND = np.array([0.003, 0.0026])  # some 290 m each way, so that a single place has streets around it


def map_of_places(rows: Sequence[PlaceWindow], network_version: str) -> bytes:
    """Return an SVG of 720 x 360 units. The numbers follow the places' codes, never a crew."""
    numbers = numbers_of(rows)
    places = {row.code: row for row in rows}
    points = np.array([(places[code].longitude, places[code].latitude) for code in numbers], float).reshape(-1, 2)
    frame = Frame(np.vstack([points - AROUND, points + AROUND]))
    parts = [
        f'<svg xmlns="{SVG}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" height="{HEIGHT:g}">',
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#fff"/>',
        streets(network_version, frame),
    ]
    parts += leaders(frame(points), apart(frame(points), frame.height), "#0b5d5a")
    for number, (x, y) in zip(numbers.values(), apart(frame(points), frame.height), strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="#fff" stroke="#0b5d5a" stroke-width="2.5"/>')
        parts.append(f'<text x="{x:.1f}" y="{y + 6:.1f}" {LETTERS} fill="#0b5d5a">{number}</text>')
    return "".join([*parts, "</svg>"]).encode()


def numbers_of(rows: Sequence[PlaceWindow]) -> dict[str, int]:
    """Return code -> number, in the order of the codes."""
    return {code: number for number, code in enumerate(sorted({row.code for row in rows}), start=1)}
