"""What a crew's page shows: its stops, what has become of each, the way there, and all that the phone keeps of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.patrols.models import Route, Stop
from anxin.patrols.street.models import ActKind, CrewLink, DoorCode, StreetAct
from anxin.patrols.street.queries import route_of
from anxin.patrols.street.rules import Key, Reach, meant, reach_of
from anxin.patrols.street.tokens import token_from
from anxin.patrols.street.way import way_to_stops

LIBRARY = "vendor/maplibre-gl@6.17.0/maplibre-gl.mjs"
MAP_STYLE = "vendor/maplibre-gl@6.17.0/maplibre-gl.css"
MAP_WORKER = "vendor/maplibre-gl@6.17.0/maplibre-gl-worker.mjs"
SCRIPTS = ("page", "queue", "deliver", "photo", "scan", "map")
ASSETS = (
    "anxin/tokens.css", "anxin/base.css", "anxin/icon.svg", "anxin/street/street.css", LIBRARY, MAP_STYLE, MAP_WORKER,
    *(f"anxin/street/{name}.mjs" for name in SCRIPTS),
)  # fmt: skip


@dataclass(frozen=True)
class StopCard:
    """One stop as the crew sees it."""

    stop: Stop
    way: list[str]
    state: str  # waiting, skipped, there, left
    since: datetime | None
    is_next: bool = False


def context_of(link: CrewLink, now: datetime) -> dict[str, Any]:
    """Return what the template needs; a crew without a route is told so, and still delivers.

    A link that is over, or was renewed because a sheet or phone was lost, shows no way to anybody.
    """
    is_open = reach_of(expires_at=link.expires_at, now=now) is Reach.OPEN
    route = route_of(link) if is_open else None
    cards = _cards(link, route) if route else []
    return {
        "link": link,
        "crew": link.crew,
        "route": route,
        "cards": cards,
        "noted": _noted(cards),
        "back": way_to_stops(route.line, _points(route))[-1] if route else [],
        "open": is_open,
        "ended": StreetAct.objects.filter(crew=link.crew, date=link.date, kind=ActKind.END, early=False).exists(),
        "early": _only_early(link),
        "data": page_data(link, route, is_open=is_open),
        "form_key": uuid.uuid4,
    }


def _cards(link: CrewLink, route: Route) -> list[StopCard]:
    states = _states(link, {(stop.place_id, stop.visit) for stop in route.stops.all()})
    ways = way_to_stops(route.line, _points(route))
    cards = [
        StopCard(stop, way, *states.get((stop.place_id, stop.visit), ("waiting", None)))
        for stop, way in zip(route.stops.all(), ways, strict=False)
    ]
    first = next((i for i, card in enumerate(cards) if card.state in ("waiting", "there")), None)
    return [StopCard(c.stop, c.way, c.state, c.since, is_next=i == first) for i, c in enumerate(cards)]


def _noted(cards: list[StopCard]) -> list[StopCard]:
    """Return each place once, for whoever writes something down: the visit that is next there, or its first."""
    first: dict[int, StopCard] = {}
    for card in cards:
        if card.stop.place_id not in first or card.is_next:
            first[card.stop.place_id] = card
    return list(first.values())


RANK = ("waiting", "skipped", "there", "left")
STATE_OF = {ActKind.SKIP: "skipped", ActKind.ARRIVE: "there", ActKind.LEAVE: "left"}


def _states(link: CrewLink, planned: set[Key]) -> dict[Key, tuple[str, datetime]]:
    """Return visit -> how far the crew is with it, by whichever phone, and since when."""
    found: dict[Key, tuple[str, datetime]] = {}
    acts = StreetAct.objects.filter(crew=link.crew, date=link.date, kind__in=STATE_OF, place__isnull=False, early=False)
    for place, visit, kind, at in acts.order_by("at").values_list("place_id", "visit", "kind", "at"):
        key, state = (place or 0, visit), STATE_OF[ActKind(kind)]
        if key not in found or RANK.index(state) > RANK.index(found[key][0]):
            found[key] = (state, at)
    return {planned_one: found[key] for key, planned_one in meant(found, planned).items()}


def _only_early(link: CrewLink) -> bool:
    """Say whether all that the crew recorded so far was long before its shift."""
    said = set(StreetAct.objects.filter(crew=link.crew, date=link.date).order_by().values_list("early", flat=True))
    return said == {True}


def _points(route: Route) -> list[tuple[float, float]]:
    return [(float(stop.place.longitude or 0), float(stop.place.latitude or 0)) for stop in route.stops.all()]


def page_data(link: CrewLink | None, route: Route | None, *, is_open: bool = False) -> dict[str, Any]:
    """Return what the scripts need, so that they ask the network for nothing but the streets."""
    stops = route.stops.all() if route else []
    return {
        "token": token_from(link.serial) if link else "",
        "open": is_open,
        "scripts": {name: static(f"anxin/street/{name}.mjs") for name in SCRIPTS},
        "deliver": reverse("patrols:street_deliver"),
        "worker": reverse("patrols:street_worker"),
        "library": static(LIBRARY),
        "mapWorker": static(MAP_WORKER),
        "streets": reverse("patrols:street_streets"),
        "line": route.line if route else [],
        "stops": [_stop(stop) for stop in stops],
        "texts": _texts(),
    }


def _stop(stop: Stop) -> dict[str, Any]:
    place = stop.place
    try:
        door = place.door_code.token
    except DoorCode.DoesNotExist:
        door = ""
    return {
        "place": place.code, "visit": stop.visit, "name": place.name, "number": stop.position, "door": door,
        "longitude": place.longitude, "latitude": place.latitude,
    }  # fmt: skip


def _texts() -> dict[str, str]:
    return {
        "sent": _("All sent."),
        "waiting": _("%(count)s waiting to be sent. They are safe on this phone."),
        "kept": _("This page works without a network now."),
        "refused": _("%(count)s could not be taken:"),
        "there": _("there since %(time)s"),
        "left": _("done, left at %(time)s"),
        "skipped": _("skipped"),
        "saved": _("Written down."),
        "unsafe": _("This browser keeps nothing without a network. Stay online, or open the page in another browser."),
        "other": _("Without a network only the crew's page that was opened before can be shown."),
        "door": _("Arrival recorded: %(place)s"),
        "this_door": _("the place of this door code"),
        "picture": _("The picture cannot be read; take it once more."),
        "arrive": _("arrived"),
        "leave": _("left"),
        "skip": _("skipped"),
        "note": _("note"),
        "hazard": _("hazard"),
        "end": _("shift ended"),
    }
