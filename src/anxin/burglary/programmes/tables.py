"""The table of programmes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.burglary.programmes.models import Programme
from anxin.core.web.shown import day, number, span
from anxin.core.web.tables import Column, TableSpec, figure_column


def _ratio(row: Programme) -> str:
    held = getattr(row, "judgement", None)
    if held is None or held.ratio is None:
        return "–"
    return f"{number(held.ratio, 2)} ({span(held.low, held.high, places=2)})"


def _verdict(row: Programme) -> str:
    held = getattr(row, "judgement", None)
    return str(held.get_verdict_display()) if held else str(_("judged by the next round"))


PROGRAMMES = TableSpec(
    name="programmes",
    caption=_("Every programme, with or without an effect"),
    columns=(
        Column(
            "name",
            _("Programme"),
            lambda r: r.name,
            order="name",
            leading=True,
            link=lambda r: reverse("burglary:programme", args=[r.pk]),
        ),
        figure_column("estates", _("Estates"), "number"),
        Column("start", _("Start"), lambda r: day(r.start_date), lambda r: r.start_date, order="start_date"),
        Column("verdict", _("Verdict"), _verdict, order="judgement__verdict", leading=True),
        Column("ratio", _("Happened / expected (95 % interval)"), _ratio, order="judgement__ratio", numeric=True),
        Column("sunset", _("Ends"), lambda r: day(r.sunset_date), lambda r: r.sunset_date, order="sunset_date"),
    ),
    sort="-start",
    empty=_("No programme is registered yet. Write down the question before the start; the answer follows by itself."),
)
