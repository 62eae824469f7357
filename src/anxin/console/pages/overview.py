from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from anxin.burglary import queries as burglary
from anxin.burglary.tables import record_table
from anxin.core.people.roles import COORDINATORS
from anxin.core.rounds.queries import edition, latest_changes, latest_round
from anxin.core.territory.queries import district
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import Table, download, table_page


def overview(request: ActorRequest) -> HttpResponse:
    """Show how the district stands against its goal, by subdistrict, and what changed."""
    if request.GET.get("format"):
        period = _standing().this_year_period
        file = download(request, burglary.records_of_period(period), record_table(period))
        if file:
            return file
    # Lazy: the template keeps what changes with a round alone, and asks for it once an edition.
    context = {
        "edition": edition(),
        "standing": SimpleLazyObject(_standing),
        "table": SimpleLazyObject(partial(_subdistricts, request)),
        "round": SimpleLazyObject(latest_round),
        "changes": latest_changes,
        "waiting": burglary.waiting_decisions(request.actor.paths(COORDINATORS)),
    }
    return render(request, "console/overview.html", context)


def _standing() -> burglary.Standing:
    place = district()
    return burglary.standing(place.pk if place else 0)


def _subdistricts(request: ActorRequest) -> Table:
    period = _standing().this_year_period
    return table_page(request, burglary.records_of_period(period), record_table(period))
