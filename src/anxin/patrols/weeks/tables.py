"""The table of places in the coming weeks."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.core.web.tables import Column, Filter, TableSpec, figure_column, share_column
from anxin.patrols.weeks.models import PlaceChance

KINDS = {
    "needed": Q(needed=True),
    "waiting": Q(needed=False),
    "unseen": Q(seen=0),
}


def _subdistrict(row: PlaceChance) -> str:
    return row.place.subdistrict.name if row.place.subdistrict else "–"


PLACES = TableSpec(
    name="weeks",
    caption=_("Estates in these weeks"),
    columns=(
        Column(
            "name",
            _("Estate"),
            lambda row: row.place.name,
            order="place__pinyin",
            leading=True,
            link=lambda row: reverse("estate", args=[row.place.code]),
        ),
        Column("subdistrict", _("Subdistrict"), _subdistrict, order="place__subdistrict__code"),
        share_column("expected", _("Chance of a visit, an evening"), "expected", leading=True),
        share_column("worst", _("In its quietest week"), "worst"),
        figure_column("gap", _("Longest gap, days"), "longest_gap_days"),
        figure_column("bits", _("Spread of visiting times, bits"), "entropy_bits", places=1),
        figure_column("seen", _("Visits drawn"), "seen"),
    ),
    sort="-expected",
    filters=(
        Filter(
            "kind",
            _("Why"),
            (
                ("needed", _("Needs a visit")),
                ("waiting", _("Not visited for long")),
                ("unseen", _("No visit drawn")),
            ),
            lambda wanted: KINDS[wanted],
        ),
    ),
    search=lambda text: Q(place__name__icontains=text) | Q(place__pinyin__icontains=text),
    empty=_("No estate fits this choice."),
)
