"""The street network as stored and as walked on."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from functools import lru_cache

import numpy as np
from django.db import transaction

from anxin.core import audit
from anxin.core.people.actor import Actor
from anxin.core.territory.models import StreetNetwork
from anxin.methods.routing import StreetGraph

FIELDS = ("longitude", "latitude", "u", "v", "metres")


@transaction.atomic
def store_streets(graph: StreetGraph, *, source: str, actor: Actor, at: datetime) -> tuple[StreetNetwork, bool]:
    """Store a network and make it the one in use; the same network twice changes nothing."""
    packed = io.BytesIO()
    np.savez_compressed(packed, **{name: getattr(graph, name) for name in FIELDS})
    version = hashlib.sha256(b"".join(getattr(graph, name).tobytes() for name in FIELDS)).hexdigest()
    network, fresh = StreetNetwork.objects.get_or_create(
        version=version,
        defaults={
            "source": source[:200],
            "nodes": len(graph),
            "kilometres": float(graph.metres.sum() / 1000),
            "arrays": packed.getvalue(),
            "at": at,
        },
    )
    if not fresh and network.pk != _newest_key():
        StreetNetwork.objects.filter(pk=network.pk).update(at=at)  # an older version is in use again
        audit.record("territory.streets.restored", subject=source, actor=actor, at=at, version=version)
    if fresh:
        audit.record("territory.streets.stored", subject=source, actor=actor, at=at, version=version, nodes=len(graph))
    return network, fresh


def _newest_key() -> int | None:
    newest = current_network()
    return newest.pk if newest else None


def current_network() -> StreetNetwork | None:
    """Return the newest network without its arrays, or None where none is loaded."""
    return StreetNetwork.objects.defer("arrays").order_by("-at", "-pk").first()


@lru_cache(maxsize=2)
def street_graph(version: str) -> StreetGraph:
    """Return the graph of a version; kept in memory, because a version never changes."""
    arrays = StreetNetwork.objects.values_list("arrays", flat=True).get(version=version)
    with np.load(io.BytesIO(bytes(arrays))) as held:
        return StreetGraph(*(held[name] for name in FIELDS))
