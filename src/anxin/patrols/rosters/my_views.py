"""What those who walk see of the roster: their own shifts, their free evenings, what they could take over."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import NotFoundError
from anxin.core.web.forms import comes_back, day_of
from anxin.core.web.requests import ActorRequest
from anxin.patrols.rosters import cover, free, queries, swaps
from anxin.patrols.rosters.calendar import as_icalendar
from anxin.patrols.rosters.models import CoverRequest, Duty, Walker


def my_shifts(request: ActorRequest) -> HttpResponse:
    """Show the walker's next shifts, free evenings, days off, and what others ask."""
    walker, today = queries.walker_of(request.actor), clock.today()
    if walker is None:
        return render(request, "patrols/my_shifts.html", {"walker": None})
    requests, duties = list(queries.open_requests(walker.team.path, today)), queries.duties_of(walker, today)
    off = list(walker.days_off.filter(date__gte=today))
    asked = {one.duty_id: one for one in requests if one.asked_by_id == walker.pk}
    context = {
        "walker": walker,
        "today": today,
        "duties": duties,
        "asked": asked,
        "clashes": _clashes(duties, {one.date for one in off}, set(asked)),
        "others": [one for one in requests if one.asked_by_id != walker.pk and _is_for(one, walker)],
        "weekdays": [(number, label, number in walker.weekdays) for number, label in WEEKDAYS.items()],
        "off": off,
    }
    return render(request, "patrols/my_shifts.html", context)


@require_POST
def save_free(request: ActorRequest) -> HttpResponse:
    """Keep on which evenings of the week the walker is free."""
    wanted = [int(day) for day in request.POST.getlist("day") if day in "0123456"]
    free.save_free_evenings(weekdays=wanted, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


@require_POST
@comes_back(my_shifts, "patrols:my_shifts")
def save_off(request: ActorRequest) -> HttpResponse:
    """Note or cancel a day off."""
    day = day_of(request.POST.get("date", ""), field="date")
    kept, rather = request.POST.get("off") != "0", request.POST.get("rather_not") == "1"
    free.save_day_off(day=day, off=kept, rather_not=rather, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


@require_POST
@comes_back(my_shifts, "patrols:my_shifts")
def give(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask who can take an own shift, or offer to swap it for another's."""
    wanted = request.POST.get("wanted", "")
    other = int(wanted) if wanted.isdecimal() and len(wanted) < 12 else None
    cover.ask_for_cover(duty_id=pk, wanted_id=other, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


@require_POST
@comes_back(my_shifts, "patrols:my_shifts")
def take(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a shift that somebody gives away."""
    cover.take_cover(request_id=pk, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


@require_POST
@comes_back(my_shifts, "patrols:my_shifts")
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an own request back."""
    cover.withdraw(request_id=pk, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


@require_POST
@comes_back(my_shifts, "patrols:my_shifts")
def decline(request: ActorRequest, pk: int) -> HttpResponse:
    """Say no to a swap."""
    swaps.decline_swap(request_id=pk, actor=request.actor, at=clock.now())
    return redirect("patrols:my_shifts")


def swap(request: ActorRequest, pk: int) -> HttpResponse:
    """Show which evenings of others the walker could have for an own one."""
    duty = queries.own_duty(request.actor, pk)
    return render(request, "patrols/swap.html", {"duty": duty, "found": swaps.swappable(duty, clock.now())})


def calendar(_request: ActorRequest, token: str) -> HttpResponse:
    """Return the shifts of whoever was given this secret address, for their telephone's calendar."""
    walker = Walker.objects.filter(calendar_token=token, active=True).first()
    if walker is None:
        raise NotFoundError(_("There is no such calendar."))
    body = as_icalendar(queries.duties_of(walker, clock.today()), clock.now())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _clashes(duties: list[Duty], off: set[date], asked: set[int]) -> list[Duty]:
    """Return the duties on a day off for which nobody has been asked yet."""
    return [duty for duty in duties if duty.shift.date in off and duty.pk not in asked]


def _is_for(one: CoverRequest, walker: Walker) -> bool:
    return one.wanted is None or one.wanted.walker_id == walker.pk
