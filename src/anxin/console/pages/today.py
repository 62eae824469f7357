from __future__ import annotations

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import render

from anxin.console.access import allowed
from anxin.core import clock
from anxin.core.rounds.queries import latest_round
from anxin.core.web.requests import ActorRequest


def today(request: ActorRequest) -> HttpResponse:
    """Show what waits for my decision, what changed and what is due."""
    latest = latest_round()
    steps = list(latest.steps.all()) if latest else []
    may_decide = allowed(request.actor, "start_round", "POST")
    context = {
        "round": latest,
        "changed": [sentence for step in steps for sentence in step.did] if may_decide else [],
        "needs": _still_open([need for step in steps for need in step.needs]) if may_decide else [],
        "due": _due(request),
        "today": clock.today(),
    }
    return render(request, "console/today.html", context)


def _still_open(needs: list[dict[str, str]]) -> list[dict[str, str]]:
    """Drop what was decided since the round."""
    if not apps.is_installed("anxin.burglary"):
        return needs
    from anxin.burglary.queries import waiting_decisions
    from anxin.patrols.queries import is_confirmed

    gone = {"/focus/"} if not waiting_decisions() else set()
    day = clock.today()
    if is_confirmed(day):
        gone.add(f"/patrols/{day.isoformat()}/")
    return [need for need in needs if need.get("url") not in gone]


def _due(request: ActorRequest) -> list[object]:
    if not apps.is_installed("anxin.burglary") or request.actor.person_id is None:
        return []
    from anxin.burglary.queries import open_tasks_of_person

    return list(open_tasks_of_person(request.actor.person_id))
