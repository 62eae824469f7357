from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import NotFoundError
from anxin.core.faults import Faults
from anxin.core.web.forms import comes_back, day_of
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page
from anxin.mood import policy
from anxin.mood.warnings import cap, queries, services
from anxin.mood.warnings.chart import chart_of, what_followed
from anxin.mood.warnings.models import MoodWarning, ResponseKind, WarningResponse, WarningState
from anxin.mood.warnings.tables import WARNINGS, weeks_running


def warnings(request: ActorRequest) -> HttpResponse:
    """Show every warning, and how many of them chance alone would raise."""
    rows = queries.warnings()
    file = download(request, rows, WARNINGS)
    if file:
        return file
    context = {
        "table": table_page(request, rows, WARNINGS),
        "open": queries.open_warnings_at(""),
        "a_week": settings.ANXIN["mood_alarms_a_week"],
        "discovery": settings.ANXIN["mood_false_discovery"],
    }
    return render(request, "mood/warnings.html", context)


def warning(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one warning: what, where, since when, how sure, what else could explain it, what is done, what followed."""
    held = queries.warning_of(pk)
    course = queries.course_of(held)
    context: dict[str, Any] = {
        "warning": held,
        "weeks": weeks_running(held),
        "course": course,
        "chart": chart_of(held, course),
        "followed": what_followed(held, course),
        "may_answer": policy.may_answer_for(request.actor, held.place.path) and held.state != WarningState.CLOSED,
        "may_publish": policy.may_publish_warning(request.actor) and held.state != WarningState.CLOSED,
        "kinds": ResponseKind.choices,
        "today": clock.today(),
    }
    return render(request, "mood/warning.html", context)


@require_POST
def acknowledge(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a warning up."""
    services.acknowledge(warning=get_object_or_404(MoodWarning, pk=pk), actor=request.actor, at=clock.now())
    return redirect("mood:warning", pk=pk)


@require_POST
@comes_back(warning, "mood:warning", keyed=True)
def respond(request: ActorRequest, pk: int) -> HttpResponse:
    """Write down what is done about a warning."""
    form, faults = request.POST, Faults()
    due_date = faults.read("due_date", day_of, form.get("due_date", ""))
    faults.stop()
    assert due_date is not None
    services.open_response(
        warning=get_object_or_404(MoodWarning, pk=pk),
        kind=form.get("kind", ""),
        what=form.get("what", ""),
        office=form.get("office", ""),
        due_date=due_date,
        actor=request.actor,
        at=clock.now(),
    )
    messages.success(request, _("Written down. The page will show what follows."), extra_tags="anxin")
    return redirect("mood:warning", pk=pk)


@require_POST
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that a response is done."""
    held = get_object_or_404(WarningResponse, pk=pk)
    services.finish_response(response=held, actor=request.actor, at=clock.now())
    return redirect("mood:warning", pk=held.warning_id)


@require_POST
@comes_back(warning, "mood:warning", keyed=True)
def close(request: ActorRequest, pk: int) -> HttpResponse:
    """Close a warning with what was learnt."""
    held = get_object_or_404(MoodWarning, pk=pk)
    services.close(warning=held, note=request.POST.get("note", ""), actor=request.actor, at=clock.now())
    return redirect("mood:warning", pk=pk)


@require_POST
@comes_back(warning, "mood:warning", keyed=True)
def publish(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a warning to everybody."""
    held = get_object_or_404(MoodWarning, pk=pk)
    services.publish(warning=held, text=request.POST.get("text", ""), actor=request.actor, at=clock.now())
    messages.success(request, _("Everybody can read it now, on the public page."), extra_tags="anxin")
    return redirect("mood:warning", pk=pk)


def cap_file(_request: ActorRequest, pk: int) -> HttpResponse:
    """Return a published warning as CAP 1.2; one that is not published does not exist for the world."""
    held = queries.warning_of(pk)
    if held.published_at is None:
        raise NotFoundError(_("This warning is not published."))
    headers = {"Content-Disposition": f'attachment; filename="warning-{held.pk}.cap.xml"'}
    return HttpResponse(cap.as_cap(held), content_type="application/cap+xml; charset=utf-8", headers=headers)
