from __future__ import annotations

from datetime import date
from functools import partial
from typing import cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.faults import Faults
from anxin.core.territory.models import Place
from anxin.core.territory.queries import place_by_code
from anxin.core.web.forms import comes_back, day_of, sent_of
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
        "kind": _kind(request),
        "may_plan": policy.may_plan(request.actor),
        "today": today,
    }
    return render(request, "patrols/wishes.html", context)


@require_POST
@comes_back(wishes, "patrols:wishes")
def add(request: ActorRequest) -> HttpResponse:
    """Ask something of the evenings."""
    form, faults = request.POST, Faults()
    place = faults.read("place", place_by_code, form.get("place", "").strip())
    first = faults.read("from_date", day_of, form.get("from_date", ""))
    last = faults.read("until_date", day_of, form.get("until_date", "") or form.get("from_date", ""))
    hours = {key: faults.read(key, time_of, form[key]) for key in ("opens", "closes") if form.get(key)}
    numbers = {
        key: faults.read(key, partial(number_of, label=label), form[key])
        for key, label in _NUMBERS.items()
        if form.get(key)  # what does not belong to the kind is not asked for, and stays as the model has it
    }
    faults.stop()
    services.add_wish(
        kind=form.get("kind", ""),
        place=cast("Place", place),
        from_date=cast("date", first),
        until_date=cast("date", last),
        **hours,
        **numbers,
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


def _kind(request: ActorRequest) -> str:
    """Return which kind of wish the form is for: the one that was sent, else the one that the address names."""
    named = sent_of(request).given.get("kind") or request.GET.get("kind", "")
    return named if named in WishKind.values else WishKind.VISIT


_NUMBERS = {
    "minutes": gettext_lazy("minutes there"),
    "gap_minutes": gettext_lazy("minutes between the visits"),
    "crews": gettext_lazy("crews"),
    "metres": gettext_lazy("metres"),
}
