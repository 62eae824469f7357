from __future__ import annotations

from typing import Any

from django.apps import apps
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
        "due": _due(request) if community else [],
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
    found += _packs(request)
    if not may_plan(request.actor):
        return found
    done = {"/focus/"} | ({f"/patrols/{clock.today().isoformat()}/"} if is_confirmed(clock.today()) else set())
    return found + [need for step in steps for need in step.needs if need.get("url") not in done]


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


def _due(request: ActorRequest) -> Rows:
    from anxin.burglary.queries import open_tasks_of_person

    return list(open_tasks_of_person(request.actor.person_id or 0))
