"""The table of every pair of years."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.burglary.share_change.models import ShareChange
from anxin.burglary.share_change.words import Points, signed
from anxin.core.web.shown import number
from anxin.core.web.tables import Column, TableSpec, figure_column, share_column


def years_label(row: ShareChange) -> str:
    """Name the two years."""
    text = gettext("%(before)s to %(after)s so far") if row.to_date else gettext("%(before)s to %(after)s")
    return text % {"before": row.before_year, "after": row.after_year}


def _link(row: ShareChange) -> str:
    return f"{reverse('burglary:share_change')}?before={row.before_year}&after={row.after_year}"


def _part(key: str, label: Any, shown: str, field: str, *, leading: bool = False) -> Column:
    """Return a column of points, shown as they add up and downloaded unrounded."""
    return Column(
        key,
        label,
        lambda row: signed(getattr(Points.of(row), shown)),
        lambda row: 100 * getattr(row, field),
        numeric=True,
        leading=leading,
    )


def _range(key: str, label: Any, field: str) -> Column:
    return Column(
        key,
        label,
        lambda row: f"± {number(100 * getattr(row, field), 1)}",
        lambda row: 100 * getattr(row, field),
        numeric=True,
    )


CHANGES = TableSpec(
    name="share-change",
    caption=_("Every pair of years, in points"),
    columns=(
        Column("years", _("Years"), years_label, order="after_year", leading=True, link=_link),
        share_column("before", _("Share before"), "share_before"),
        share_column("after", _("Share after"), "share_after"),
        _part("change", _("Change of the share"), "change", "change", leading=True),
        _part("events", _("From the number of burglaries"), "events", "events"),
        _range("events_range", _("Its 95 % range"), "events_range"),
        _part("size", _("From size"), "size", "size"),
        _part("rest", _("The rest"), "rest", "chance"),
        _range("chance_range", _("What chance gives the rest (95 %)"), "chance_range"),
        figure_column("incidents_before", _("Burglaries before"), "incidents_before"),
        figure_column("incidents_after", _("Burglaries after"), "incidents_after"),
    ),
    sort="-years",
    page_size=100,
    keeps=("before", "after"),
    empty=_("No two years can be compared yet."),
)
