"""How figures, shares and days are shown, in tables and templates alike."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

GAP = "\u00a0"  # a space at which no line breaks: a lone % would begin the next
MINUS = "\N{MINUS SIGN}"


def percent(share: float | None, places: int = 1) -> str:
    """Show a share 0..1 as `93.5 %`; no figure shows as a dash."""
    return "–" if share is None else f"{100 * share:.{places}f}{GAP}%".replace("-", MINUS, 1)


def chance(value: float | None) -> str:
    """Show a probability without false exactness: never 0 % or 100 %."""
    if value is None:
        return "–"
    if value < 0.01:
        return f"<{GAP}1{GAP}%"
    return f">{GAP}99{GAP}%" if value > 0.99 else f"{100 * value:.0f}{GAP}%"


def number(value: float | None, places: int = 0) -> str:
    """Show a number with thousands grouped; no figure shows as a dash."""
    if value is None:
        return "–"
    shown = str(formats.number_format(round(value, places) + 0, places, force_grouping=True))
    return shown.replace("-", MINUS, 1)


def day(value: date | None) -> str:
    """Show a day: 2026年11月23日."""
    return "–" if value is None else formats.date_format(value, "DATE_FORMAT")


def moment(value: datetime | None) -> str:
    """Show a moment: 2026年11月23日 周一 21:40."""
    return "–" if value is None else formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")


def clock_time(value: datetime | None) -> str:
    """Show the time of day: 21:40."""
    return "–" if value is None else timezone.localtime(value).strftime("%H:%M")


def span(low: float | None, high: float | None, *, places: int = 1, share: bool = False) -> str:
    """Say an interval: `92.0 to 94.9`."""
    if low is None or high is None:
        return ""
    low, high = (100 * low, 100 * high) if share else (low, high)
    return _("%(low)s to %(high)s") % {"low": number(low, places), "high": number(high, places)}
