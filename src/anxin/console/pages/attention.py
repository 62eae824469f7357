"""Does attention follow burglary? Listings, patrol stops and alerts of each subdistrict beside its burglaries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.burglary.attention import queries as burglary
from anxin.burglary.policy import with_opening
from anxin.burglary.queries import focus_rule
from anxin.core import clock
from anxin.core.released.given import Given
from anxin.core.territory.queries import subdistricts
from anxin.core.web.downloads import csv_response, xlsx_response
from anxin.core.web.requests import ActorRequest
from anxin.core.web.shown import number, span
from anxin.methods.evaluation.attention import Proportion, attention_ratio
from anxin.patrols import queries as patrols

DAYS = 365
TELLS = 2.0  # a largest ratio above this that chance still explains says that there is too little, not that all is even
KINDS: Mapping[str, Any] = {
    "listing": gettext_lazy("time on the focus list"),
    "stops": gettext_lazy("patrol stops"),
    "alerts": gettext_lazy("neighbour alerts"),
}
COUNTED: Mapping[str, Callable[[date, date], Given]] = {
    "listing": burglary.listing_given,
    "stops": patrols.stops_given,
    "alerts": burglary.alerts_given,
}


@dataclass(frozen=True)
class Cell:
    """One subdistrict's share of one kind of attention, and how it stands to its share of burglaries."""

    kind: str
    label: Any
    share: float | None  # None: there was none of this kind anywhere
    proportion: Proportion | None

    @property
    def ratio(self) -> float | None:
        """Times its share of burglaries."""
        return self.proportion.ratio if self.proportion else None

    @property
    def stands_out(self) -> bool:
        """More or less than chance gives."""
        return bool(self.proportion and (self.proportion.above_chance or self.proportion.below_chance))

    @property
    def interval(self) -> str:
        """The interval of the ratio in words."""
        if self.proportion is None:
            return ""
        if self.proportion.high is None:
            return _("%(low)s and more") % {"low": number(self.proportion.low, 1)}
        return span(self.proportion.low, self.proportion.high)

    @property
    def verdict(self) -> str:
        """Whether chance explains it, in words."""
        if self.proportion is None:
            return ""
        if self.proportion.above_chance:
            return _("more than its share")
        return _("less than its share") if self.proportion.below_chance else _("within chance")


@dataclass(frozen=True)
class Row:
    """One subdistrict."""

    name: str
    homes: float | None
    burglaries: float | None
    count: int
    cells: list[Cell]
    happened: float | None
    forecast: float | None

    @property
    def calibration(self) -> float | None:
        """Burglaries that happened to those forecast."""
        return self.happened / self.forecast if self.forecast and self.happened is not None else None


def attention(request: ActorRequest) -> HttpResponse:
    """Show for each subdistrict its shares of attention beside its shares of burglaries and homes."""
    last = clock.today()
    rows = _rows(last - timedelta(days=DAYS - 1), last)
    kind = request.GET.get("format")
    if kind in ("csv", "xlsx"):
        lines = _lines(rows)
        return csv_response("attention", lines) if kind == "csv" else xlsx_response("attention", _("Attention"), lines)
    cells = [(row, cell) for row in rows for cell in row.cells]
    context = {
        "rows": rows,
        "news": _news(cells),
        "others": sum(cell.stands_out for _row, cell in cells) - 1,
        "kinds": [_capital(label) for label in KINDS.values()],
        "first": last - timedelta(days=DAYS - 1),
        "last": last,
        "long_listed": with_opening(request.actor, burglary.long_listed(last, focus_rule())),
    }
    return render(request, "console/attention.html", context)


def _rows(first: date, last: date) -> list[Row]:
    areas, events, homes = (
        subdistricts(),
        burglary.burglaries_by_subdistrict(first, last),
        burglary.homes_by_subdistrict(),
    )
    given = {kind: count(first, last) for kind, count in COUNTED.items()}
    checked = burglary.calibration_by_subdistrict()
    all_events, all_homes = sum(events.values()), sum(homes.values())
    rows = []
    for area in areas:
        here = events.get(area.pk, 0)
        happened, forecast = checked.get(area.name, (None, None))
        rows.append(
            Row(
                name=area.name,
                homes=homes.get(area.pk, 0) / all_homes if all_homes else None,
                burglaries=here / all_events if all_events else None,
                count=here,
                cells=[_cell(kind, given[kind], area.pk, events, len(areas)) for kind in KINDS],
                happened=happened,
                forecast=forecast,
            )
        )
    return rows


def _cell(kind: str, given: Given, area: int, events: Mapping[int, int], areas: int) -> Cell:
    if not given.total:
        return Cell(kind, KINDS[kind], None, None)
    share, all_events = given.by_subdistrict.get(area, 0) / given.total, sum(events.values())
    found = attention_ratio(share, given.chosen, events.get(area, 0), all_events, areas=areas) if all_events else None
    return Cell(kind, KINDS[kind], share, found)


def _news(cells: list[tuple[Row, Cell]]) -> str:
    """Say who stands out most; else by how much nobody does."""
    compared = [(row, cell) for row, cell in cells if cell.proportion]
    if not compared:
        return _("There is no attention to compare with burglary yet.")
    outstanding = [(row, cell) for row, cell in compared if cell.stands_out]
    if outstanding:
        row, cell = max(outstanding, key=lambda pair: _distance(pair[1]))
        figures = {"name": row.name, "ratio": number(cell.ratio, 1), "kind": cell.label}
        if cell.ratio is None:
            return _("%(name)s had no burglary and yet more %(kind)s than chance gives.") % figures
        if cell.ratio > 1:
            return _("%(name)s gets %(ratio)s times its share of %(kind)s, more than chance gives.") % figures
        return _("%(name)s gets %(ratio)s times its share of %(kind)s, less than chance gives.") % figures
    most = max((cell.ratio for _row, cell in compared if cell.ratio is not None), default=1.0)
    follows = _("Attention follows burglary: no subdistrict has more than %(ratio)s times its share.")
    too_little = _(
        "No share lies beyond chance, but there is too little to tell: the largest is %(ratio)s times its due."
    )
    return (follows if most <= TELLS else too_little) % {"ratio": number(most, 1)}


def _distance(cell: Cell) -> float:
    """Return how far the interval lies from 1, as a factor."""
    held = cell.proportion
    if held is None or held.above_chance:
        return held.low if held else 0.0
    return 1 / max(held.high or 0.0, 1e-9)


def _capital(label: Any) -> str:
    text = str(label)
    return text[:1].upper() + text[1:]


def _lines(rows: list[Row]) -> list[list[Any]]:
    heads = [_("Subdistrict"), _("Share of homes"), _("Share of burglaries"), _("Burglaries")]
    for label in KINDS.values():
        heads += [_capital(label), *(f"{_capital(label)} · {part}" for part in _parts())]
    lines: list[list[Any]] = [[*heads, _("Happened / forecast")]]
    for row in rows:
        line: list[Any] = [row.name, row.homes, row.burglaries, row.count]
        for cell in row.cells:
            held = cell.proportion
            line += [cell.share, cell.ratio, held and held.low, held and held.high, cell.verdict]
        lines.append([*line, row.calibration])
    return lines


def _parts() -> list[str]:
    return [_("times its share of burglaries"), _("range from"), _("range to"), _("beyond chance?")]
