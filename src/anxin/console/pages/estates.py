from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from anxin.burglary import queries as burglary
from anxin.burglary.forecasts import queries as forecasts
from anxin.burglary.forecasts.tables import pace, reasons
from anxin.burglary.models import Judgement
from anxin.burglary.policy import may_see
from anxin.burglary.share_change.words import why_estate_changed
from anxin.burglary.tables import chance_column, subdistrict_name
from anxin.core import clock
from anxin.core.rounds.queries import edition
from anxin.core.territory.queries import estate_key_and_path, place_by_code, subdistricts
from anxin.core.web.requests import ActorRequest
from anxin.core.web.shown import day, span
from anxin.core.web.tables import Column, Filter, TableSpec, download, figure_column, fitting, table_page
from anxin.patrols import queries as patrols


def _link(row: Judgement) -> str:
    return reverse("estate", args=[row.place.code])


COLUMNS = (
    Column("name", _("Estate"), lambda r: r.place.name, order="place__pinyin", leading=True, link=_link),
    Column("code", _("Code"), lambda r: r.place.code, order="place__code"),
    Column("subdistrict", _("Subdistrict"), subdistrict_name, order="place__subdistrict__pinyin"),
    figure_column("homes", _("Homes"), "place.homes", order="place__homes"),
    figure_column("last_12_months", _("Burglaries, last 12 months"), "last_12_months", leading=True),
    figure_column("rate", _("Per 1,000 homes and year"), "rate", places=1),
    Column("interval", _("90 % interval"), lambda r: span(r.rate_low, r.rate_high), numeric=True),
    figure_column("expected", _("Expected next year"), "expected_next_year", places=1),
    chance_column(_("Chance of being among the worst")),
    Column("last", _("Last burglary"), lambda r: day(r.last_date), lambda r: r.last_date, "last_date"),
)

STATES = {
    "listed": Q(listed=True),
    "near": Q(near_repeat=True),
    "hit": Q(this_year__gt=0),
    "zero": Q(this_year=0),
}
MAP_FIGURES = (
    ("last_12_months", _("Burglaries, last 12 months")),
    ("this_year", _("Burglaries this year")),
    ("rate", _("Per 1,000 homes and year")),
    ("chance_worst", _("Chance of being among the worst")),
    ("expected_next_year", _("Expected next year")),
    ("days_since", _("Days since the last")),
)
MAP_UNITS = {"days_since": _("days"), "last_12_months": _("burglaries"), "this_year": _("burglaries")}
NEXT_WEEK = ("expected_next_week", _("Expected in seven days"))


def estates(request: HttpRequest) -> HttpResponse:
    """Show every estate on the map and in the table, by the same filter."""
    if request.GET.get("format"):
        file = download(request, burglary.judgements(), _spec())
        if file:
            return file
    table = SimpleLazyObject(lambda: table_page(request, burglary.judgements(), _spec()))
    context = {
        "edition": edition(),
        "table": table,
        "map": _map_texts,
        "fitting": lambda: fitting(request, burglary.judgements(), _spec(), "place__code"),
    }
    return render(request, "console/estates.html", context)


def estate(request: ActorRequest, code: str) -> HttpResponse:
    """Show one estate: what happened, what to expect, what is being done."""
    key, path = estate_key_and_path(code)
    judged: Any = SimpleLazyObject(lambda: burglary.judgement_of(key))
    listings = burglary.listings_of(key)
    context = {
        "edition": edition(),
        "key": key,
        "place": SimpleLazyObject(lambda: place_by_code(code)),
        "worst_share": settings.ANXIN["worst_share"],
        "judged": judged,
        "chart": partial(_by_year_chart, judged),
        "why_changed": lambda: why_estate_changed(judged.explained) if judged.explained else "",
        "listings": listings,
        "sees_plan": may_see(request.actor, path),
        "tasks": burglary.open_tasks_among(listings),
        "ahead": partial(_ahead, key),
        "visits": patrols.next_visits_at(key, clock.today()),
    }
    return render(request, "console/estate.html", context)


def _ahead(key: int) -> dict[str, Any] | None:
    found = forecasts.forecast_of(key)
    return {"row": found, "why": reasons(found.shares), "pace": pace(found.expected)} if found else None


def _spec() -> TableSpec:
    places = [(place.code, place.name) for place in subdistricts()][:30]
    states = [
        ("listed", _("On the focus list")),
        ("near", _("Near a recent burglary")),
        ("hit", _("Burglary this year")),
        ("zero", _("None this year")),
    ]
    return TableSpec(
        name="estates",
        caption=_("Estates"),
        columns=COLUMNS,
        sort="-chance",
        filters=(
            Filter("subdistrict", _("Subdistrict"), places, lambda code: Q(place__subdistrict__code=code)),
            Filter("state", _("State"), states, STATES.__getitem__),
        ),
        search=lambda text: (
            Q(place__name__icontains=text) | Q(place__pinyin__contains=text.lower()) | Q(place__code__istartswith=text)
        ),
        empty=_("No estate fits. Loosen the filter, or import the register under Data."),
    )


def _map_texts() -> dict[str, Any]:
    figures = [*MAP_FIGURES, *([NEXT_WEEK] if forecasts.is_forecast_shown() else [])]
    return {
        "figures": [{"key": key, "label": str(label)} for key, label in figures],
        "units": {key: str(unit) for key, unit in MAP_UNITS.items()},
        "listed": str(_("On the focus list")),
        "unknown": str(_("no figure")),
        "estates": str(_("estates")),
    }


def _by_year_chart(judged: Judgement) -> dict[str, Any]:
    years = sorted(judged.by_year)
    return {"kind": "bars", "x": years, "y": [judged.by_year[year] for year in years], "unit": str(_("burglaries"))}
