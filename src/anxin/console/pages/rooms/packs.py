"""Packs: what waits for release, and the board of what went out."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.console.access import allowed
from anxin.console.pages.rooms.tables import BOARD
from anxin.core import clock
from anxin.core.errors import NotFoundError
from anxin.core.rooms import policy, queries, rules
from anxin.core.rooms.models import Pack, Part
from anxin.core.rooms.outbox.wording import ENDINGS, link_of
from anxin.core.rooms.services import settle as acts
from anxin.core.rooms.services.packs import drop_pack
from anxin.core.rooms.services.release import quiet_hours_of, rooms_for
from anxin.core.rooms.services.release import release as release_pack
from anxin.core.rooms.states import PackState, Sent
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page


def packs(request: ActorRequest) -> HttpResponse:
    """List the packs, those that wait first."""
    rows = list(queries.packs()[:60])
    waiting = [pack for pack in rows if pack.state == PackState.WAITING]
    mine = {pack.pk for pack in waiting if policy.may_release(request.actor, pack)}
    context = {"waiting": waiting, "mine": mine, "others": [pack for pack in rows if pack not in waiting]}
    return render(request, "rooms/packs.html", context)


def pack(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a pack: before its release what it holds, afterwards every room."""
    held = queries.pack_by(pk)
    if held.state in (PackState.WAITING, PackState.DROPPED):
        return _before_release(request, held)
    rows = queries.board(held)
    context = {
        "pack": held,
        "tally": queries.tally(held),
        "quiet_until": _quiet_until(held),
        "table": table_page(request, rows, BOARD),
        "unsure": rows.filter(state=Sent.UNSURE)[:20],
        "may_act": allowed(request.actor, "rooms:retry", "POST"),
        "corrections": held.corrections.all(),
        **_contents(held),
    }
    return download(request, rows, BOARD) or render(request, "rooms/board.html", context)


def part(_request: ActorRequest, pk: int) -> HttpResponse:
    """Return a pack's picture or file, to look at before it is released."""
    held = Part.objects.filter(pk=pk, kind__in=ENDINGS).first()
    if held is None:
        raise NotFoundError(_("There is no such picture or file."))
    return HttpResponse(bytes(held.body), content_type=ENDINGS[held.kind][1])


@require_POST
@comes_back(pack, "rooms:pack", keyed=True)
def release(request: ActorRequest, pk: int) -> HttpResponse:
    """Send a pack on its way."""
    release_pack(pack=queries.pack_by(pk), actor=request.actor, at=clock.now())
    return redirect("rooms:pack", pk=pk)


@require_POST
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide that a pack is not published."""
    drop_pack(pack=queries.pack_by(pk), actor=request.actor, at=clock.now())
    return redirect("rooms:packs")


@require_POST
@comes_back(pack, "rooms:pack", keyed=True)
def retry(request: ActorRequest, pk: int) -> HttpResponse:
    """Send again what certainly did not arrive."""
    acts.send_failed_again(pack=queries.pack_by(pk), actor=request.actor, at=clock.now())
    return redirect("rooms:pack", pk=pk)


@require_POST
@comes_back(pack, "rooms:pack", keyed=True)
def call_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Stop a pack and go on to the follow-up that says what changed."""
    words = request.POST.get("words", "")
    follow = acts.call_back(pack=queries.pack_by(pk), words=words, actor=request.actor, at=clock.now())
    return redirect("rooms:pack", pk=follow.pk if follow else pk)


def posting(request: ActorRequest, pk: int) -> HttpResponse:
    """Show what became of a pack's posts in one room."""
    held = queries.posting_by(pk)
    context = {
        "posting": held,
        "deliveries": held.deliveries.select_related("part").order_by("position"),
        "may_settle": policy.may_look_after(request.actor, held.room),
        "link": link_of(held),
    }
    return render(request, "rooms/posting.html", context)


@require_POST
def settle(request: ActorRequest, pk: int) -> HttpResponse:
    """Say of a post in doubt that it arrived, or send it again."""
    held = queries.delivery_by(pk)
    acts.settle(delivery=held, arrived=request.POST.get("arrived") == "1", actor=request.actor, at=clock.now())
    return redirect("rooms:posting", pk=held.posting_id)


def _before_release(request: ActorRequest, held: Pack) -> HttpResponse:
    rooms = rooms_for(held) if held.state == PackState.WAITING else []
    context = {
        "pack": held,
        "rooms": rooms,
        "may_release": policy.may_release(request.actor, held) and allowed(request.actor, "rooms:release", "POST"),
        "may_act": allowed(request.actor, "rooms:drop", "POST"),
        "quiet_until": _quiet_until(held),
        **_contents(held),
    }
    return render(request, "rooms/release.html", context)


def _contents(held: Pack) -> dict[str, object]:
    """Return the parts by area, as the reader sees them."""
    areas: dict[str, list[Part]] = {}
    for one in held.parts.select_related("area").defer("body").order_by("area__code", "language", "position"):
        areas.setdefault(one.area.name, []).append(one)
    return {"areas": areas.items()}


def _quiet_until(held: Pack) -> object:
    now = localtime(clock.now())
    morning = rules.end_of_quiet(now, quiet_hours_of(held.audience))
    return morning if morning > now else None
