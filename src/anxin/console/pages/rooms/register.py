"""The register of rooms: look, add, change, let rest, greet."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.console.access import allowed
from anxin.console.pages.rooms.tables import ROOMS
from anxin.core import clock
from anxin.core.errors import NotFoundError
from anxin.core.faults import Faults
from anxin.core.rooms import policy, queries
from anxin.core.rooms.models import Room
from anxin.core.rooms.services.greeting import greet as greet_room
from anxin.core.rooms.services.register import RoomForm, save_room
from anxin.core.rooms.states import Audience, Platform
from anxin.core.territory.models import Place
from anxin.core.territory.queries import place_by_code
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page


def register(request: ActorRequest) -> HttpResponse:
    """List the rooms of the person's places."""
    rows = queries.rooms_of(request.actor)
    context = {
        "table": table_page(request, rows, ROOMS),
        "active": rows.filter(active=True).count(),
        "unproved": rows.filter(active=True, proved_at=None).count(),
        "may_add": allowed(request.actor, "rooms:add", "POST"),
        "may_import": allowed(request.actor, "receive_file", "POST"),
        **_choices(),
    }
    return download(request, rows, ROOMS) or render(request, "rooms/register.html", context)


@require_POST
@comes_back(register, "rooms:register")
def add(request: ActorRequest) -> HttpResponse:
    """Add a room."""
    room = save_room(form=_form(request, None), actor=request.actor, at=clock.now())
    return redirect("rooms:room", pk=room.pk)


def room(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a room and what came of its last posts."""
    held = _room(request, pk)
    context = {
        "room": held,
        "may_keep": policy.may_keep(request.actor, held.place.path),
        "postings": held.postings.select_related("pack").order_by("-pk")[:10],
        **_choices(),
    }
    return render(request, "rooms/room.html", context)


@require_POST
@comes_back(room, "rooms:room", keyed=True)
def save(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a room; what is left empty of its address and secret stays."""
    held = _room(request, pk)
    save_room(form=_form(request, held), actor=request.actor, at=clock.now(), room=held)
    return redirect("rooms:room", pk=pk)


@require_POST
@comes_back(room, "rooms:room", keyed=True)
def greet(request: ActorRequest, pk: int) -> HttpResponse:
    """Send a test greeting."""
    greet_room(room=_room(request, pk), actor=request.actor, at=clock.now())
    return redirect("rooms:room", pk=pk)


def _room(request: ActorRequest, pk: int) -> Room:
    held = queries.rooms_of(request.actor).filter(pk=pk).first()
    if held is None:
        raise NotFoundError(_("There is no such room among those of your places."))
    return held


def _form(request: ActorRequest, held: Room | None) -> RoomForm:
    sent, faults = request.POST, Faults()
    code = sent.get("place", "").strip()
    place = held.place if held and not code else faults.read("place", place_by_code, code)
    if not sent.get("name", "").strip():
        faults.add("name", _("Give the room a name."))
    faults.stop()
    return RoomForm(
        name=sent.get("name", "").strip(),
        place=cast("Place", place),
        platform=sent.get("platform", ""),
        audience=sent.get("audience", ""),
        language=sent.get("language", settings.LANGUAGE_CODE),
        active=sent.get("active") == "1",
        address=sent.get("address", "").strip() or None,
        secret="" if sent.get("no_secret") == "1" else sent.get("secret", "").strip() or None,
    )


def _choices() -> dict[str, object]:
    return {"platforms": Platform.choices, "audiences": Audience.choices, "languages": settings.LANGUAGES}
