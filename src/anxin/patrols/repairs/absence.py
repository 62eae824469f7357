"""Crews that are out of the evening, and what one that is called back can take up again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from anxin.core.territory.models import Place
from anxin.patrols.models import Plan, Route, Stop


def routes_out(plan: Plan) -> set[int]:
    """Return the routes whose crews are out and were not called back."""
    gone: set[int] = set()
    for out, back in plan.repairs.order_by("made_at", "pk").values_list("route_out", "route_back"):
        gone = (gone | {out}) - {back, None}
    return {key for key in gone if key is not None}


def kept_rows(stops: Iterable[Stop]) -> list[dict[str, Any]]:
    """Return stops as they are kept with the change that takes them off."""
    return [
        {
            "place": stop.place_id,
            "arrives_at": stop.arrives_at.isoformat(),
            "leaves_at": stop.leaves_at.isoformat(),
            "reasons": stop.reasons,
        }
        for stop in stops
    ]


def lost_by(route: Route, now: Iterable[Stop]) -> list[Stop]:
    """Return what a crew had when it went out and nobody has taken since, as stops that are not stored.

    `now` is what the evening holds; a rest is the crew's own, whoever else visits its place.
    """
    last = route.plan.repairs.filter(route_out=route).first()
    rows = last.dropped if last else []
    taken = {stop.place_id for stop in now if not stop.is_rest}
    places = Place.objects.in_bulk({row["place"] for row in rows} - taken)
    found = []
    for row in rows:
        times = {key: datetime.fromisoformat(row[key]) for key in ("arrives_at", "leaves_at")}
        if row["place"] in places:
            found.append(Stop(route=route, place=places[row["place"]], walk_minutes=0, reasons=row["reasons"], **times))
    return found
