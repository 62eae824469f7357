"""A crew whose evening is confirmed: three stops in the west; another crew goes to the east."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import uuid4

import pytest

from anxin.patrols.models import Crew, Plan, Route, Stop
from anxin.patrols.rules import numbers_of_visits
from anxin.patrols.services import confirm_plan
from anxin.patrols.street.models import ActKind
from anxin.patrols.street.queries import link_of
from anxin.patrols.street.sent import SentAct
from anxin.patrols.street.services.delivery import deliver
from anxin.patrols.street.tokens import token_from
from days import AT, TODAY

BEGINS = AT + timedelta(hours=1, minutes=30)  # 19:30 here
NOON_AFTER = AT + timedelta(hours=18)  # 12:00 of the next day


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.now", lambda: BEGINS)
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)


@pytest.fixture
def crews(estate):
    return [
        Crew.objects.create(name="西街道一队", start=estate(1), begins=time(19, 30), minutes=90, people=3),
        Crew.objects.create(name="东街道一队", start=estate(5), begins=time(19, 30), minutes=90),
    ]


def add_route(plan, crew, estates):
    line = [[crew.start.longitude, crew.start.latitude], *([p.longitude, p.latitude] for p in estates)]
    route = Route.objects.create(
        plan=plan, crew=crew, crew_name=crew.name, begins_at=BEGINS, ends_at=BEGINS + timedelta(minutes=90),
        walk_metres=1500, line=[*line, line[0]],
    )  # fmt: skip
    numbers = numbers_of_visits([place.pk for place in estates])
    for position, (place, number) in enumerate(zip(estates, numbers, strict=True), start=1):
        arrives = BEGINS + timedelta(minutes=20 * position)
        Stop.objects.create(
            route=route, position=position, place=place, visit=number, arrives_at=arrives,
            leaves_at=arrives + timedelta(minutes=12), walk_minutes=8, reasons=["overdue"],
        )  # fmt: skip
    return route


@pytest.fixture
def plan(crews, estate, actor):
    held = Plan.objects.create(date=TODAY, on_streets=False, prize=1, left_out=0, made_at=AT)
    add_route(held, crews[0], [estate(2), estate(3), estate(4)])
    add_route(held, crews[1], [estate(6)])
    return confirm_plan(plan_id=held.pk, actor=actor("district_coordinator"), at=AT)


@pytest.fixture
def link(plan, crews):
    return link_of(crews[0], TODAY)


@pytest.fixture
def token(link):
    return token_from(link.serial)


@pytest.fixture
def act():
    """Return a function that makes an act at an estate, `minutes` after the shift began."""

    def make(kind, number=None, minutes=0, **more):
        place = f"E{number}" if number else ""
        at = BEGINS + timedelta(minutes=minutes)
        return SentAct(**{"id": uuid4(), "kind": ActKind(kind), "place": place, "at": at, **more})

    return make


@pytest.fixture
def send(link):
    """Return a function that delivers acts, by default a minute after the last of them."""

    def deliver_now(*acts, at=None, sent_at=None, by=None):
        moment = at or max(one.at for one in acts) + timedelta(minutes=1)
        return deliver(link=by or link, acts=acts, sent_at=sent_at, at=moment)

    return deliver_now
