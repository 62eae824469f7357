from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from anxin.core import clock
from anxin.core.territory.models import Level
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page
from anxin.mood.pulse.queries import overdue_since
from anxin.mood.thermometer import queries
from anxin.mood.thermometer.charts import course_of
from anxin.mood.thermometer.tables import below_table
from anxin.mood.warnings.queries import open_warnings_at


def thermometer(request: ActorRequest) -> HttpResponse:
    """Show how a place is: the sentence, the questions with their intervals, then the index and what moved it."""
    place = queries.readable_place(request.GET.get("place", ""))
    found = queries.thermometer_of(place)
    rows, spec = queries.readings_below(place, found.week), below_table(place)
    file = download(request, rows, spec)
    if file:
        return file
    year: Any = SimpleLazyObject(lambda: queries.year_of(place))
    context = {
        "place": place,
        "found": found,
        "main": found.items[0] if found.items else None,
        "year": year,
        "chart": lambda: course_of(year),
        "indices": lambda: queries.indices_of_year(place),
        "table": table_page(request, rows, spec) if place.level != Level.NEIGHBOURHOOD else None,
        "warnings": open_warnings_at(place.path),
        "overdue": overdue_since(clock.today()),
        "map": _map_texts() if place.level == Level.DISTRICT else None,
    }
    return render(request, "mood/thermometer.html", context)


def _map_texts() -> dict[str, Any]:
    return {
        "figure": _("Satisfied with life, 0 to 10"),
        "units": {},
        "listed": "",
        "unknown": _("too few answers"),
        "estates": _("estates"),
    }
