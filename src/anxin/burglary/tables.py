"""The tables of this module's pages."""

from __future__ import annotations

from datetime import date
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from anxin.burglary.models import ROLLING
from anxin.burglary.policy import may_see
from anxin.core.web.shown import chance, day, span
from anxin.core.web.tables import Column, TableSpec, figure_column, share_column


def subdistrict_name(row: Any) -> str:
    """Return the name of the subdistrict that a row's place lies in."""
    return row.place.subdistrict.name if row.place.subdistrict else ""


def chance_column(label: Any, field: str = "chance_worst") -> Column:
    """Return the chance of being among the worst, never shown as 0 % or 100 %."""
    read = attrgetter(field)
    return Column("chance", label, lambda row: chance(read(row)), read, field, numeric=True)


def _listed_date(row: Any) -> date | None:
    return localdate(row.listed_at) if row.listed_at else None


LISTED = TableSpec(
    name="focus-list",
    caption=_("On the focus list"),
    columns=(
        Column(
            "name",
            _("Estate"),
            lambda r: r.place.name,
            order="place__pinyin",
            leading=True,
            link=lambda r: reverse("burglary:listing", args=[r.pk]),
            opens=lambda actor, r: may_see(actor, r.place.path),
        ),
        Column("subdistrict", _("Subdistrict"), subdistrict_name, order="place__subdistrict__pinyin"),
        Column("since", _("Since"), lambda r: day(_listed_date(r)), _listed_date, order="listed_at"),
        figure_column("last_12_months", _("Burglaries, last 12 months"), "now_last_12_months"),
        figure_column("expected", _("Expected next year"), "now_expected", places=1, leading=True),
        chance_column(_("Chance of being among the worst"), "now_chance"),
        figure_column("open", _("Open tasks"), "open_tasks"),
        figure_column("verify", _("To verify"), "tasks_to_verify"),
    ),
    sort="-chance",
    empty=_("No estate is on the focus list. The next round proposes those that the rule finds."),
)

UNPLACED = TableSpec(
    name="unplaced",
    caption=_("Burglaries without an estate"),
    columns=(
        Column(
            "date",
            _("Date"),
            lambda r: day(r.occurred_date),
            lambda r: r.occurred_date,
            order="occurred_date",
            leading=True,
        ),
        Column("key", _("Key in the source"), lambda r: r.source_key, order="source_key"),
        Column(
            "point",
            _("Point"),
            lambda r: "–" if r.longitude is None else f"{r.longitude:.5f}, {r.latitude:.5f}",
            leading=True,
        ),
    ),
    sort="-date",
    empty=_("Every burglary belongs to an estate."),
)


def record_table(period: str) -> TableSpec:
    """Return the record by subdistrict for a year or the last twelve months."""
    rolling, by_year = _("The last twelve months by subdistrict"), _("%(year)s by subdistrict")
    return TableSpec(
        name=f"record-{period}",
        caption=rolling if period == ROLLING else by_year % {"year": period},
        columns=(
            Column(
                "name",
                _("Subdistrict"),
                lambda r: r.place.name,
                order="place__pinyin",
                leading=True,
                link=lambda r: f"{reverse('estates')}?subdistrict={r.place.code}",
            ),
            share_column("share", _("Estates without a burglary"), "share", leading=True),
            Column("interval", _("95 % interval"), lambda r: span(r.low, r.high, share=True), numeric=True),
            share_column("by_size", _("Expected from size alone"), "by_size"),
            figure_column("zero", _("Without"), "zero_estates"),
            figure_column("estates", _("Of estates"), "estates"),
            figure_column("incidents", _("Burglaries"), "incidents"),
            figure_column("per_1000", _("Per 1,000 homes"), "per_1000_homes", places=2, order=""),
            figure_column("hit", _("Estates hit per 1,000 homes"), "hit_per_1000_homes", places=2, order=""),
        ),
        sort="name",
        page_size=100,
        keeps=("period",),
        empty=_("The record begins with the first import of burglaries."),
    )
