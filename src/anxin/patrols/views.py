from __future__ import annotations

from datetime import time, timedelta
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import NotFoundError
from anxin.core.faults import Faults
from anxin.core.people.roles import COORDINATORS
from anxin.core.sentences import say
from anxin.core.territory.models import Place
from anxin.core.territory.queries import place_by_code
from anxin.core.web.downloads import attachment
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest
from anxin.patrols import policy, queries, services
from anxin.patrols.files import as_gpx, as_icalendar
from anxin.patrols.models import Crew, Mode, Plan
from anxin.patrols.publishing.pack import OPEN, ask_to_publish, is_being_made, open_packs
from anxin.patrols.reading import day_in_address, number_of, time_of
from anxin.patrols.repairs.absence import routes_out
from anxin.patrols.rosters.queries import walkers_out_on
from anxin.patrols.sheet import as_pdf, as_png
from anxin.patrols.street.policy import WALKERS, may_show_link
from anxin.patrols.street.queries import hazards_on, link_of
from anxin.patrols.street.services.links import ends_of
from anxin.patrols.street.tokens import crew_address


def tonight(_request: ActorRequest) -> HttpResponse:
    """Go to this evening's page."""
    return redirect("patrols:evening", day=clock.today().isoformat())


def evening(request: ActorRequest, day: str) -> HttpResponse:
    """Show an evening's plan on the map and as a timetable."""
    when = day_in_address(day)
    plan = queries.plan_of(when)
    confirmed = plan is not None and plan.confirmed_at is not None
    may_plan = policy.may_plan(request.actor)
    packs = open_packs(when) if confirmed else []
    going = queries.places_by_crew(plan) if plan else []
    walkers = walkers_out_on(when, request.actor) if plan else {}
    context = {
        "packs": packs,
        "being_made": confirmed and is_being_made(when),
        "may_publish": confirmed and may_plan and not {p.state for p in packs} & set(OPEN),
        "day": when,
        "today": clock.today(),
        "before": when - timedelta(days=1),
        "after": when + timedelta(days=1),
        "plan": plan,
        "routes": [(route, walkers.get(route.crew_id, [])) for route in plan.routes.all()] if plan else [],
        "out": routes_out(plan) if plan else set(),
        "may_plan": may_plan and when >= clock.today(),
        "searching": settings.ANXIN["plan_seconds"] if queries.is_being_planned(when) else None,
        "may_repair": confirmed and may_plan and when == clock.today(),
        "unmet": [say(each) for each in plan.unmet] if plan else [],
        "repairs": [(say(each.cause), [say(one) for one in each.changes], each) for each in plan.repairs.all()]
        if plan
        else [],
        "walkable": plan is not None and ends_of(when) > clock.now(),
        "may_walk": request.actor.holds(WALKERS),
        "hazards": hazards_on(when),
        "crews": len([crew for crew in going if crew]),
        "places": len(set().union(*going)),
    }
    return render(request, "patrols/evening.html", context)


def lines(_request: ActorRequest, day: str) -> JsonResponse:
    """Return the routes and stops for the map."""
    plan = queries.plan_of(day_in_address(day))
    if plan is None:
        raise NotFoundError(_("No patrol is planned for this evening."))
    return JsonResponse(_lines(plan))


@require_POST
def plan_again(request: ActorRequest, day: str) -> HttpResponse:
    """Have the evening drafted anew; its page waits until that is done."""
    services.ask_for_plan(day=day_in_address(day), actor=request.actor, at=clock.now())
    return redirect("patrols:evening", day=day)


@require_POST
def confirm(request: ActorRequest, day: str) -> HttpResponse:
    """Confirm the evening's plan."""
    plan = request.POST.get("plan", "")
    services.confirm_plan(
        plan_id=int(plan) if plan.isdecimal() and len(plan) < 12 else 0, actor=request.actor, at=clock.now()
    )
    return redirect("patrols:evening", day=day)


@require_POST
def publish(request: ActorRequest, day: str) -> HttpResponse:
    """Have the evening's packs made for the rooms; each then waits for its release."""
    ask_to_publish(day=day_in_address(day), actor=request.actor, at=clock.now())
    return redirect("patrols:evening", day=day)


