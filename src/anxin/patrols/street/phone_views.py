"""The crew's page and what its phone asks for. Whoever holds the link is the crew; nobody signs in."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import AnxinError, NotFoundError
from anxin.patrols.street import queries
from anxin.patrols.street.errors import NoLinkError, UnreadableActsError
from anxin.patrols.street.models import CrewLink, DoorCode
from anxin.patrols.street.page import ASSETS, MAP_STYLE, MAP_WORKER, StopCard, context_of, page_data
from anxin.patrols.street.rules import LATE_DELIVERY, Reach, reach_of
from anxin.patrols.street.sent import read_act, read_delivery
from anxin.patrols.street.services.delivery import deliver
from anxin.patrols.street.surroundings import streets_around
from anxin.patrols.street.tokens import token_from

COOKIE, PATH = "anxin_street", "/street/"
CAMERA_HERE = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"
WORKER = Path(__file__).with_name("worker.js")


def street(request: HttpRequest) -> HttpResponse:
    """Show the crew its evening; whoever has no link is told where to get it."""
    return _page(request, _link(request))


def door(request: HttpRequest, token: str) -> HttpResponse:
    """Show the crew its evening and that it stands at a door. Looking records nothing; the page's button does."""
    code = DoorCode.objects.select_related("place").filter(token=token).first()
    if code is None:
        raise NotFoundError(_("This door code is not known here."))
    return _page(request, _link(request), door=code)


def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the link along as a cookie of this page alone, so that it stands in no address from then on."""
    link = queries.link_by_token(token)
    if link is None or reach_of(expires_at=link.expires_at, now=clock.now()) is Reach.OVER:
        raise NoLinkError(_("This link does not open anything. Ask your team leader for tonight's."))
    return carrying(redirect("patrols:street"), link)


def carrying(response: HttpResponse, link: CrewLink) -> HttpResponse:
    """Hand the link to the phone."""
    until = link.expires_at + LATE_DELIVERY
    response.set_cookie(
        COOKIE, token_from(link.serial), expires=until, path=PATH, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Record one act from the page's own form: how it works without a script."""
    link, now = _link(request), clock.now()
    if link is None:
        raise NoLinkError(_("This link does not open anything. Ask your team leader for tonight's."))
    upload = request.FILES.get("photo")
    files: dict[str, Any] = {request.POST.get("id", ""): upload} if upload else {}
    try:
        sent = read_act(request.POST.dict(), files)
    except (ValueError, KeyError) as error:
        raise UnreadableActsError(_("What the phone sent could not be read. Load the page again.")) from error
    answer = deliver(link=link, acts=[sent], sent_at=None, at=now)[0]
    if answer.why:
        raise AnxinError(answer.why)
    return redirect("patrols:street")


@csrf_exempt  # no cookie speaks here: the token in the header does, which another site does not know
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take a delivery from a phone's queue; answer for every act."""
    link, now = queries.link_by_token(request.headers.get("X-Crew-Token", "")), clock.now()
    if link is None or reach_of(expires_at=link.expires_at, now=now) is Reach.OVER:
        return JsonResponse({"over": True}, status=404)
    uploads: Any = request.FILES
    sent = read_delivery(request.POST.get("delivery", ""), uploads)
    answers = deliver(link=link, acts=sent.acts, sent_at=sent.sent_at, at=now)
    rows = [
        {"id": one.id, "kept": one.kept, "why": one.why, "place": one.place, "name": one.name, "early": one.early}
        for one in answers
    ]
    rows += [{"id": key, "kept": False, "why": _("This could not be read.")} for key in sent.unreadable]
    return JsonResponse({"answers": rows})


def streets(request: HttpRequest) -> HttpResponse:
    """Return the streets around the crew's route."""
    link = _link(request)
    route = queries.route_of(link) if link else None
    if route is None:
        raise NotFoundError(_("There is no such route."))
    return JsonResponse(streets_around(route), headers={"Cache-Control": "private, no-cache"})


def worker(_request: HttpRequest) -> HttpResponse:
    """Return the script that keeps the page when there is no network."""
    body = _worker()
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@lru_cache(maxsize=1)
def _worker() -> str:
    assets = [static(name) for name in ASSETS]
    text = WORKER.read_text(encoding="utf-8")
    version = hashlib.sha256("".join([*assets, text]).encode()).hexdigest()[:12]
    known = {"VERSION": version, "ASSETS": assets, "MAP_WORKER": static(MAP_WORKER)}
    return "".join(f"const {name} = {json.dumps(value)};\n" for name, value in known.items()) + text


def _link(request: HttpRequest) -> CrewLink | None:
    """Return the link that the phone carries, while it opens or delivers anything."""
    link = queries.link_by_token(request.COOKIES.get(COOKIE, ""))
    over = link is None or reach_of(expires_at=link.expires_at, now=clock.now()) is Reach.OVER
    return None if over else link


def _door_visit(context: dict[str, Any], door: DoorCode | None) -> int:
    """Return which visit an arrival at this door would be: the first there that is not done, or the last."""
    held: list[StopCard] = context.get("cards", [])
    cards = [card for card in held if door and card.stop.place_id == door.place_id]
    waiting = [card for card in cards if card.state != "left"]
    return next((card.stop.visit for card in (*waiting, *reversed(cards))), 1)


def _page(request: HttpRequest, link: CrewLink | None, door: DoorCode | None = None) -> HttpResponse:
    now = clock.now()
    context = context_of(link, now) if link else {"data": page_data(None, None)}
    response = render(
        request,
        "patrols/street/page.html",
        {**context, "door": door, "door_visit": _door_visit(context, door), "map_style": MAP_STYLE},
    )
    response["Permissions-Policy"] = CAMERA_HERE
    response["Cache-Control"] = "no-store"
    return response
