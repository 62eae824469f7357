"""Weeks of answers in the little district, counted, released and read as the round does."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from days import AT, TODAY

SPREAD = 2.1


@pytest.fixture
def monday():
    """Return the Monday so many weeks before the week of the tests' day."""
    from anxin.mood.pulse.rules import week_of

    return lambda back: week_of(TODAY) - timedelta(weeks=back)


@pytest.fixture
def answered(district, monday):
    """Return a function that counts answers at a neighbourhood: so many people around a mean, in a week."""
    from anxin.core.territory.models import Place
    from anxin.mood.pulse.models import PulseCount

    rng = np.random.default_rng(3)

    def add(code: str, back: int, people: int, mean: float = 7.0, item: str = "satisfaction") -> None:
        values = np.clip(np.rint(rng.normal(mean, SPREAD, people)), 0, 10).astype(int)
        place = Place.objects.get(code=code)
        PulseCount.objects.bulk_create(
            PulseCount(place=place, week=monday(back), item=item, value=value, count=int(count))
            for value, count in enumerate(np.bincount(values, minlength=11))
            if count
        )

    return add


@pytest.fixture
def read_all(district):
    """Return a function that releases and reads every closed week."""
    from anxin.core.people.actor import SYSTEM
    from anxin.mood.pulse.release import release_week, weeks_to_release
    from anxin.mood.thermometer.services import read_week, weeks_to_read

    def through(today: date = TODAY) -> None:
        for week in weeks_to_release(today):
            release_week(week=week, actor=SYSTEM, at=AT)
        for week in weeks_to_read():
            read_week(week=week, actor=SYSTEM, at=AT)

    return through


@pytest.fixture
def warning(district):
    """A warning that waits for somebody."""
    from anxin.core.territory.models import Place
    from anxin.mood.warnings.models import MoodWarning

    return MoodWarning.objects.create(
        what="satisfaction",
        place=Place.objects.get(code="S1"),
        since=TODAY - timedelta(days=21),
        week=TODAY - timedelta(days=14),
        rise=False,
        observed=6.4,
        expected=7.2,
        chance=0.004,
        raised_at=AT,
    )
