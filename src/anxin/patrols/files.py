"""A route as files for other devices: GPX and iCalendar."""

from __future__ import annotations

from datetime import UTC
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from anxin.patrols.models import Route

GPX = "http://www.topografix.com/GPX/1/1"


def as_gpx(route: Route) -> bytes:
    """Return the way and its stops as GPX 1.1."""
    root = Element("gpx", {"version": "1.1", "creator": "Anxin", "xmlns": GPX})
    for stop in route.stops.all():
        point = SubElement(root, "wpt", {"lat": str(stop.place.latitude), "lon": str(stop.place.longitude)})
        SubElement(point, "time").text = stop.arrives_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        SubElement(point, "name").text = f"{stop.position} {stop.place.name}"
    track = SubElement(root, "trk")
    SubElement(track, "name").text = f"{route.crew_name} {route.plan.date}"
    segment = SubElement(track, "trkseg")
    for longitude, latitude in route.line:
        SubElement(segment, "trkpt", {"lat": str(latitude), "lon": str(longitude)})
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def as_icalendar(route: Route) -> bytes:
    """Return the shift as one calendar entry with its stops in the text."""
    calendar = Calendar()
    calendar.add("prodid", "-//Anxin//Patrols//ZH")
    calendar.add("version", "2.0")
    entry = Event()
    entry.add("uid", f"patrol-{route.plan.date}-{route.crew_id}@anxin")
    entry.add("dtstamp", route.plan.made_at.astimezone(UTC))
    entry.add("dtstart", route.begins_at.astimezone(UTC))
    entry.add("dtend", route.ends_at.astimezone(UTC))
    entry.add("summary", _("Patrol: %(crew)s") % {"crew": route.crew_name})
    entry.add("location", route.crew.start.name)
    lines = [f"{timezone.localtime(stop.arrives_at):%H:%M} {stop.place.name}" for stop in route.stops.all()]
    entry.add("description", "\n".join(lines))
    calendar.add_component(entry)
    return bytes(calendar.to_ical())
