from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop

from anxin.console.access import allowed
from anxin.core import clock
from anxin.core.people.roles import COORDINATORS, Role
from anxin.core.rounds.models import RoundStep
from anxin.core.rounds.queries import latest_round
from anxin.core.sentences import Stored, sentence
from anxin.core.web.requests import ActorRequest

Rows = list[Any]
POSTS_BY_HAND = frozenset({Role.COMMUNITY_OFFICER, Role.ESTATE_COMMITTEE, Role.TEAM_LEADER})
MOST_SHOWN = 8


def today(request: ActorRequest) -> HttpResponse:
    """Show what waits for my decision, what changed and what is due."""
    latest = latest_round()
    steps = list(latest.steps.all()) if latest and allowed(request.actor, "round_report", "GET") else []
    community = apps.is_installed("anxin.burglary")
    context = {
        "round": latest,
        "reports": bool(steps),
        "changed": [said for step in steps for said in step.changed],
        "needs": _decisions(request, steps) if community else [],
        "due": _due(request) if community else None,
        "verify": _to_verify(request) if community else None,
        "tonight": _tonight(request) if community else [],
        "today": clock.today(),
    }
    return render(request, "console/today.html", context)


def _decisions(request: ActorRequest, steps: list[RoundStep]) -> list[Stored]:
    """Return what this person may decide now: proposals of their own places, then what the round asks for."""
    from anxin.burglary.queries import waiting_decisions
    from anxin.patrols.policy import may_plan
    from anxin.patrols.queries import is_confirmed

    found: list[Stored] = []
    waiting = waiting_decisions(request.actor.paths(COORDINATORS))
    if waiting:
        text = gettext_noop("%(count)s proposals for the focus list wait for your decision.")
        found.append(sentence(text, count=waiting) | {"url": "/focus/"})
    found += _mood(request)
    found += _packs(request)
    if not may_plan(request.actor):
        return found
    needs = [need for step in steps for need in step.needs if need.get("url") not in ("/focus/", "/mood/warnings/")]
    tonight = f"/patrols/{clock.today().isoformat()}/"
    if any(need.get("url") == tonight for need in needs) and is_confirmed(clock.today()):
        needs = [need for need in needs if need.get("url") != tonight]
    return found + needs


def _mood(request: ActorRequest) -> list[Stored]:
    from anxin.mood.warnings.queries import waiting_warnings

    waiting = waiting_warnings(request.actor.paths(COORDINATORS))
    text = gettext_noop("%(count)s warnings about mood wait for somebody to look after them.")
    return [sentence(text, count=waiting) | {"url": "/mood/warnings/"}] if waiting else []


def _packs(request: ActorRequest) -> list[Stored]:
    from anxin.core.rooms.queries import by_hand, waiting_for

    text = gettext_noop("“%(title)s” waits for your release.")
    found = [
        sentence(text, title=pack.title) | {"url": f"/rooms/packs/{pack.pk}/"} for pack in waiting_for(request.actor)
    ]
    rooms = len(by_hand(request.actor)) if request.actor.holds(POSTS_BY_HAND) else 0
    if rooms:
        text = gettext_noop("%(count)s rooms wait for your post by hand.")
        found.append(sentence(text, count=rooms) | {"url": "/rooms/by-hand/"})
    return found


@dataclass(frozen=True)
class FirstOf:
    """The first few of a list, and how long it is."""

    rows: list[Any]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


def _first_of(rows: QuerySet[Any]) -> FirstOf:
    shown = list(rows[: MOST_SHOWN + 1])
    return FirstOf(shown[:MOST_SHOWN], rows.count() if len(shown) > MOST_SHOWN else len(shown))


def _due(request: ActorRequest) -> FirstOf:
    from anxin.burglary.queries import open_tasks_of_person

    return _first_of(open_tasks_of_person(request.actor.person_id or 0))


def _to_verify(request: ActorRequest) -> FirstOf:
    from anxin.burglary.policy import PLANNERS
    from anxin.burglary.queries import tasks_to_verify

    return _first_of(tasks_to_verify(request.actor.person_id or 0, request.actor.paths(PLANNERS)))


def _tonight(request: ActorRequest) -> Rows:
    """Return the crews that walk tonight by a confirmed plan, from the places where this person turns out."""
    from anxin.patrols.queries import confirmed_routes

    paths = request.actor.paths({Role.VOLUNTEER, Role.TEAM_LEADER})
    return confirmed_routes(clock.today(), paths) if paths else []
