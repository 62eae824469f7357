from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.faults import Faults
from anxin.core.web.forms import comes_back, day_of
from anxin.core.web.requests import ActorRequest
from anxin.mood import policy
from anxin.mood.inputs import queries
from anxin.mood.inputs.services import log_reporting_change
from anxin.mood.names import known_names, name_of
from anxin.mood.pulse.items import ITEMS


def sources(request: ActorRequest) -> HttpResponse:
    """Show what the thermometer rests on: each question and count with its definition, owner and delay."""
    context = {
        "items": ITEMS,
        "sources": queries.sources(clock.today()),
        "changes": [(name_of(change.indicator), change) for change in queries.changes()],
        "names": known_names().items(),
        "may_log": policy.may_answer_for(request.actor),
        "today": clock.today(),
    }
    return render(request, "mood/sources.html", context)


@require_POST
@comes_back(sources, "mood:sources")
def log_change(request: ActorRequest) -> HttpResponse:
    """Write down that something is counted otherwise."""
    form, faults = request.POST, Faults()
    day = faults.read("week", day_of, form.get("week", ""))
    faults.stop()
    assert day is not None
    log_reporting_change(
        what_counts=form.get("indicator", ""), day=day, what=form.get("what", ""), actor=request.actor, at=clock.now()
    )
    messages.success(request, _("Written down. Warnings about it will say so."), extra_tags="anxin")
    return redirect("mood:sources")
