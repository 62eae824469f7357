"""Numbers and times as people write them into the forms of this module."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.web.forms import day_of


def time_of(text: str) -> time:
    """Return a time of day, or say how to write it."""
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError:
        raise AnxinError(_("Write the time as 19:30.")) from None


def number_of(text: str, label: Any) -> float:
    """Return a number, whole where it is, or name the field that needs one."""
    try:
        value = float(text)
    except ValueError:
        raise AnxinError(_("Write %(field)s as a number.") % {"field": label}) from None
    if not -1e6 < value < 1e6:
        raise AnxinError(_("Write %(field)s as a number.") % {"field": label})
    return int(value) if value.is_integer() else value


def day_in_address(text: str) -> date:
    """Return the day of an address, or say that there is no such page."""
    try:
        return day_of(text)
    except AnxinError:
        raise NotFoundError(_("There is no such day in the calendar.")) from None
