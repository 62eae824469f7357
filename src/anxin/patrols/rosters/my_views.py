"""What those who walk see of the roster: their own shifts, their free evenings, what they could take over."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.web.requests import ActorRequest
from anxin.patrols.rosters import cover, free, queries
from anxin.patrols.rosters.calendar import as_icalendar
from anxin.patrols.rosters.models import CoverRequest, Walker


def my_shifts(request: ActorRequest) -> HttpResponse:
    """Show the walker's next shifts, free evenings, days off, and what others ask."""
    walker, today = queries.walker_of(request.actor), clock.today()
    if walker is None:
        return render(request, "patrols/my_shifts.html", {"walker": None})
    requests = list(queries.open_requests(walker.team.path, today))
    context = {
        "walker": walker,
        "today": today,
        "duties": queries.duties_of(walker, today),
        "asked": {one.duty_id: one for one in requests if one.asked_by_id == walker.pk},
        "others": [one for one in requests if one.asked_by_id != walker.pk and _is_for(one, walker)],
        "weekdays": [(number, label, number in walker.weekdays) for number, label in WEEKDAYS.items()],
        "off": walker.days_off.filter(date__gte=today),
    }
    return render(request, "patrols/my_shifts.html", context)


@require_POST
def save_free(request: ActorRequest) -> HttpResponse:
    """Keep on which evenings of the week the walker is free."""
    wanted = [int(day) for day in request.POST.getlist("day") if day in "0123456"]
    free.save_free_evenings(weekdays=wanted, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


@require_POST
def save_off(request: ActorRequest) -> HttpResponse:
    """Note or cancel a day off."""
    try:
        day = date.fromisoformat(request.POST.get("date", ""))
    except ValueError:
        raise AnxinError(_("Choose a day.")) from None
    kept, rather = request.POST.get("off") != "0", request.POST.get("rather_not") == "1"
    free.save_day_off(day=day, off=kept, rather_not=rather, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


@require_POST
def give(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask who can take an own shift, or offer to swap it for another's."""
    wanted = request.POST.get("wanted", "")
    other = int(wanted) if wanted.isdecimal() and len(wanted) < 12 else None
    cover.ask_for_cover(duty_id=pk, wanted_id=other, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


@require_POST
def take(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a shift that somebody gives away."""
    cover.take_cover(request_id=pk, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an own request back."""
    cover.withdraw(request_id=pk, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


def calendar(_request: ActorRequest, token: str) -> HttpResponse:
    """Return the shifts of whoever was given this secret address, for their telephone's calendar."""
    walker = Walker.objects.filter(calendar_token=token, active=True).first()
    if walker is None:
        raise NotFoundError(_("There is no such calendar."))
    body = as_icalendar(queries.duties_of(walker, clock.today()), clock.now())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _is_for(one: CoverRequest, walker: Walker) -> bool:
    return one.wanted is None or one.wanted.walker_id == walker.pk
