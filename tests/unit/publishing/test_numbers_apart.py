"""The numbers of a picture do not cover each other, stay inside, and go no farther than they must."""

from __future__ import annotations

import numpy as np
import pytest

from anxin.patrols.spacing import RADIUS, WIDTH, apart, leaders

HEIGHT = 360.0
CROWDS = {
    "two on one point": [[300, 100], [300, 100]],
    "three visits and a neighbour": [[300, 100], [300, 100], [300, 100], [310, 104]],
    "in a corner": [[20, 20], [22, 21], [20, 20], [25, 30]],
    "a row": [[100 + 9 * i, 200] for i in range(12)],
}


@pytest.mark.parametrize("name", CROWDS)
def test_no_two_dots_touch_and_all_are_inside(name):
    placed = apart(np.array(CROWDS[name], float), HEIGHT)
    first, second = np.triu_indices(len(placed), 1)
    assert np.linalg.norm(placed[first] - placed[second], axis=1).min() >= 2 * RADIUS
    assert placed.min() >= RADIUS
    assert (placed <= np.array([WIDTH, HEIGHT]) - RADIUS).all()


def test_what_has_room_stays_where_it_is():
    points = np.array([[100.0, 100.0], [200.0, 100.0], [100.0, 200.0]])
    assert (apart(points, HEIGHT) == points).all()
    assert leaders(points, points, "#000") == []
    assert apart(np.zeros((0, 2)), HEIGHT).shape == (0, 2)


def test_a_moved_number_points_to_its_place():
    points = np.array([[300.0, 100.0], [300.0, 100.0]])
    lines = leaders(points, apart(points, HEIGHT), "#000")
    assert len(lines) == 2
    assert all("M300.0 100.0" in line for line in lines)
