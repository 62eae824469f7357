from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.faults import Faults
from anxin.core.territory.queries import place_by_code
from anxin.core.web.forms import comes_back
from anxin.core.web.requests import ActorRequest
from anxin.patrols import queries
from anxin.patrols.models import Plan
from anxin.patrols.reading import day_in_address
from anxin.patrols.repairs.replanner import Happening
from anxin.patrols.repairs.rules import Cause
from anxin.patrols.repairs.services import repair_evening
from anxin.patrols.views import evening


@require_POST
@comes_back(evening, "patrols:evening", keyed=True)
def change(request: ActorRequest, day: str) -> HttpResponse:
    """Plan the rest of the evening again, because something happened."""
    plan = queries.plan_of(day_in_address(day))
    if plan is None:
        raise NotFoundError(_("No patrol is planned for this evening."))
    repair_evening(plan=plan, happening=_happening(request, plan), actor=request.actor, at=clock.now())
    return redirect("patrols:evening", day=day)


def _happening(request: ActorRequest, plan: Plan) -> Happening:
    form, now = request.POST, clock.now()
    match form.get("cause", ""):
        case Cause.RAIN:
            return Happening(Cause.RAIN, now)
        case Cause.URGENT:
            faults = Faults()
            place = faults.read("place", place_by_code, form.get("place", "").strip())
            faults.stop()
            return Happening(Cause.URGENT, now, place=place)
        case Cause.CREW_OUT | Cause.CREW_BACK:
            route = next((route for route in plan.routes.all() if str(route.pk) == form.get("route", "")), None)
            if route is None:
                raise AnxinError(_("Choose the crew."), field="route")
            return Happening(Cause(form["cause"]), now, route=route)
        case _:
            raise AnxinError(_("Choose what happened."), field="cause")
