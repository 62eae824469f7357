"""The crew's task sheet: one A4 page that can be read at arm's length under a street lamp."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anxin.core.sheets import compile_sheet, qr_svg
from anxin.core.territory.queries import district
from anxin.core.web.shown import clock_time, day, moment
from anxin.patrols.models import Route
from anxin.patrols.sketch import route_sketch

TEMPLATE = Path(__file__).parent / "sheets" / "task_sheet.typ"


def as_pdf(route: Route, crew_address: str = "", walkers: Sequence[str] = ()) -> bytes:
    """Return the sheet to print; its code opens the crew's page where an address is given, else the evening's.

    It names the walkers it is given: whoever asks for it must be one who may know them.
    """
    return _compile(route, "pdf", crew_address, walkers)


def as_png(route: Route) -> bytes:
    """Return the sheet to post as a picture. It never carries the crew's link or names: many see it."""
    return _compile(route, "png")


def _compile(route: Route, file_format: str, crew_address: str = "", walkers: Sequence[str] = ()) -> bytes:
    page = f"{settings.ANXIN['public_url']}/patrols/{route.plan.date.isoformat()}/"
    pictures = {
        "sketch.svg": route_sketch(route, height=_sketch_height(len(route.stops.all()))),
        "qr.svg": qr_svg(crew_address or page),
    }
    values = {**_values(route, page), "scan": _("Crew: scan and walk") if crew_address else ""}
    values["walkers"] = _("Walkers: %(names)s") % {"names": _(", ").join(walkers)} if walkers else ""
    return compile_sheet(TEMPLATE, values, file_format=file_format, pictures=pictures)


def _sketch_height(stops: int) -> float:
    """Return how tall the sketch may be beside so many rows, in its own units."""
    return max(110.0, min(360.0, 360.0 - 40.0 * (stops - 5)))


def _values(route: Route, page: str) -> dict[str, Any]:
    place = district()
    stops = list(route.stops.all())
    facts = ngettext("%(count)s stop", "%(count)s stops", len(stops)) % {"count": len(stops)}
    kilometres = _("%(km)s km") % {"km": f"{route.walk_metres / 1000:.1f}"} + f" {route.crew.get_mode_display()}"
    return {
        "title": _("Patrol task sheet"),
        "district": settings.ANXIN["district_name"] or (place.name if place else ""),
        "crew": route.crew_name,
        "when": f"{day(route.plan.date)}  {clock_time(route.begins_at)}–{clock_time(route.ends_at)}",
        "facts": f"{facts} · {kilometres} · " + _("%(count)s people") % {"count": route.crew.people},
        "start": _("Start and end: %(place)s") % {"place": route.crew.start.name},
        "draft": "" if route.plan.confirmed_at else _("Draft: not confirmed yet"),
        "made_up": _("Made-up data") if settings.ANXIN["made_up"] else "",
        "straight": ""
        if route.plan.on_streets
        else _("No street map is loaded: minutes are reckoned in straight lines."),
        "columns": ["", _("Arrive"), _("Leave"), _("Where"), _("Done")],
        "stops": [
            {
                "number": str(stop.position),
                "arrive": clock_time(stop.arrives_at),
                "leave": clock_time(stop.leaves_at),
                "name": stop.place.name,
                "why": " · ".join(
                    [
                        stop.way_label,
                        *([stop.visit_label] if stop.visit_label else []),
                        *([_(", ").join(stop.reason_labels)] if stop.reasons else []),
                    ]
                ),
            }
            for stop in stops
        ],
        "advice": _("Walk together. Look, talk, report; never chase. In danger call 110."),
        "notes": _("Notes"),
        "made": _("Made %(when)s") % {"when": moment(route.plan.made_at)},
        "page": page,
    }