def crews(request: ActorRequest) -> HttpResponse:
    """List the crews; coordinators add and change them."""
    rows = Crew.objects.select_related("start", "end")
    context = {
        "crews": [(crew, policy.may_keep_crew(request.actor, crew.start.path)) for crew in rows],
        "modes": Mode.choices,
        "may_add": request.actor.holds(COORDINATORS),
    }
    return render(request, "patrols/crews.html", context)


@require_POST
@comes_back(crews, "patrols:crews")
def save_crew(request: ActorRequest) -> HttpResponse:
    """Add or change a crew."""
    form, faults = request.POST, Faults()
    crew = form.get("crew", "")
    held = get_object_or_404(Crew, pk=crew) if crew.isdecimal() and len(crew) < 12 else None
    start = faults.read("start", place_by_code, form.get("start", "").strip())
    begins = faults.read("begins", time_of, form.get("begins", ""))
    end = faults.read("end", place_by_code, form["end"].strip()) if form.get("end", "").strip() else None
    farthest = partial(number_of, label=_("kilometres at most"))
    most = faults.read("most_km", farthest, form["most_km"]) if form.get("most_km") else None
    numbers = {
        key: faults.read(key, partial(number_of, label=label), form.get(key, unsaid))
        for key, (label, unsaid) in _NUMBERS.items()
    }
    if not form.get("name", "").strip():
        faults.add("name", _("Give the crew a name."))
    faults.stop()
    services.save_crew(
        crew=held,
        name=form.get("name", ""),
        start=cast("Place", start),
        begins=cast("time", begins),
        mode=form.get("mode", "foot"),
        end=end,
        most_km=most,
        **numbers,
        active=form.get("active") == "1",
        actor=request.actor,
        at=clock.now(),
    )
    return redirect("patrols:crews")


def sheet_pdf(request: ActorRequest, pk: int) -> HttpResponse:
    """Return the crew's task sheet as a page to print.

    For those who hand it out its code is the crew's link; for those who lead the crew it names who walks.
    """
    route = queries.route_with_stops(pk)
    shows = may_show_link(request.actor, route.crew) and route.plan.confirmed_at
    link = link_of(route.crew, route.plan.date) if shows else None
    walkers = walkers_out_on(route.plan.date, request.actor).get(route.crew_id, [])
    sheet = as_pdf(route, crew_address(link) if link else "", walkers)
    response = HttpResponse(sheet, content_type="application/pdf")
    attachment(response, f"{route.crew_name}-{route.plan.date}.pdf")
    return response


def sheet_png(_request: ActorRequest, pk: int) -> HttpResponse:
    """Return the crew's task sheet as a picture to post."""
    route = queries.route_with_stops(pk)
    return HttpResponse(as_png(route), content_type="image/png")


def route_gpx(_request: ActorRequest, pk: int) -> HttpResponse:
    """Return the route for a navigation device."""
    route = queries.route_with_stops(pk)
    response = HttpResponse(as_gpx(route), content_type="application/gpx+xml")
    attachment(response, f"{route.crew_name}-{route.plan.date}.gpx")
    return response


def route_ics(_request: ActorRequest, pk: int) -> HttpResponse:
    """Return the shift for a calendar."""
    route = queries.route_with_stops(pk)
    response = HttpResponse(as_icalendar(route), content_type="text/calendar; charset=utf-8")
    attachment(response, f"{route.crew_name}-{route.plan.date}.ics")
    return response


_NUMBERS = {
    "people": (gettext_lazy("people"), "2"),
    "minutes": (gettext_lazy("minutes"), "120"),
    "speed_kmh": (gettext_lazy("speed"), "4.3"),
    "rest_minutes": (gettext_lazy("minutes of rest"), "0"),
}


def _lines(plan: Plan) -> dict[str, Any]:
    """Return the routes and stops as GeoJSON for the map."""
    features: list[dict[str, Any]] = []
    for route in plan.routes.all():
        line = {"type": "LineString", "coordinates": route.line}
        features.append({"type": "Feature", "properties": {"crew": route.crew_name}, "geometry": line})
        features += [
            {
                "type": "Feature",
                "properties": {"crew": route.crew_name, "number": str(stop.position), "name": stop.place.name},
                "geometry": {"type": "Point", "coordinates": [stop.place.longitude, stop.place.latitude]},
            }
            for stop in route.stops.all()
        ]
    return {"type": "FeatureCollection", "features": features}
