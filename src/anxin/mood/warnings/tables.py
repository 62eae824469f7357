from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.core.web.shown import day
from anxin.core.web.tables import Column, Filter, TableSpec
from anxin.mood.names import name_of
from anxin.mood.warnings.models import OPEN_WARNINGS, MoodWarning

WARNINGS = TableSpec(
    name="warnings",
    caption=_("Warnings"),
    columns=(
        Column(
            "place",
            _("Place"),
            lambda row: row.place.name,
            order="place__name",
            leading=True,
            link=lambda row: reverse("mood:warning", args=[row.pk]),
        ),
        Column("what", _("About what"), lambda row: str(name_of(row.what)), order="what", leading=True),
        Column("way", _("Than to be expected"), lambda row: _("higher") if row.rise else _("lower")),
        Column("since", _("Since the week of"), lambda row: day(row.since), lambda row: row.since, order="since"),
        Column("state", _("State"), lambda row: row.get_state_display(), order="state"),
        Column("by", _("Looked after by"), lambda row: row.acknowledged_by or "–", lambda row: row.acknowledged_by),
    ),
    sort="-since",
    filters=(
        Filter(
            "state",
            _("State"),
            [("open", _("open")), ("closed", _("closed"))],
            lambda wanted: Q(state__in=OPEN_WARNINGS) if wanted == "open" else Q(state="closed"),
        ),
    ),
    empty=_("There is no warning. Each round looks for falls that last two weeks."),
)


def weeks_running(warning: MoodWarning) -> int:
    """Return how many weeks a warning has lasted."""
    return (warning.week - warning.since).days // 7 + 1
