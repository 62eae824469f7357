from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from anxin.burglary.share_change import queries
from anxin.burglary.share_change.models import ShareChange
from anxin.burglary.share_change.tables import CHANGES
from anxin.burglary.share_change.words import news, parts
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page


def share_change(request: ActorRequest) -> HttpResponse:
    """Say why the share of estates without a burglary changed between two years."""
    file = download(request, queries.changes(), CHANGES)
    if file:
        return file
    known = {(row.before_year, row.after_year): row for row in queries.changes()}
    chosen = _chosen(request, known)
    if chosen is None:
        return render(request, "burglary/share_change.html", {"change": None})
    context = {
        "change": chosen,
        "news": news(chosen),
        "parts": parts(chosen),
        "befores": [row for row in known.values() if row.after_year == chosen.after_year][::-1],
        "afters": _afters(chosen, known),
        "table": table_page(request, queries.changes(), CHANGES),
    }
    return render(request, "burglary/share_change.html", context)


def _chosen(request: ActorRequest, known: dict[tuple[int, int], ShareChange]) -> ShareChange | None:
    """Return the pair that the address asks for; else the last two whole years; else the newest pair there is."""
    for (before, after), row in known.items():
        if request.GET.get("before") == str(before) and request.GET.get("after") == str(after):
            return row
    whole = [row for row in known.values() if not row.to_date]
    return next(iter(whole or known.values()), None)


def _afters(chosen: ShareChange, known: dict[tuple[int, int], ShareChange]) -> list[dict[str, Any]]:
    """Return the later years to choose, oldest first: with the same earlier year where it is earlier, else the last."""
    nearest: dict[int, ShareChange] = {}
    for row in known.values():  # newest first, so the nearest earlier year comes first
        nearest.setdefault(row.after_year, row)
    for row in known.values():
        if row.before_year == chosen.before_year:
            nearest[row.after_year] = row
    return [{"row": nearest[year], "on": year == chosen.after_year} for year in sorted(nearest)]
