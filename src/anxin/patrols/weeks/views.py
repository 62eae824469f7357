from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.core import clock
from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.faults import Faults
from anxin.core.territory.models import Place
from anxin.core.web.forms import comes_back, day_of
from anxin.core.web.requests import ActorRequest
from anxin.core.web.tables import download, table_page
from anxin.patrols import policy
from anxin.patrols.models import Crew
from anxin.patrols.reading import day_in_address
from anxin.patrols.weeks import queries, rules, services, words
from anxin.patrols.weeks.models import DrawnEvening, Weeks
from anxin.patrols.weeks.tables import PLACES


def weeks(request: ActorRequest) -> HttpResponse:
    """Say how the coming weeks were drawn and how hard they are to guess; who plans sees the evenings too."""
    held = queries.newest_weeks()
    rows = queries.chances(held)
    file = download(request, rows, PLACES)
    if file:
        return file
    may_plan = policy.may_plan(request.actor)
    context = {
        "weeks": held,
        "attempt": queries.newest_attempt(),
        "making": queries.weeks_in_making(),
        "may_plan": may_plan,
        "evenings": held.evenings.all() if held and may_plan else [],
        "over": held is not None and held.last_date < clock.today(),
        "table": table_page(request, rows, PLACES),
        **_form(),
        **(_words(held) if held else {}),
    }
    return render(request, "patrols/weeks.html", context)


@require_POST
@comes_back(weeks, "patrols:weeks")
def draw(request: ActorRequest) -> HttpResponse:
    """Have coming evenings drawn."""
    form, faults = request.POST, Faults()
    first = faults.read("first", day_of, form.get("first", ""))
    weeks = faults.read("weeks", _weeks, form.get("weeks", ""))
    share = faults.read("share", _share, form.get("share", ""))
    faults.stop()
    weekdays = [int(one) for one in form.getlist("weekday") if one in tuple("0123456")]
    days = rules.evenings(cast("date", first), cast("int", weeks), weekdays)
    services.ask_for_weeks(days=days, share=cast("float", share), actor=request.actor, at=clock.now())
    return redirect("patrols:weeks")


def drawn_evening(request: ActorRequest, day: str) -> HttpResponse:
    """Show a drawn evening crew by crew."""
    held = queries.drawn_for(day_in_address(day))
    if held is None:
        raise NotFoundError(_("No evening is drawn for this day."))
    return render(request, "patrols/drawn_evening.html", {"drawn": held, "routes": _routes(held)})


def _form() -> dict[str, Any]:
    names = [formats.date_format(date(2026, 11, 23) + timedelta(days=i), "D") for i in range(7)]  # a Monday on
    return {
        "tomorrow": clock.today() + timedelta(days=1),
        "latest": clock.today() + timedelta(days=rules.DAYS_AHEAD),
        "usual_weeks": rules.USUAL_WEEKS,
        "most_weeks": rules.MOST_WEEKS,
        "weekdays": list(enumerate(names)),
        "usual_share": round(100 * rules.USUAL_SHARE),
        "least_share": round(100 * rules.LEAST_SHARE),
        "meanings": [(round(100 * share), text) for share, text in words.MEANINGS],
    }


def _words(held: Weeks) -> dict[str, Any]:
    figures = held.figures
    slots = [(f"{slot // 2 % 24:02}:{30 * (slot % 2):02}", count) for slot, count in figures["slots"]]
    return {
        "news": words.headline(figures),
        "places_alone": words.places_alone(figures),
        "prize_kept": words.prize_kept(figures),
        "slots": slots,
        "chart": {
            "kind": "bars",
            "x": [label for label, _count in slots],
            "y": [count for _label, count in slots],
            "unit": _("visits"),
        },
    }


def _routes(held: DrawnEvening) -> list[dict[str, Any]]:
    places = Place.objects.in_bulk([place for route in held.routes for place, _a, _l in route["visits"]])
    crews = Crew.objects.in_bulk([route["crew"] for route in held.routes])
    midnight = datetime.combine(held.date, time())
    return [
        {
            "crew": crews[route["crew"]].name,
            "visits": [
                {
                    "place": places[place],
                    "arrives": f"{midnight + timedelta(seconds=arrives):%H:%M}",
                    "leaves": f"{midnight + timedelta(seconds=leaves):%H:%M}",
                }
                for place, arrives, leaves in route["visits"]
                if place in places
            ],
        }
        for route in held.routes
        if route["crew"] in crews
    ]


def _weeks(text: str) -> int:
    if not (text.isdecimal() and len(text) < 3 and 1 <= int(text) <= rules.MOST_WEEKS):
        raise AnxinError(_("Choose 1 to 6 weeks."))
    return int(text)


def _share(text: str) -> float:
    if not (text.isdecimal() and len(text) < 4):
        raise AnxinError(_("Choose a share from 80 to 100 percent."))
    return int(text) / 100
