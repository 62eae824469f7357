"""Cells of text become values; what does not fit says why and how to mend it."""

from __future__ import annotations

import math
import re
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2})(.*))?$")
_REST_OF_TIME = re.compile(r"([:：时点][\d:：.分秒]*)?")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})()()$")
_SHEET_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


class CellError(ValueError):
    """The cell does not hold what its column needs; the message is the mend."""


def as_date(text: str, *, latest: date) -> tuple[date, int | None]:
    """Return the date, and the hour where the cell has one."""
    text = _on_the_local_clock(text.strip())
    match = _DATE.match(text) or _COMPACT.match(text)
    if not match:
        raise CellError(_("Write the date as 2026-11-23."))
    year, month, day, hour, rest = match.groups()
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(_("There is no such day in the calendar.")) from None
    if found > latest:
        raise CellError(_("The date lies in the future. Check the year."))
    if found.year < 1950:
        raise CellError(_("The date lies before 1950. Check the year."))
    if not _REST_OF_TIME.fullmatch(rest or ""):
        raise CellError(_("Write the hour as a number from 0 to 23."))
    return found, as_hour(hour or "")


def _on_the_local_clock(text: str) -> str:
    """Return a moment with a time zone as the district's clock showed it, and all other text as it stands."""
    try:
        moment = datetime.fromisoformat(text)
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment.tzinfo else text
    except (ValueError, OverflowError):
        return text


def as_hour(text: str) -> int | None:
    """Return the hour 0-23, or None for an empty cell."""
    if not text.strip():
        return None
    try:
        hour = float(text.split(":", maxsplit=1)[0])
    except ValueError:
        raise CellError(_("Write the hour as a number from 0 to 23.")) from None
    if not 0 <= hour < 24:
        raise CellError(_("Write the hour as a number from 0 to 23."))
    return int(hour)


def as_number(text: str) -> float | None:
    """Return a finite number, or None for an empty cell."""
    if not text.strip():
        return None
    try:
        number = float(text.replace(",", "") if _THOUSANDS.fullmatch(text.strip()) else text)
    except ValueError:
        raise CellError(_("Write a plain number.")) from None
    if not math.isfinite(number):
        raise CellError(_("Write a plain number; NaN and infinity are none."))
    return number


def as_count(text: str, *, least: int, most: int) -> int | None:
    """Return a whole number within bounds, or None for an empty cell."""
    number = as_number(text)
    if number is None:
        return None
    if number != int(number) or not least <= number <= most:
        raise CellError(_("Write a whole number from %(least)s to %(most)s.") % {"least": least, "most": most})
    return int(number)


def as_text(text: str, *, most: int) -> str:
    """Return text without control characters, its words parted by single spaces."""
    clean = "".join(letter for letter in " ".join(text.split()) if letter.isprintable()).strip()
    if clean in _SHEET_ERRORS:
        raise CellError(_("The spreadsheet shows an error here. Mend its formula."))
    if len(clean) > most:
        raise CellError(_("Shorten this to %(most)s characters.") % {"most": most})
    return clean
