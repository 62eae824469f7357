from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import NotFoundError
from anxin.core.jobs.queries import is_open
from anxin.core.web.forms import comes_back, day_of
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import Column, TableSpec, download, figure_column, table_page
from anxin.methods.rosters import spread_of
from anxin.patrols import policy
from anxin.patrols.rosters import company, cover, filling, queries, services
from anxin.patrols.rosters.models import CrewShift, Duty, Roster
from anxin.patrols.rosters.policy import may_lead

REASONS = {
    "nobody_free": gettext_lazy("nobody is free"),
    "too_few_free": gettext_lazy("too few are free"),
    "nobody_trained": gettext_lazy("nobody trained is free"),
    "no_skill": gettext_lazy("nobody with the skill is free"),
    "all_taken": gettext_lazy("all who are free walk elsewhere or must rest"),
}
FAIRNESS = TableSpec(
    name="fairness",
    caption=gettext_lazy("Nights and kilometres of each"),
    columns=(
        Column("name", gettext_lazy("Name"), lambda row: row.name, order="name"),
        Column("team", gettext_lazy("Team"), lambda row: row.team.name, order="team__name"),
        figure_column("nights", gettext_lazy("Nights"), "nights", leading=True),
        figure_column("km", gettext_lazy("Kilometres"), "km", places=1, leading=True),
    ),
    sort="-nights",
    search=lambda text: Q(name__icontains=text),
    empty=gettext_lazy("Nobody of your places is registered to walk."),
)


def rosters(request: ActorRequest) -> HttpResponse:
    """List the rosters; the district's coordinator drafts the next."""
    rows = list(Roster.objects.all()[:26])
    after = max((row.last_date + timedelta(days=1) for row in rows), default=clock.today())
    context = {
        "rosters": rows,
        "may_plan": policy.may_plan(request.actor),
        "next": max(after, clock.today()),
        "drafting": is_open(f"{services.ROSTER_JOB}:"),
    }
    return render(request, "patrols/rosters.html", context)


@require_POST
@comes_back(rosters, "patrols:rosters")
def draft(request: ActorRequest) -> HttpResponse:
    """Have four weeks drafted; the page waits until that is done."""
    first = day_of(request.POST.get("first", ""), field="first")
    services.ask_for_roster(first=first, actor=request.actor, at=clock.now())
    return redirect("patrols:rosters")


def roster(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a week of a roster: one row a crew, one column an evening."""
    held, week = queries.roster_by_key(pk), _week(request)
    shifts = queries.shifts_of_week(held, week, request.actor)
    first = held.first_date + timedelta(days=7 * week)
    context = {
        "roster": held,
        "days": [first + timedelta(days=i) for i in range(7)],
        "rows": _rows(shifts, first),
        "weeks": [(i, i == week) for i in range(services.WEEKS)],
        "gaps": [(shift, REASONS.get(shift.gap, shift.gap)) for shift in shifts if shift.gap],
        "short": held.shifts.exclude(gap="").count(),
        "may_plan": policy.may_plan(request.actor),
        "requests": queries.requests_of(held, request.actor),
        "company": company.kept_wishes(held, request.actor),
        "filling": is_open(f"{filling.FILL_JOB}:{held.pk}:"),
        "open": len(filling.open_shifts(held, clock.today() + timedelta(days=1))),
    }
    return render(request, "patrols/roster.html", context)


@require_POST
@comes_back(roster, "patrols:roster", keyed=True)
def confirm(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm the roster: from now on people plan by it."""
    services.confirm_roster(roster_id=pk, actor=request.actor, at=clock.now())
    return redirect("patrols:roster", pk=pk)


@require_POST
@comes_back(roster, "patrols:roster", keyed=True)
def fill(request: ActorRequest, pk: int) -> HttpResponse:
    """Have the open evenings filled; nobody moves."""
    filling.ask_to_fill(roster_id=pk, actor=request.actor, at=clock.now())
    return redirect("patrols:roster", pk=pk)


def duty(request: ActorRequest, pk: int) -> HttpResponse:
    """Show who is on a shift and who could step in, the one with the fewest nights first."""
    held = _duty_led(request, pk)
    found = [{"walker": walker, "cover": one} for walker, one in cover.candidates(held)[:20]]
    return render(request, "patrols/duty.html", {"duty": held, "found": found})


@require_POST
@comes_back(duty, "patrols:duty", keyed=True)
def replace(request: ActorRequest, pk: int) -> HttpResponse:
    """Put somebody else on a shift."""
    walker = request.POST.get("walker", "")
    chosen = int(walker) if walker.isdecimal() and len(walker) < 12 else 0
    cover.replace_walker(duty_id=pk, walker_id=chosen, actor=request.actor, at=clock.now())
    held = Duty.objects.select_related("shift").get(pk=pk).shift
    return redirect("patrols:roster", pk=held.roster_id)


def fairness(request: ActorRequest, pk: int) -> HttpResponse:
    """Show how nights and kilometres are shared among the people of the actor's places."""
    held = queries.roster_by_key(pk)
    rows = queries.loads(held, request.actor)
    file = download(request, rows, FAIRNESS)
    if file:
        return file
    loads = [(walker.nights, walker.km) for walker in rows]  # type: ignore[attr-defined]
    context = {
        "roster": held,
        "nights": spread_of([nights for nights, _km in loads]),
        "km": spread_of([km for _nights, km in loads]),
        "table": table_page(request, rows, FAIRNESS),
        "chart": (chart := _chart([nights for nights, _km in loads])),
        "bars": list(zip(chart["x"], chart["y"], strict=True)) if chart else [],
    }
    return render(request, "patrols/fairness.html", context)


def _chart(nights: list[int]) -> dict[str, Any] | None:
    if not nights:
        return None
    x = list(range(max(nights) + 1))
    return {"kind": "bars", "x": x, "y": [nights.count(value) for value in x], "unit": _("people")}


def _duty_led(request: ActorRequest, pk: int) -> Duty:
    held = Duty.objects.select_related("shift__roster", "shift__crew__start", "walker__team").filter(pk=pk).first()
    if held is None or not may_lead(request.actor, held.shift.crew.start.path):
        raise NotFoundError(_("There is no such shift."))
    return held


def _week(request: ActorRequest) -> int:
    asked = request.GET.get("week", "0")
    return min(int(asked), services.WEEKS - 1) if asked.isdecimal() and len(asked) < 3 else 0


def _rows(shifts: Iterable[CrewShift], first: date) -> list[dict[str, Any]]:
    """Return one row a crew with seven cells; a crew without a shift that evening has an empty one."""
    crews: dict[int, dict[str, Any]] = {}
    for shift in shifts:
        days: list[tuple[date, CrewShift | None]] = [(first + timedelta(days=i), None) for i in range(7)]
        row = crews.setdefault(shift.crew_id, {"crew": shift.crew, "cells": days})
        row["cells"][(shift.date - first).days] = (shift.date, shift)
    return list(crews.values())
