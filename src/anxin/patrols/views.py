from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.faults import Faults
from anxin.core.people.roles import COORDINATORS
from anxin.core.territory.models import Place
from anxin.core.territory.queries import place_by_code
from anxin.core.web.downloads import attachment
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest
from anxin.patrols import policy, queries, services
from anxin.patrols.files import as_gpx, as_icalendar
from anxin.patrols.models import Crew, Plan
from anxin.patrols.sheet import as_pdf, as_png


def tonight(_request: ActorRequest) -> HttpResponse:
    """Go to this evening's page."""
    return redirect("patrols:evening", day=clock.today().isoformat())


def evening(request: ActorRequest, day: str) -> HttpResponse:
    """Show an evening's plan on the map and as a timetable."""
    when = _day(day)
    plan = queries.plan_of(when)
    context = {
        "day": when,
        "today": clock.today(),
        "before": when - timedelta(days=1),
        "after": when + timedelta(days=1),
        "plan": plan,
        "may_plan": policy.may_plan(request.actor) and when >= clock.today(),
        "searching": settings.ANXIN["plan_seconds"] if queries.is_being_planned(when) else None,
        "stops": sum(len(route.stops.all()) for route in plan.routes.all()) if plan else 0,
    }
    return render(request, "patrols/evening.html", context)


def lines(_request: ActorRequest, day: str) -> JsonResponse:
    """Return the routes and stops for the map."""
    plan = queries.plan_of(_day(day))
    if plan is None:
        raise NotFoundError(_("No patrol is planned for this evening."))
    return JsonResponse(_lines(plan))


@require_POST
def plan_again(request: ActorRequest, day: str) -> HttpResponse:
    """Have the evening drafted anew; its page waits until that is done."""
    services.ask_for_plan(day=_day(day), actor=request.actor, at=clock.now())
    return redirect("patrols:evening", day=day)


@require_POST
def confirm(request: ActorRequest, day: str) -> HttpResponse:
    """Confirm the evening's plan."""
    plan = request.POST.get("plan", "")
    services.confirm_plan(
        plan_id=int(plan) if plan.isdecimal() and len(plan) < 12 else 0, actor=request.actor, at=clock.now()
    )
    return redirect("patrols:evening", day=day)


def crews(request: ActorRequest) -> HttpResponse:
    """List the crews; coordinators add and change them."""
    rows = Crew.objects.select_related("start")
    return render(request, "patrols/crews.html", {"crews": rows, "may_plan": request.actor.holds(COORDINATORS)})


@require_POST
@comes_back(crews, "patrols:crews")
def save_crew(request: ActorRequest) -> HttpResponse:
    """Add or change a crew."""
    form, faults = request.POST, Faults()
    crew = form.get("crew", "")
    held = get_object_or_404(Crew, pk=crew) if crew.isdecimal() and len(crew) < 12 else None
    start = faults.read("start", place_by_code, form.get("start", "").strip())
    begins = faults.read("begins", _time, form.get("begins", ""))
    numbers = {key: faults.read(key, partial(_number, label), form.get(key, "")) for key, label in _NUMBERS.items()}
    if not form.get("name", "").strip():
        faults.add("name", _("Give the crew a name."))
    faults.stop()
    services.save_crew(
        crew=held,
        name=form.get("name", ""),
        start=cast("Place", start),
        begins=cast("time", begins),
        **numbers,
        active=form.get("active") == "1",
        actor=request.actor,
        at=clock.now(),
    )
    return redirect("patrols:crews")


def sheet_pdf(_request: ActorRequest, pk: int) -> HttpResponse:
    """Return the crew's task sheet as a page to print."""
    route = queries.route_with_stops(pk)
    response = HttpResponse(as_pdf(route), content_type="application/pdf")
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


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFoundError(_("There is no such day in the calendar.")) from None
    if not 2000 <= day.year <= 2100:
        raise NotFoundError(_("There is no such day in the calendar."))
    return day


def _time(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError:
        raise AnxinError(_("Write the time as 19:30.")) from None


_NUMBERS = {
    "people": gettext_lazy("people"),
    "minutes": gettext_lazy("minutes"),
    "speed_kmh": gettext_lazy("walking speed"),
}


def _number(label: Any, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise AnxinError(_("Write %(field)s as a number.") % {"field": label}) from None
    if not -1e6 < value < 1e6:
        raise AnxinError(_("Write %(field)s as a number.") % {"field": label})
    return int(value) if value.is_integer() else value


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
