"""What surrounds every page: the district's name, the places of the menu, what waits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.console.access import allowed
from anxin.core.notices.queries import unread_count
from anxin.core.people.actor import NOBODY, Actor
from anxin.core.territory.queries import district

MENU = (
    ("today", _("Today")),
    ("overview", _("Overview")),
    ("estates", _("Estates")),
    ("burglary:focus_list", _("Focus list")),
    ("patrols:tonight", _("Patrols")),
    ("mood:thermometer", _("Mood")),
    ("burglary:record", _("Judgement")),
    ("data", _("Data")),
    ("people", _("People")),
)
MOST_PLACES = 7
# Rooms whose address does not begin with that of their place; the first place that a person has is theirs.
ROOMS = {"/near-repeats/": ("/record/",), "/measures/": ("/record/", "/focus/"), "/incidents/": ("/data/",)}


@dataclass(frozen=True)
class MenuItem:
    """One place of the menu."""

    label: Any
    href: str
    here: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs."""
    actor = getattr(request, "actor", NOBODY)
    name = settings.ANXIN["district_name"] or (_district_name(int(time.time() / 60)) if actor.signed_in else "")
    unread = unread_count(actor.person_id) if actor.person_id is not None else 0
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    elder = user.elder_mode if signed_in and user else request.COOKIES.get("anxin_elder") == "1"
    return {
        "district_name": name,
        "address": settings.ANXIN["public_url"] + request.get_full_path(),
        "made_up": settings.ANXIN["made_up"],
        "care_side": settings.ANXIN["side"] == "care",
        "actor": actor,
        "unread": unread,
        "elder": elder,
        # A request that was refused before its language was known is answered in the district's.
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        "menu": _menu(request) if actor.signed_in else [],
    }


@lru_cache(maxsize=1)
def _district_name(_minute: int) -> str:
    """Look the name up once a minute; it stands on every page and hardly ever changes."""
    held = district()
    return held.name if held else ""


def _menu(request: Any) -> list[MenuItem]:
    found = places_of(request.actor)
    fits = [href for _label, href in found if href != "/" and request.path.startswith(href)]
    here = max(fits, key=len, default="/" if request.path == "/" else _place_of_room(request.path, found))
    shown = found if len(found) <= MOST_PLACES else [*found[: MOST_PLACES - 1], (_("More"), reverse("more"))]
    hidden = here not in {href for _label, href in shown}
    return [MenuItem(label, href, href == here or (hidden and href == reverse("more"))) for label, href in shown]


def places_of(actor: Actor) -> list[tuple[Any, str]]:
    """Return label and address of every place that a person may open, in their order."""
    return [(label, reverse(name)) for name, label in MENU if allowed(actor, name, "GET")]


def places_beyond_the_menu(actor: Actor) -> list[tuple[Any, str]]:
    """Return the places for which the menu has no room; they stand on the page “More”."""
    found = places_of(actor)
    return found[MOST_PLACES - 1 :] if len(found) > MOST_PLACES else []


def _place_of_room(path: str, found: list[tuple[Any, str]]) -> str:
    mine = {href for _label, href in found}
    places = next((places for room, places in ROOMS.items() if path.startswith(room)), ())
    return next((place for place in places if place in mine), "")
