"""The estates as a map layer: geometry and the figures that a coordinator may colour it by."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.burglary.forecasts.queries import expected_next_week
from anxin.burglary.models import Judgement
from anxin.core.released.services import publish
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence


def estate_layer() -> dict[str, Any]:
    """Return GeoJSON with one feature an estate that has a place on the map."""
    judged = (
        Judgement.objects.select_related("place", "place__subdistrict")
        .exclude(place__longitude=None)
        .order_by("place_id")
    )
    ahead = expected_next_week()
    features = [_feature(row, ahead.get(row.place_id)) for row in judged.iterator(chunk_size=2000)]
    return {"type": "FeatureCollection", "features": features}


def _feature(row: Judgement, next_week: float | None) -> dict[str, Any]:
    place = row.place
    point = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
    figures = {
        "last_12_months": row.last_12_months,
        "this_year": row.this_year,
        "rate": None if row.rate is None else round(row.rate, 2),
        "chance_worst": None if row.chance_worst is None else round(row.chance_worst, 3),
        "expected_next_year": None if row.expected_next_year is None else round(row.expected_next_year, 2),
        "days_since": row.days_since,
        "expected_next_week": None if next_week is None else float(f"{next_week:.2g}"),
    }
    properties = {
        "code": place.code,
        "name": place.name,
        "subdistrict": place.subdistrict.name if place.subdistrict else "",
        "listed": row.listed,
        "near_repeat": row.near_repeat,
        **figures,
    }
    return {"type": "Feature", "properties": properties, "geometry": place.boundary or point}


def _decide_map(_day: date) -> bytes:
    return json.dumps(estate_layer(), ensure_ascii=False, separators=(",", ":")).encode()


def _publish_map(layer: bytes, _day: date, at: datetime) -> StepReport:
    publish(key="estates", body=layer, content_type="application/geo+json", at=at)
    return StepReport(did=[sentence(gettext_noop("The estate layer of the map is ready."))])


STEPS = (Step("burglary.publish_map", _("Draw the estates on the map"), _decide_map, _publish_map),)
