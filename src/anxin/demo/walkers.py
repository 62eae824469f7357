"""Those who walk with the demonstration’s crews, and their first four weeks, from the real solver and confirmed."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np

from anxin.core import clock
from anxin.core.people.models import Person
from anxin.core.people.queries import actor_of
from anxin.core.people.roles import Role
from anxin.core.territory.queries import subdistricts
from anxin.patrols.rosters.models import Walker
from anxin.patrols.rosters.services import confirm_roster, draft_roster

A_TEAM = 40
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何"
CALLED = ("阿姨", "叔叔")


def walkers_csv(rng: np.random.Generator) -> bytes:
    """Return a file of made-up walkers: a name to call them by, a team, what they learned, when they are free."""
    lines = ["称呼,队伍,已培训,技能,有空,最多次数"]
    names = [f"{family}{called}" for family, called in product(FAMILY, CALLED)]
    for place in subdistricts():
        for name in names[:A_TEAM]:
            days = sorted(rng.choice(7, size=int(rng.integers(3, 6)), replace=False) + 1)
            trained, aid = "是" if rng.random() < 0.45 else "否", "急救" if rng.random() < 0.15 else ""
            lines.append(f"{name},{place.code},{trained},{aid},{''.join(map(str, days))},{rng.integers(5, 9)}")
    return ("\n".join(lines) + "\n").encode()


def first_roster(today: date) -> None:
    """Make the cast's volunteer one of the walkers, then draft and confirm four weeks from today on."""
    volunteer = Person.objects.filter(username=Role.VOLUNTEER).first()
    first_walker = Walker.objects.order_by("pk").first()
    if volunteer and first_walker:
        first_walker.person = volunteer
        first_walker.save(update_fields=["person"])
    coordinator = actor_of(Person.objects.get(username=Role.DISTRICT_COORDINATOR))
    roster = draft_roster(first=today, actor=coordinator, at=clock.now())
    confirm_roster(roster_id=roster.pk, actor=coordinator, at=clock.now())
