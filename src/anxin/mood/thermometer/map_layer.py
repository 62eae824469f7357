"""The estates coloured by how satisfied people around them are: their neighbourhood's figure, or its subdistrict's."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from anxin.core.territory.models import Level, Place
from anxin.mood.pulse.items import EVERYBODY
from anxin.mood.thermometer.models import Reading
from anxin.mood.thermometer.readings import FOUR_WEEKS


def mood_layer() -> bytes:
    """Return GeoJSON with one feature an estate that has a place on the map; the figure is never an estate's own."""
    week = Reading.objects.order_by("-week").values_list("week", flat=True).first()
    rows = Reading.objects.filter(week=week or date.min, weeks=FOUR_WEEKS, item=EVERYBODY).select_related("place")
    figures = {row.place_id: row for row in rows.defer("place__boundary")}
    estates = Place.objects.filter(level=Level.ESTATE, longitude__isnull=False).select_related("parent", "subdistrict")
    features = [_feature(place, figures) for place in estates.order_by("pk").iterator(chunk_size=2000)]
    layer = {"type": "FeatureCollection", "features": features}
    return json.dumps(layer, ensure_ascii=False, separators=(",", ":")).encode()


def _feature(place: Place, figures: dict[int, Reading]) -> dict[str, Any]:
    reading = figures.get(place.parent_id or 0) or figures.get(place.subdistrict_id or 0)
    whose = reading.place.name if reading and reading.own else place.subdistrict.name if place.subdistrict else ""
    properties = {
        "code": place.parent.code if place.parent else place.code,
        "name": whose,
        "subdistrict": place.subdistrict.name if place.subdistrict else "",
        "listed": False,
        "mood": None if reading is None or reading.mean is None else round(reading.mean, 2),
    }
    point = {"type": "Point", "coordinates": [place.longitude, place.latitude]}
    return {"type": "Feature", "properties": properties, "geometry": place.boundary or point}
