"""The tables of the forecast and of how it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from anxin.burglary.tables import subdistrict_name
from anxin.core.web.shown import number, percent, span
from anxin.core.web.tables import Column, TableSpec, figure_column
from anxin.methods.forecast import SHARES

WEEKS_A_YEAR, MOST_YEARS = 52.18, 100

GROUP_NAMES = {
    "history": _("its own history"),
    "surroundings": _("its surroundings"),
    "recent": _("recent burglaries here and nearby"),
    "homes": _("its homes"),
}
NAMES = {
    "last_year": _("Last year's count (naive)"),
    "decayed_count": _("Older ones count less, smoothed over 100 m"),
    "gamma_poisson": _("Gamma-Poisson empirical Bayes"),
    "multi_scale": _("Multi-scale sum (this is what is shown)"),
    "self_exciting": _("Self-exciting process (ETAS)"),
    "stack": _("Mixture of all"),
}


def reasons(shares: Mapping[str, float]) -> str:
    """Say what makes an expectation, the largest part first; parts under 5 % are left out."""
    parts = sorted(((share, group) for group, share in shares.items() if share >= 0.05), reverse=True)
    return " · ".join(f"{GROUP_NAMES[group]} {percent(share, 0)}" for share, group in parts)


def pace(expected: float) -> str:
    """Say how often an expectation of seven days comes to one burglary, were it to last."""
    weeks = max(1, round(1 / max(expected, 1e-9)))
    if weeks == 1:
        return str(_("one a week or more"))
    if weeks < 53:
        return str(_("about one in %(count)s weeks")) % {"count": weeks}
    years = round(weeks / WEEKS_A_YEAR)
    if years > MOST_YEARS:
        return str(_("less than one in %(count)s years") % {"count": MOST_YEARS})
    return str(_("about one a year") if years == 1 else _("about one in %(count)s years")) % {"count": years}


FORECASTS = TableSpec(
    name="forecast",
    caption=_("The next seven days by estate"),
    columns=(
        Column(
            "name",
            _("Estate"),
            lambda r: r.place.name,
            order="place__pinyin",
            leading=True,
            link=lambda r: reverse("estate", args=[r.place.code]),
        ),
        Column("subdistrict", _("Subdistrict"), subdistrict_name, order="place__subdistrict__pinyin"),
        figure_column("expected", _("Expected in seven days"), "expected", places=3, leading=True),
        Column("pace", _("At this pace"), lambda r: pace(r.expected)),
        Column("interval", _("90 % interval"), lambda r: span(r.low, r.high, places=3), numeric=True),
        Column("why", _("What makes it"), lambda r: reasons(r.shares)),
    ),
    sort="-expected",
    empty=_("No forecast is shown."),
)

CHECK_HEADINGS = (
    _("Way to forecast"),
    *(format_lazy("{} {}", _("Hits at"), percent(share, 0)) for share in SHARES),
    _("Accuracy index (PAI)"),
    _("Gain at 5 %, 95 % interval"),
    _("Log loss"),
    _("CRPS"),
    _("Happened / expected"),
)


def check_lines(judged: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return one line a forecaster, as shown and downloaded."""
    return [_line(one) for one in judged]


def _line(one: Mapping[str, Any]) -> list[str]:
    low, high = one["gain"]["0.05"]
    overall = one["overall"]
    ratio = overall["observed"] / overall["expected"] if overall["expected"] else None
    naive = one["name"] == "last_year"
    return [
        str(NAMES[one["name"]]),
        *(percent(one["hit_rate"][str(share)]) for share in SHARES),
        number(one["hit_rate"]["0.05"] / 0.05, 2),
        str(_("the baseline")) if naive else span(low, high, share=True),
        number(one["log_loss"], 3),
        number(one["crps"], 2),
        number(ratio, 2),
    ]
