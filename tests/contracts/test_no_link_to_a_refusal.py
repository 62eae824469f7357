"""Nothing that a page links to answers with a refusal, whoever looks."""

from __future__ import annotations

import re
from html import unescape

import pytest

from anxin.burglary.models import FocusListing
from anxin.burglary.services import focus_list
from anxin.core.people.actor import SYSTEM
from anxin.core.people.queries import actor_of
from anxin.core.people.roles import Role, roles_of_side
from anxin.core.rounds.services import run_round
from anxin.patrols.models import Crew
from anxin.patrols.services import confirm_plan, plan_evening
from days import AT, TODAY

HERE = sorted(role.value for role in Role if role in roles_of_side("community"))
LINK = re.compile(r'<a [^>]*?href="([^"]+)"')
MOST = 400


@pytest.fixture
def lived_in(cast, burglaries, estate, settings, monkeypatch):
    """A district with listings, tasks, alerts and a patrol on both sides of a subdistrict's border."""
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    settings.ANXIN = {**settings.ANXIN, "plan_seconds": 1, "worst_share": 0.3}
    burglaries(1, 30)
    burglaries(5, 40)
    burglaries(6, 2, days_ago=2, spread=2)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    for number in (1, 5):
        listing, _made = FocusListing.objects.get_or_create(
            place=estate(number),
            defaults={"proposed_date": TODAY, "chance_worst": 0.9, "last_12_months": 30, "expected_next_year": 9.0},
        )
        focus_list.accept(listing=listing, actor=actor_of(cast["district_coordinator"]), at=AT)
    Crew.objects.create(name="一队", start=estate(3))
    plan = plan_evening(day=TODAY, actor=SYSTEM, at=AT)
    confirm_plan(plan_id=plan.pk, actor=actor_of(cast["district_coordinator"]), at=AT)
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)


def links_of(page: str) -> set[str]:
    found = (unescape(href).partition("#")[0] for href in LINK.findall(page))
    return {href for href in found if href.startswith(("/", "?"))}


def crawl(browser) -> dict[str, int]:
    """Return every address that can be reached from Today, with its status."""
    seen: dict[str, int] = {}
    waiting = ["/"]
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        answer = browser.get(address)
        seen[address] = answer.status_code
        if answer.status_code != 200 or answer.streaming or "html" not in answer["Content-Type"]:
            continue
        path = address.partition("?")[0]
        for href in sorted(links_of(answer.content.decode())):
            target = path + href if href.startswith("?") else href
            # One page of a table stands for its other orders and downloads.
            known = target in seen or target in waiting
            if not known and not re.search(r"[?&](sort|page|format|find|state)=|/(20\d\d-\d\d-\d\d)/", target):
                waiting.append(target)
    return seen


def test_there_is_something_to_find(lived_in, estate):
    listed = set(FocusListing.objects.values_list("place__code", flat=True))
    assert {"E1", "E5"} <= listed


@pytest.mark.parametrize("role", HERE)
def test_every_link_opens_for_whoever_sees_it(lived_in, signed_in, role):
    seen = crawl(signed_in(role))
    assert len(seen) < MOST
    refused = {address: status for address, status in seen.items() if status >= 400}
    assert not refused
