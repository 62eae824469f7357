"""The tables of the near-repeat pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.burglary.near_repeats.models import NearRepeatBand
from anxin.burglary.near_repeats.policy import may_read
from anxin.core.web.shown import day, number
from anxin.core.web.tables import Column, TableSpec, figure_column


@dataclass(frozen=True)
class DistanceRow:
    """One distance, with its band for each span of days."""

    label: str
    bands: list[NearRepeatBand]


def distance_label(band: NearRepeatBand) -> str:
    """Say how far apart the burglaries of a band lie."""
    if band.same_point:
        return gettext("At the same place")
    return gettext("%(low)s to %(high)s m") % {"low": number(band.metres_low), "high": number(band.metres_high)}


def days_label(band: NearRepeatBand) -> str:
    """Say how many days lie between; the upper edge is no longer inside."""
    return gettext("%(low)s to %(high)s days") % {"low": band.days_low, "high": band.days_high - 1}


def by_distance(bands: Sequence[NearRepeatBand]) -> list[DistanceRow]:
    """Return the bands as a table: one row a distance, one column a span of days."""
    rows: dict[str, list[NearRepeatBand]] = {}
    for band in bands:
        rows.setdefault(distance_label(band), []).append(band)
    return [DistanceRow(label, found) for label, found in rows.items()]


BANDS = TableSpec(
    name="near-repeats",
    caption=_("Near repeats by distance and days"),
    columns=(
        Column("distance", _("Distance"), distance_label, order="pk"),
        Column("days", _("Days between"), days_label),
        figure_column("pairs", _("Pairs"), "observed"),
        figure_column("expected", _("Pairs by chance"), "expected", places=1),
        figure_column("ratio", _("Ratio"), "ratio", places=2),
        figure_column("low", _("Ratio, 95 % from"), "ratio_low", places=2),
        figure_column("high", _("Ratio, 95 % to"), "ratio_high", places=2),
        figure_column("p", "p", "p_value", places=3),
    ),
    sort="distance",
)


def _subdistrict(place: Any) -> str:
    return place.subdistrict.name if place.subdistrict else ""


UNDER_ALERT = TableSpec(
    name="under-alert",
    caption=_("Estates under an alert now"),
    columns=(
        Column(
            "name",
            _("Estate"),
            lambda place: place.name,
            order="pinyin",
            leading=True,
            link=lambda place: reverse("burglary:residents_notice", args=[place.alert]),
            opens=lambda actor, place: may_read(actor, place.path),
        ),
        Column("subdistrict", _("Subdistrict"), _subdistrict, order="subdistrict__pinyin"),
        Column("since", _("Since"), lambda place: day(place.since), lambda place: place.since, order="since"),
        Column(
            "until", _("Until"), lambda place: day(place.until), lambda place: place.until, order="until", leading=True
        ),
    ),
    sort="-until",
    empty=_("No estate is under an alert: no burglary of the last days is on record."),
)
