"""What everybody may see of how people answered: the same figures as inside, and fewer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anxin.mood.thermometer.queries import readable_place, readings_below, thermometer_of
from anxin.mood.warnings.queries import published_warnings
from anxin.portal.display import look, residents_page


@residents_page
def results(request: HttpRequest) -> HttpResponse:
    """Show the district's newest four weeks, its subdistricts, and the warnings that were given to everybody."""
    place = readable_place("")
    found = thermometer_of(place)
    context = {
        **look(request),
        "place": place,
        "found": found,
        "main": found.items[0] if found.items else None,
        "rows": readings_below(place, found.week).order_by("place__code"),
        "warnings": published_warnings(),
    }
    return render(request, "portal/results.html", context)
