"""The table of neighbourhoods and their letters."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anxin.core.web.shown import number
from anxin.core.web.tables import Column, TableSpec, figure_column
from anxin.mood.pulse.rules import answers_a_week, has_own_figure, letters_for_own_figure


def letters_table() -> TableSpec:
    """Return the table: what there is, and what to expect of it."""
    return TableSpec(
        name="letters",
        caption=gettext_lazy("Neighbourhoods and their letters"),
        columns=(
            Column("name", gettext_lazy("Neighbourhood"), lambda r: r.name, order="name", leading=True),
            Column("subdistrict", gettext_lazy("Subdistrict"), _subdistrict, order="subdistrict__name"),
            figure_column("homes", gettext_lazy("Homes"), "all_homes"),
            figure_column("letters", gettext_lazy("Letters made"), "letters", leading=True),
            Column(
                "expected", gettext_lazy("Answers a week to expect"), _expected, lambda r: answers_a_week(r.letters),
                numeric=True,
            ),
            Column("figure", gettext_lazy("Which figure will be shown"), _figure),
        ),
        sort="-letters",
        search=lambda text: (
            Q(name__icontains=text) | Q(pinyin__contains=text.lower()) | Q(code__istartswith=text)
        ),
        empty=gettext_lazy("No neighbourhood fits."),
    )  # fmt: skip


def _subdistrict(place: Any) -> str:
    return place.subdistrict.name if place.subdistrict else ""


def _expected(place: Any) -> str:
    return number(answers_a_week(place.letters)) if place.letters else "–"


def _figure(place: Any) -> str:
    if has_own_figure(place.letters):
        return _("its own")
    more = letters_for_own_figure() - place.letters
    said = ngettext(
        "the subdistrict’s; %(more)s more letter for its own",
        "the subdistrict’s; %(more)s more letters for its own",
        more,
    )
    return said % {"more": number(more)}
