from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.core.territory.models import Level, Place
from anxin.core.web.shown import number, percent, span
from anxin.core.web.tables import Column, TableSpec, figure_column
from anxin.mood.thermometer.models import Reading


def below_table(place: Place) -> TableSpec:
    """Return the table of the places just below one."""
    below = gettext_lazy("Subdistricts") if place.level == Level.DISTRICT else gettext_lazy("Neighbourhoods")
    return TableSpec(
        name="mood",
        caption=below,
        columns=(
            Column(
                "place",
                gettext_lazy("Place"),
                lambda row: row.place.name,
                order="place__name",
                link=_page_of,
                leading=True,
            ),
            Column(
                "mean",
                gettext_lazy("Satisfied with life, 0 to 10"),
                _mean,
                _raw("mean"),
                order="mean",
                numeric=True,
                leading=True,
            ),
            Column("interval", gettext_lazy("90 % interval"), lambda row: span(row.low, row.high, places=2)),
            Column("low", gettext_lazy("from"), _raw("low"), in_file_only=True),
            Column("high", gettext_lazy("to"), _raw("high"), in_file_only=True),
            Column(
                "poor",
                gettext_lazy("Answers 0 to 4"),
                lambda row: percent(row.poor),
                _raw("poor"),
                order="poor",
                numeric=True,
            ),
            figure_column("answers", gettext_lazy("Answers, about"), "answers"),
            Column("own", gettext_lazy("Whose figure"), _whose),
        ),
        sort="mean",
        keeps=("place",),
        empty=gettext_lazy("There is no reading below this place."),
    )


def _page_of(row: Reading) -> str:
    return f"{reverse('mood:thermometer')}?{urlencode({'place': row.place.code})}"


def _mean(row: Reading) -> str:
    return number(row.mean, 2)


def _raw(field: str) -> Any:
    def read(row: Reading) -> float | None:
        value = getattr(row, field)
        return None if value is None else round(value, 4)

    return read


def _whose(row: Reading) -> str:
    if row.mean is None:
        return _("too few answers")
    return _("its own") if row.own else _("its subdistrict’s")
