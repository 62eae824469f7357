"""Who walks, for those who lead them: note that somebody walks no longer, or walks again."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import Column, TableSpec, download, table_page
from anxin.patrols.rosters import leaving, queries

YES, NO, NO_LONGER = gettext_lazy("yes"), gettext_lazy("no"), gettext_lazy("no longer")
WALKERS = TableSpec(
    name="walkers",
    caption=gettext_lazy("Who walks"),
    columns=(
        Column(
            "name",
            gettext_lazy("Name"),
            lambda row: row.name,
            order="name",
            leading=True,
            link=lambda row: reverse("patrols:walker", args=[row.pk]),
        ),
        Column("team", gettext_lazy("Team"), lambda row: row.team.name, order="team__name"),
        Column("trained", gettext_lazy("Trained"), lambda row: YES if row.trained else NO, order="trained"),
        Column(
            "walks", gettext_lazy("Walks"), lambda row: YES if row.active else NO_LONGER, order="active", leading=True
        ),
    ),
    sort="name",
    search=lambda text: Q(name__icontains=text),
    empty=gettext_lazy("Nobody of your places is registered to walk."),
)


def walkers(request: ActorRequest) -> HttpResponse:
    """List the walkers of the actor's places."""
    rows = queries.walkers_led(request.actor)
    file = download(request, rows, WALKERS)
    if file:
        return file
    return render(request, "patrols/walkers.html", {"table": table_page(request, rows, WALKERS)})


def walker(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one walker's coming duties, and let those who lead note that they walk no longer, or again."""
    held = queries.walker_led(request.actor, pk)
    asked = set(queries.open_requests(held.team.path, clock.today()).values_list("duty_id", flat=True))
    context = {"walker": held, "duties": queries.duties_of(held, clock.today()), "asked": asked}
    return render(request, "patrols/walker.html", context)


@require_POST
def leave(request: ActorRequest, pk: int) -> HttpResponse:
    """Note that somebody walks no longer; their coming duties are asked for."""
    leaving.let_go(walker_id=pk, actor=request.actor, at=clock.now())
    return redirect("patrols:walker", pk=pk)


@require_POST
def return_(request: ActorRequest, pk: int) -> HttpResponse:
    """Note that somebody walks again."""
    leaving.take_back(walker_id=pk, actor=request.actor, at=clock.now())
    return redirect("patrols:walker", pk=pk)
