"""What a person posts: on her telephone, one room after the other."""

from __future__ import annotations

from base64 import b64encode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.rooms import queries
from anxin.core.rooms.models import Posting
from anxin.core.rooms.outbox.wording import link_of
from anxin.core.rooms.services.settle import tick as tick_posting
from anxin.core.rooms.states import PartKind
from anxin.core.sheets import qr_svg
from anxin.core.web.requests import ActorRequest


def mine(request: ActorRequest) -> HttpResponse:
    """List what waits to be posted by hand: picture, text to copy, link, QR code, tick."""
    return render(request, "rooms/by_hand.html", {"cards": [_card(one) for one in queries.by_hand(request.actor)]})


@require_POST
def tick(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that it is posted."""
    tick_posting(posting=queries.posting_by(pk), actor=request.actor, at=clock.now())
    return redirect("rooms:mine")


def _card(posting: Posting) -> dict[str, object]:
    parts = queries.parts_of(posting)
    pictures = [part for part in parts if part.kind == PartKind.IMAGE]
    link = link_of(posting)
    return {
        "posting": posting,
        "text": "\n".join([*(part.text for part in parts if part.kind == PartKind.TEXT), link]),
        "picture": pictures[0] if pictures else None,
        "picture_link": f"/r/{posting.token}/{pictures[0].pk}.png" if pictures else "",
        "link": link,
        "qr": f"data:image/svg+xml;base64,{b64encode(qr_svg(link)).decode()}",
    }
