"""The way in words: a route's line as a list of “turn left, 120 m” for each stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, degrees, hypot

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from anxin.core.territory.plane import metres_a_degree

TURN_DEGREES = 40  # less is a bend of the street
SHORTEST_METRES = 12  # less is the way from a door to its street
Point = tuple[float, float]


@dataclass(frozen=True)
class Leg:
    """Straight on in one direction: degrees from north and metres; `turn` is how it bends off the one before."""

    heading: float
    metres: float
    turn: float | None


def way_to_stops(line: Sequence[Sequence[float]], stops: Sequence[Point]) -> list[list[str]]:
    """Return the walk to each stop in words, from the start or the stop before; the last list is the way back."""
    if len(line) < 2:
        return [[] for _stop in range(len(stops) + 1)]
    points = np.array(line, float)
    metres = (points - points[0]) * metres_a_degree(float(points[0, 1]))
    cuts = [0, *_passed(points, stops), len(points) - 1]
    return [[_words(leg) for leg in legs_of(metres[start : end + 1])] for start, end in pairwise(cuts)]


def _passed(points: NDArray[np.float64], stops: Sequence[Point]) -> list[int]:
    """Return where on the line each stop is reached, in their order."""
    found, first = [], 0
    for stop in stops:
        away = np.abs(points[first:] - np.array(stop)).sum(axis=1)
        first += int(np.argmin(away))
        found.append(first)
    return found


def legs_of(metres: NDArray[np.float64]) -> list[Leg]:
    """Join the pieces of a line (n, 2) in metres between which nobody would speak of a turn."""
    legs: list[Leg] = []
    last = 0.0
    for (x, y), (to_x, to_y) in pairwise(metres.tolist()):
        length = hypot(to_x - x, to_y - y)
        if length < 1:
            continue
        heading = degrees(atan2(to_x - x, to_y - y)) % 360
        turn = (heading - last + 180) % 360 - 180
        if legs and (abs(turn) < TURN_DEGREES or legs[-1].metres < SHORTEST_METRES):
            short = legs[-1].metres < SHORTEST_METRES
            before = legs.pop()
            legs.append(Leg(heading if short else before.heading, before.metres + length, _turn(legs, heading, before)))
        else:
            legs.append(Leg(heading, length, turn if legs else None))
        last = heading
    return legs


def _turn(legs: Sequence[Leg], heading: float, before: Leg) -> float | None:
    """Return the turn into a joined leg: a first stump of it is not what people turn by."""
    if not legs or before.turn is None:
        return None
    if before.metres >= SHORTEST_METRES:
        return before.turn
    return (heading - legs[-1].heading + 180) % 360 - 180


def _words(leg: Leg) -> str:
    metres = max(10, round(leg.metres / 10) * 10)
    if leg.turn is None:
        return _("Go %(direction)s for %(metres)s m") % {"direction": _compass(leg.heading), "metres": metres}
    if abs(leg.turn) < TURN_DEGREES:
        return _("Go straight on for %(metres)s m") % {"metres": metres}
    if abs(leg.turn) > 150:
        return _("Turn round, %(metres)s m") % {"metres": metres}
    text = _("Turn right, %(metres)s m") if leg.turn > 0 else _("Turn left, %(metres)s m")
    return text % {"metres": metres}


def _compass(heading: float) -> str:
    names = [
        _("north"), _("north-east"), _("east"), _("south-east"),
        _("south"), _("south-west"), _("west"), _("north-west"),
    ]  # fmt: skip
    return names[round(heading / 45) % 8]
