from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from anxin.burglary.forecasts import queries
from anxin.burglary.forecasts.models import ForecastCheck, PlaceForecast
from anxin.burglary.forecasts.tables import CHECK_HEADINGS, FORECASTS, check_lines
from anxin.core.errors import NotFoundError
from anxin.core.rounds.queries import edition
from anxin.core.web.downloads import csv_response, xlsx_response
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page
from anxin.methods.forecast import poisson_range


def forecast(request: ActorRequest) -> HttpResponse:
    """Show what the next seven days bring and why, estate by estate; or why no forecast is shown."""
    rows = queries.forecasts()
    file = download(request, rows, FORECASTS)
    if file:
        return file
    found = list(rows.values_list("expected", flat=True).order_by("-expected"))
    check = queries.newest_check()
    context = {
        "check": check,
        **(_at_five(check) if check else {}),
        "first": rows[0].first_date if found else None,
        "made": PlaceForecast.objects.exists(),
        "expected": sum(found),
        "top": max(1, len(found) // 20),
        "top_share": sum(found[: max(1, len(found) // 20)]) / sum(found) if found else None,
        "example": rows.order_by("-expected").first() if found else None,
        "table": table_page(request, rows, FORECASTS),
        "edition": edition(),
    }
    return render(request, "burglary/forecast.html", context)


def forecast_check(request: ActorRequest) -> HttpResponse:
    """Show how the forecast did on past weeks, beside the naive count and other ways."""
    check = queries.newest_check()
    file = _download(request, check)
    if file:
        return file
    if check is None:
        return render(request, "burglary/forecast_check.html", {"check": None})
    shipped = _named(check, "multi_scale")
    deciles = [_beside_chance(row) for row in shipped["deciles"]]
    context = {
        "check": check,
        **_at_five(check),
        "headings": CHECK_HEADINGS,
        "lines": [list(zip(CHECK_HEADINGS, line, strict=True)) for line in check_lines(check.judged)],
        "gain": shipped["gain"]["0.05"],
        "overall": _beside_chance(shipped["overall"]),
        "deciles": deciles,
        "hottest": deciles[-1],
        "areas": [_beside_chance(row) for row in shipped["areas"]],
        "chart": _chart(shipped["deciles"]),
    }
    return render(request, "burglary/forecast_check.html", context)


def _download(request: ActorRequest, check: ForecastCheck | None) -> HttpResponse | None:
    kind = request.GET.get("format")
    if kind not in ("csv", "xlsx"):
        return None
    if check is None:
        raise NotFoundError(_("The forecast has not been checked yet."))
    lines = [[str(heading) for heading in CHECK_HEADINGS], *check_lines(check.judged)]
    title = _("How the forecast did")
    return csv_response("forecast-check", lines) if kind == "csv" else xlsx_response("forecast-check", title, lines)


def _named(check: ForecastCheck, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(judged for judged in check.judged if judged["name"] == name)
    return found


def _at_five(check: ForecastCheck) -> dict[str, float]:
    """Return the share of burglaries at the 5 % put first, by the forecast and by last year's count."""
    ours, naive = (_named(check, name)["hit_rate"]["0.05"] for name in ("multi_scale", "last_year"))
    return {"at_five": ours, "baseline_at_five": naive}


def _beside_chance(row: dict[str, Any]) -> dict[str, Any]:
    """Return observed beside expected with what chance alone gives if the expectation is right."""
    low, high = poisson_range(row["expected"])
    ratio = row["observed"] / row["expected"] if row["expected"] else None
    return {
        **row,
        "ratio": ratio,
        "low": low,
        "high": high,
        "fewer": row["observed"] < low,
        "more": row["observed"] > high,
    }


def _chart(deciles: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "pairs",
        "x": [row["label"] for row in deciles],
        "first": [round(row["expected"], 1) for row in deciles],
        "second": [row["observed"] for row in deciles],
        "labels": {
            "first": _("expected"),
            "second": _("happened"),
            "unit": _("burglaries"),
            "x": _("tenths of estates; the forecast puts the tenth first"),
        },
    }
