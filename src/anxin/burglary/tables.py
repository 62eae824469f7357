"""The tables of this module's pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.burglary.models import ROLLING
from anxin.core.web.shown import chance, day, number, percent, span
from anxin.core.web.tables import Column, TableSpec

LISTED = TableSpec(
    name="focus-list",
    caption=_("On the focus list"),
    columns=(
        Column("name", _("Estate"), lambda r: r.place.name, order="place__name", leading=True, link=lambda r: reverse("burglary:listing", args=[r.pk])),
        Column("subdistrict", _("Subdistrict"), lambda r: r.place.subdistrict.name if r.place.subdistrict else "", order="place__subdistrict__name"),
        Column("since", _("Since"), lambda r: day(r.listed_at.date() if r.listed_at else None), order="listed_at"),
        Column("last_year", _("Burglaries, 12 months before"), lambda r: number(r.last_year), value=lambda r: r.last_year, order="last_year", numeric=True),
        Column("expected", _("Expected next year"), lambda r: number(r.expected_next_year, 1), value=lambda r: r.expected_next_year, order="expected_next_year", numeric=True, leading=True),
        Column("chance", _("Chance of being among the worst 5 %"), lambda r: chance(r.chance_worst), value=lambda r: r.chance_worst, order="chance_worst", numeric=True),
        Column("open", _("Open tasks"), lambda r: number(r.open_tasks), value=lambda r: r.open_tasks, order="open_tasks", numeric=True),
        Column("verify", _("To verify"), lambda r: number(r.tasks_to_verify), value=lambda r: r.tasks_to_verify, order="tasks_to_verify", numeric=True),
    ),
    sort="-chance",
    empty=_("No estate is on the focus list. The next round proposes those that the rule finds."),
)  # fmt: skip

UNPLACED = TableSpec(
    name="unplaced",
    caption=_("Burglaries without an estate"),
    columns=(
        Column("date", _("Date"), lambda r: day(r.occurred_date), value=lambda r: r.occurred_date, order="occurred_date", leading=True),
        Column("key", _("Key in the source"), lambda r: r.source_key, order="source_key"),
        Column("point", _("Point"), lambda r: "–" if r.longitude is None else f"{r.longitude:.5f}, {r.latitude:.5f}", leading=True),
    ),
    sort="-date",
    empty=_("Every burglary belongs to an estate."),
)  # fmt: skip


def record_table(period: str) -> TableSpec:
    """Return the record by subdistrict for a year or the last twelve months."""
    caption = _("The last twelve months by subdistrict") if period == ROLLING else _("%(year)s by subdistrict") % {"year": period}
    return TableSpec(
        name=f"record-{period}",
        caption=caption,
        columns=(
            Column("name", _("Subdistrict"), lambda r: r.place.name, order="place__name", leading=True, link=lambda r: f"{reverse('estates')}?subdistrict={r.place.code}"),
            Column("share", _("Estates without a burglary"), lambda r: percent(r.share), value=lambda r: round(r.share, 4), order="zero_share", numeric=True, leading=True),
            Column("interval", _("95 % interval"), lambda r: span(r.low, r.high, share=True), numeric=True),
            Column("by_size", _("Expected from size alone"), lambda r: percent(r.by_size), value=lambda r: round(r.by_size, 4), order="by_size", numeric=True),
            Column("zero", _("Without"), lambda r: number(r.zero_estates), value=lambda r: r.zero_estates, order="zero_estates", numeric=True),
            Column("estates", _("Of estates"), lambda r: number(r.estates), value=lambda r: r.estates, order="estates", numeric=True),
            Column("incidents", _("Burglaries"), lambda r: number(r.incidents), value=lambda r: r.incidents, order="incidents", numeric=True),
            Column("per_1000", _("Per 1,000 homes"), lambda r: number(r.per_1000_homes, 2), value=lambda r: round(r.per_1000_homes, 3), numeric=True),
        ),
        sort="name",
        page_size=100,
        empty=_("The record begins with the first import of burglaries."),
    )  # fmt: skip
