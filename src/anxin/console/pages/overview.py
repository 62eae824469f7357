from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anxin.burglary import queries as burglary
from anxin.burglary.tables import record_table
from anxin.core.rounds.models import Round
from anxin.core.territory.queries import district
from anxin.core.web.tables import table_or_download


def overview(request: HttpRequest) -> HttpResponse:
    """Show how the district stands against its goal, by subdistrict, and what changed."""
    place = district()
    standing = burglary.standing(place.pk) if place else None
    period = standing.this_year_period if standing else ""
    table = table_or_download(request, burglary.records_of_period(period), record_table(period))
    if isinstance(table, HttpResponse):
        return table
    return render(
        request,
        "console/overview.html",
        {
            "place": place,
            "standing": standing,
            "more": _more(standing),
            "table": table,
            "round": _latest(),
            "waiting": burglary.waiting_decisions(),
        },
    )


def _more(standing: burglary.Standing | None) -> int | None:
    """Return how many more estates than a year ago to the day have had no burglary."""
    if not standing or not standing.this_year or not standing.a_year_ago:
        return None
    return standing.this_year.zero_estates - standing.a_year_ago.zero_estates


def _latest() -> Round | None:
    return Round.objects.exclude(finished_at=None).prefetch_related("steps").first()
