"""The page behind a room's link. It asks for no account, sets no cookie, and keeps no more than the day."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import NotFoundError
from anxin.core.rooms import queries
from anxin.core.rooms.models import Part
from anxin.core.rooms.outbox.wording import ENDINGS
from anxin.core.rooms.services.settle import note_opened
from anxin.core.web.requests import ActorRequest


def link(request: ActorRequest, token: str) -> HttpResponse:
    """Show what was posted. Looking alone counts nothing: services fetch links by themselves, to preview them."""
    posting = queries.posting_of_link(token, clock.now())
    with translation.override(posting.room.language):
        context = {"posting": posting, "pack": posting.pack, "parts": queries.parts_of(posting)}
        return _unseen(render(request, "rooms/link.html", context))


def link_part(_request: ActorRequest, token: str, pk: str, _ending: str) -> HttpResponse:
    """Return one picture or file of the room's own pack."""
    posting = queries.posting_of_link(token, clock.now())
    keys = {part.pk for part in queries.parts_of(posting)}
    part = Part.objects.filter(pk=pk, kind__in=ENDINGS).first() if int(pk) in keys else None
    if part is None:
        raise NotFoundError(_("There is no such picture or file."))
    return _unseen(HttpResponse(bytes(part.body), content_type=ENDINGS[part.kind][1]))


@csrf_exempt  # it carries no cookie; whoever has the link may count it once
@require_POST
def opened(_request: ActorRequest, token: str) -> HttpResponse:
    """Count, once a room, that somebody has read it."""
    note_opened(posting=queries.posting_of_link(token, clock.now()), today=clock.today())
    return _unseen(HttpResponse(status=204))


def _unseen(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response
