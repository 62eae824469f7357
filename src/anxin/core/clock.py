"""The one place that asks what time it is. Acts and rules take the time as an argument."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present moment, aware of its zone."""
    return timezone.now()


def today() -> date:
    """Return the district's calendar date."""
    return timezone.localdate()
