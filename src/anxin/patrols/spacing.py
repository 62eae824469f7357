"""Numbered dots of a picture that would cover each other, moved apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WIDTH = 720.0  # of every picture, in its own units
RADIUS, GAP = 14.5, 1.0  # of a dot with its line, and between two
ROUNDS = 200


def apart(points: Floats, height: float) -> Floats:
    """Return points (n, 2) near those given, far enough apart for their dots and inside the picture.

    Pairs that are too near push each other away, both by half; which of two at one point goes where follows their
    order, so that the same picture is drawn again.
    """
    placed = np.array(points, float).reshape(-1, 2)
    low, high = np.full(2, RADIUS), np.array([WIDTH, height]) - RADIUS
    first, second = np.triu_indices(len(placed), 1)
    for _round in range(ROUNDS):
        between = placed[second] - placed[first]
        away = np.linalg.norm(between, axis=1)
        near = away < 2 * RADIUS + GAP - 0.01
        if not near.any():
            break
        ways = _directions(between[near], away[near], second[near])
        push = ways * (2 * RADIUS + GAP - away[near])[:, None] / 2
        np.add.at(placed, first[near], -push)
        np.add.at(placed, second[near], push)
        placed = np.clip(placed, low, high)
    return placed


def leaders(points: Floats, placed: Floats, colour: str) -> list[str]:
    """Return a thin line from each dot that was moved off its place, (n, 2) and (n, 2), to a small mark there."""
    moved = np.linalg.norm(placed - points, axis=1) > RADIUS  # less, and the dot still stands on its place
    return [
        f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" stroke="{colour}" stroke-width="1.5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
        for (x, y), (to_x, to_y) in zip(points[moved], placed[moved], strict=True)
    ]


def _directions(between: Floats, away: Floats, numbers: NDArray[np.intp]) -> Floats:
    """Return unit vectors (n, 2) of pairs, a little turned by the second one's number.

    So those on one point part, and those in a row make room sideways instead of pushing its ends far out.
    """
    angles = numbers * 2.4  # the golden angle: many at one point go many ways
    ways = between / np.maximum(away, 1e-9)[:, None] + 0.3 * np.column_stack([np.cos(angles), np.sin(angles)])
    return np.asarray(ways / np.linalg.norm(ways, axis=1)[:, None])
