"""The steps of the round: make the street layer of the map."""

from __future__ import annotations

import json
from datetime import date, datetime

import numpy as np
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.core.released.services import publish
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence
from anxin.core.territory.streets import current_network, street_graph
from anxin.methods.routing import StreetGraph


def street_layer(graph: StreetGraph) -> bytes:
    """Return the streets as one GeoJSON MultiLineString, to a metre."""
    points = np.round(np.column_stack([graph.longitude, graph.latitude]), 5)
    lines = np.stack([points[graph.u], points[graph.v]], axis=1).tolist()
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiLineString", "coordinates": lines}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, separators=(",", ":")).encode()


def _decide(_day: date) -> bytes | None:
    network = current_network()
    return street_layer(street_graph(network.version)) if network else None


def _do(layer: bytes | None, _day: date, at: datetime) -> StepReport:
    publish(
        key="streets",
        body=layer or b'{"type":"FeatureCollection","features":[]}',
        content_type="application/geo+json",
        at=at,
    )
    if layer is None:
        return StepReport(
            did=[sentence(gettext_noop("No street network is loaded; walking is reckoned in straight lines."))],
            needs=[
                sentence(gettext_noop("Import the streets of the district, so that patrols walk on streets."))
                | {"url": "/data/#kind-streets"}
            ],
        )
    return StepReport(did=[sentence(gettext_noop("The street layer of the map is ready."))])


STEPS = (Step("places.publish_streets", _("Draw the streets"), _decide, _do),)
