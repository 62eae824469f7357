"""The table of places and their visits."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.core.territory.models import Place
from anxin.core.territory.queries import subdistricts
from anxin.core.web.shown import day
from anxin.core.web.tables import Column, Filter, TableSpec, figure_column

SEEN = {"yes": Q(visits__gt=0), "no": Q(visits=0)}


def coverage_table() -> TableSpec:
    """Return the table; its subdistricts are those of the register."""
    areas = [(place.code, place.name) for place in subdistricts()]
    return TableSpec(
        name="coverage",
        caption=_("Estates and their visits in the last four weeks"),
        columns=(
            Column("name", _("Estate"), lambda r: r.name, order="name", leading=True),
            Column("subdistrict", _("Subdistrict"), _subdistrict, order="subdistrict__name"),
            figure_column("visits", _("Evenings visited"), "visits", leading=True),
            figure_column("minutes", _("Minutes there"), "minutes"),
            Column("last", _("Last visit"), lambda r: day(r.last_visit), lambda r: r.last_visit, order="last_visit"),
        ),
        sort="-visits",
        filters=(
            Filter("subdistrict", _("Subdistrict"), areas, lambda code: Q(subdistrict__code=code)),
            Filter("seen", _("Visited"), (("yes", _("visited")), ("no", _("not visited"))), SEEN.__getitem__),
        ),
        search=lambda text: (
            Q(name__icontains=text) | Q(pinyin__contains=text.lower()) | Q(code__istartswith=text)
        ),
        empty=_("No estate fits. Loosen the filter."),
    )  # fmt: skip


def _subdistrict(place: Place) -> str:
    return place.subdistrict.name if place.subdistrict else ""
