"""The desk's pages: hand out links and door codes, see what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import AnxinError, NotAllowedError, NotFoundError
from anxin.core.faults import Faults
from anxin.core.sheets import qr_svg
from anxin.core.territory.models import Level, Place
from anxin.core.territory.queries import estates, place_by_code, subdistricts
from anxin.core.web.downloads import attachment
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest
from anxin.core.web.shown import day as shown_day
from anxin.core.web.tables import download, table_page
from anxin.patrols.queries import route_with_stops
from anxin.patrols.reading import day_in_address
from anxin.patrols.street import policy, queries, reports
from anxin.patrols.street.errors import NotConfirmedError
from anxin.patrols.street.models import StreetAct
from anxin.patrols.street.phone_views import carrying
from anxin.patrols.street.services.doors import make_door_codes
from anxin.patrols.street.services.links import renew_link
from anxin.patrols.street.tables import coverage_table
from anxin.patrols.street.tokens import crew_address

WEEKS = 12
LAST_DAYS = 28


def crew_link(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a crew's link as a code to scan, large enough to be held up."""
    route = route_with_stops(pk)
    if not policy.may_show_link(request.actor, route.crew):
        raise NotAllowedError(_("The link is handed out by the leaders and coordinators of the place."))
    link = queries.link_of(route.crew, route.plan.date) if route.plan.confirmed_at else None
    address = crew_address(link) if link else ""
    qr = qr_svg(address).decode() if link else ""
    response = render(
        request, "patrols/street/crew_link.html", {"route": route, "link": link, "address": address, "qr": qr}
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def renew(request: ActorRequest, pk: int) -> HttpResponse:
    """End a crew's link and open another."""
    renew_link(route=route_with_stops(pk), actor=request.actor, at=clock.now())
    return redirect("patrols:crew_link", pk=pk)


@require_POST
def walk(request: ActorRequest, pk: int) -> HttpResponse:
    """Open the crew's page on the phone of somebody who is signed in."""
    route = route_with_stops(pk)
    if not policy.may_walk(request.actor, route.crew):
        raise NotAllowedError(_("This crew starts at another place than yours. Ask its team leader."))
    link = queries.link_of(route.crew, route.plan.date) if route.plan.confirmed_at else None
    if link is None:
        raise NotConfirmedError(_("This evening's plan is not confirmed yet; crews walk by a confirmed plan."))
    return carrying(redirect("patrols:street"), link)


def doors(request: ActorRequest) -> HttpResponse:
    """Say how door codes are printed, for one estate or all of a subdistrict."""
    own = [place for place in subdistricts() if policy.may_print_doors(request.actor, place)]
    counts = {place.pk: estates().filter(subdistrict=place).count() for place in own}
    return render(request, "patrols/street/doors.html", {"own": [(place, counts[place.pk]) for place in own]})


@require_POST
@comes_back(doors, "patrols:doors")
def print_doors(request: ActorRequest) -> HttpResponse:
    """Return the door codes of an estate, or of all estates of a place, as pages to print."""
    faults = Faults()
    place = cast("Place", faults.read("place", place_by_code, request.POST.get("place", "").strip()))
    faults.stop()
    inside = estates().filter(path__startswith=place.path).defer("boundary")
    chosen = [place] if place.level == Level.ESTATE else list(inside)
    if not chosen:
        raise AnxinError(_("There is no estate at “%(place)s”.") % {"place": place}, field="place")
    codes = make_door_codes(places=chosen, actor=request.actor, at=clock.now())
    response = HttpResponse(reports.door_codes_pdf(codes), content_type="application/pdf")
    attachment(response, f"{_('Door codes')}-{place.name}.pdf")
    return response


def done(request: ActorRequest) -> HttpResponse:
    """Show which estates were visited, week by week and place by place."""
    today, spec = clock.today(), coverage_table()
    since = today - timedelta(days=LAST_DAYS - 1)
    rows = queries.coverage(since)
    file = download(request, rows, spec)
    if file:
        return file
    monday = today - timedelta(days=today.weekday())
    weeks = queries.weeks(monday - timedelta(weeks=WEEKS - 1), today, clock.now())
    context = {
        "weeks": weeks,
        "chart": _chart(weeks),
        "visited": queries.visited_since(since),
        "estates": estates().count(),
        "days": LAST_DAYS,
        "evenings": queries.evenings_with_acts(most=14),
        "table": table_page(request, rows, spec),
    }
    return render(request, "patrols/street/done.html", context)


def done_evening(request: ActorRequest, day: str) -> HttpResponse:
    """Show an evening's stops, planned against done, and what the crews noted."""
    when = day_in_address(day)
    evenings = queries.evening_of(when)
    context = {
        "day": when,
        "evenings": evenings,
        "planned": sum(one.planned for one in evenings),
        "done": sum(one.done for one in evenings),
        "unplanned": sum(one.unplanned for one in evenings),
        "minutes": sum(one.minutes for one in evenings),
        "hazards": queries.hazards_on(when),
        "may_see_photos": policy.READERS & request.actor.roles,
    }
    return render(request, "patrols/street/done_evening.html", context)


def shift_report(_request: ActorRequest, day: str, pk: int) -> HttpResponse:
    """Return a crew's shift report as one page to print."""
    when = day_in_address(day)
    found = next((one for one in queries.evening_of(when) if one.crew.pk == pk), None)
    if found is None or found.report is None:
        raise NotFoundError(_("There is no report yet. It comes when the crew ends its shift, or at noon."))
    response = HttpResponse(reports.shift_report_pdf(found, when), content_type="application/pdf")
    attachment(response, f"{found.crew.name}-{when}.pdf")
    return response


def photo(request: ActorRequest, key: str) -> FileResponse:
    """Return a photograph that a crew took."""
    act = get_object_or_404(StreetAct.objects.select_related("place").exclude(photo=""), pk=key)
    if not policy.may_see_photo(request.actor, act.place):
        raise NotAllowedError(_("This photograph belongs to another place."))
    return FileResponse(act.photo.open("rb"), content_type="image/jpeg")


def _chart(weeks: list[queries.Week]) -> dict[str, Any] | None:
    if not weeks:
        return None
    return {
        "kind": "pairs",
        "x": [shown_day(week.monday) for week in weeks],
        "first": [week.planned for week in weeks],
        "second": [week.visits for week in weeks],
        "labels": {"first": _("visits planned"), "second": _("visits done"), "unit": _("visits"), "x": _("Week from")},
    }
