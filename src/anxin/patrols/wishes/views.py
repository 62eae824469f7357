from __future__ import annotations

from datetime import date, time

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import AnxinError
from anxin.core.territory.queries import place_by_code
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest
from anxin.patrols import policy
from anxin.patrols.reading import number_of, time_of
from anxin.patrols.wishes import queries, services
from anxin.patrols.wishes.models import Wish, WishKind


def wishes(request: ActorRequest) -> HttpResponse:
    """List what is asked of the coming evenings, with the form to ask."""
    today = clock.today()
    context = {
        "wishes": queries.wishes_from(today),
        "kinds": WishKind.choices,
        "may_plan": policy.may_plan(request.actor),
        "today": today,
    }
    return render(request, "patrols/wishes.html", context)


@require_POST
@comes_back(wishes, "patrols:wishes")
def add(request: ActorRequest) -> HttpResponse:
    """Ask something of the evenings."""
    form = request.POST
    services.add_wish(
        kind=form.get("kind", ""),
        place=place_by_code(form.get("place", "").strip()),
        from_date=_date(form.get("from_date", "")),
        until_date=_date(form.get("until_date", "") or form.get("from_date", "")),
        opens=_time(form.get("opens", "")),
        closes=_time(form.get("closes", "")),
        minutes=number_of(form.get("minutes", "12"), _("minutes there")),
        gap_minutes=number_of(form.get("gap_minutes", "60"), _("minutes between the visits")),
        crews=number_of(form.get("crews", "2"), _("crews")),
        metres=number_of(form.get("metres", "150"), _("metres")),
        note=form.get("note", "").strip(),
        actor=request.actor,
        at=clock.now(),
    )
    return redirect("patrols:wishes")


@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a wish back."""
    services.withdraw_wish(wish=get_object_or_404(Wish, pk=pk), actor=request.actor, at=clock.now())
    return redirect("patrols:wishes")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AnxinError(_("Write the day as 2026-11-23.")) from None


def _time(text: str) -> time | None:
    return time_of(text) if text else None
