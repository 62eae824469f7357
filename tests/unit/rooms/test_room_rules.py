"""Which part of a pack a room gets."""

from __future__ import annotations

import pytest

from anxin.core.rooms.rules import area_of_room

DISTRICT, WEST, EAST = "1/", "1/2/", "1/3/"


@pytest.mark.parametrize(
    ("room", "areas", "gets"),
    [
        ("1/2/9/", [DISTRICT, WEST, EAST], WEST),
        (DISTRICT, [DISTRICT, WEST, EAST], DISTRICT),
        ("1/4/9/", [DISTRICT, WEST, EAST], None),  # the whole district's part is for rooms of the whole district
        ("1/2/9/", [WEST, EAST], WEST),
        ("1/3/9/", [WEST, EAST], EAST),
        ("1/3/9/", [EAST], EAST),
        ("1/2/9/", [EAST], None),
        ("1/2/9/", [DISTRICT], DISTRICT),
    ],
)
def test_a_room_gets_the_smallest_area_that_holds_it(room, areas, gets):
    assert area_of_room(room, areas, by_area=True) == gets
    assert area_of_room(room, list(reversed(areas)), by_area=True) == gets
