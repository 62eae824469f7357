"""Weeks ahead with a crew that rests: a rest is stored where it is taken, and speaks for no visit there."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from anxin.patrols.models import Crew
from anxin.patrols.weeks import mixing
from anxin.patrols.weeks.services import _share_kept
from days import TODAY


@pytest.fixture
def mixed(estate, burglaries, settings):
    settings.ANXIN = {**settings.ANXIN, "plan_seconds": 2}
    burglaries(2, 5)
    Crew.objects.create(name="一队", start=estate(1), begins=time(19, 30), minutes=120, rest_minutes=20)
    return mixing.draw([TODAY + timedelta(days=i) for i in range(3)], 0.9, b"s", lambda *_steps: None)


def test_a_rest_is_no_visit_of_the_place_where_it_is_taken(mixed, estate):
    week, start = mixed.weeks[0], estate(1).pk
    rests = [number for number, key in enumerate(week.keys) if key < 0]
    assert rests
    assert all(week.evening.places[number].pk == start for number in rests)
    assert not any(key < 0 for one in mixed.evenings for key, _slot in mixing._seen(mixed.weeks, one)[1])
    assert all(place.place > 0 for place in mixed.report.places)
    stored = [visit[0] for one in mixed.evenings for route in mixed.visits(one) for visit in route["visits"]]
    assert all(place > 0 for place in stored)


def test_where_nothing_is_to_be_had_nothing_is_lost():
    assert _share_kept(0, 0) == 1.0
    assert _share_kept(30, 60) == 0.5
