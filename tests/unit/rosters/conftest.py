"""A crew of two in the west, and six who walk with it: three trained, all free every evening."""

from __future__ import annotations

from datetime import time

import pytest

from anxin.core.people.models import Grant, Person
from anxin.core.people.roles import Role
from anxin.core.territory.models import Place
from anxin.patrols.models import Crew
from anxin.patrols.rosters.models import Walker
from anxin.patrols.rosters.services import confirm_roster, draft_roster
from days import AT, TODAY


@pytest.fixture
def crew(estate):
    return Crew.objects.create(name="安和一队", start=estate(1), begins=time(19, 30), people=2)


@pytest.fixture
def walkers(cast, crew):
    """Six walkers with accounts; the first is the cast's volunteer."""
    team = Place.objects.get(code="S1")
    made = []
    for i, name in enumerate("甲乙丙丁戊己"):
        person = cast["volunteer"] if i == 0 else Person.objects.create(username=f"w{i}", display_name=name)
        if i:
            Grant.objects.create(person=person, role=Role.VOLUNTEER, place=team, granted_at=AT, granted_by="test")
        walker = Walker(name=name, team=team, person=person, trained=i < 3, weekdays=list(range(7)))
        walker.save()
        made.append(walker)
    return made


@pytest.fixture
def drafted(walkers, actor):
    return draft_roster(first=TODAY, actor=actor("district_coordinator"), at=AT)


@pytest.fixture
def confirmed(drafted, actor):
    return confirm_roster(roster_id=drafted.pk, actor=actor("district_coordinator"), at=AT)
