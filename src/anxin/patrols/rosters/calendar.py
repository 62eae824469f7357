"""A walker's shifts as a calendar that a telephone follows: when and where, and no other person's name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from anxin.patrols.rosters.models import Duty


def as_icalendar(duties: Iterable[Duty], at: datetime) -> bytes:
    """Return the duties as an iCalendar file."""
    calendar = Calendar()
    calendar.add("prodid", "-//Anxin//Rosters//ZH")
    calendar.add("version", "2.0")
    for duty in duties:
        entry = Event()
        entry.add("uid", f"duty-{duty.pk}@anxin")
        entry.add("dtstamp", at.astimezone(UTC))
        entry.add("dtstart", duty.shift.begins_at.astimezone(UTC))
        entry.add("dtend", duty.shift.ends_at.astimezone(UTC))
        entry.add("summary", _("Patrol: %(crew)s") % {"crew": duty.shift.crew.name})
        entry.add("location", duty.shift.crew.start.name)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
