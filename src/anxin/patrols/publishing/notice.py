"""The words, pictures and sheet for the rooms, from places and windows alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.core.rooms.services.packs import PartDraft
from anxin.core.rooms.states import PartKind
from anxin.core.sheets import compile_sheet
from anxin.core.territory.models import Place
from anxin.core.web.shown import day as shown_day
from anxin.patrols.publishing.picture import map_of_places, numbers_of
from anxin.patrols.publishing.windows import PlaceWindow

TEMPLATE = Path(__file__).parent / "sheets" / "notice.typ"


def parts_of(
    rows: Sequence[PlaceWindow], *, area: Place, day: date, network_version: str, language: str
) -> list[PartDraft]:
    """Return the timetable as text, the map and the timetable as pictures, and the sheet to print."""
    svg = map_of_places(rows, network_version)

    def sheet(file_format: str, **which: bool) -> bytes:
        values = {**_values(rows, area, day), "map": False, "table": False, "paper": False, **which}
        return compile_sheet(TEMPLATE, values, file_format=file_format, pictures={"places.svg": svg})

    paper = sheet("pdf", map=True, table=True, paper=True)
    stem = f"{area.name}-{day}"
    return [
        PartDraft(area, PartKind.TEXT, text_of(rows, area, day), language=language),
        PartDraft(area, PartKind.IMAGE, _("Map of the places"), f"{stem}-map.png", sheet("png", map=True), language),
        PartDraft(area, PartKind.IMAGE, _("Places and windows"), f"{stem}.png", sheet("png", table=True), language),
        PartDraft(area, PartKind.FILE, _("Sheet to print"), f"{stem}.pdf", paper, language),
    ]


def text_of(rows: Sequence[PlaceWindow], area: Place, day: date) -> str:
    """Return the timetable in words."""
    lines = [f"{area.name} · {title()}", shown_day(day)]
    for window in _by_window(rows):
        lines += ["", window["label"], *(f"· {name}" for name in window["names"])]
    return "\n".join([*lines, "", _advice()])


def title() -> str:
    """Return what the pack is called."""
    return _("Tonight's patrol")


def _values(rows: Sequence[PlaceWindow], area: Place, day: date) -> dict[str, Any]:
    names = {row.code: row.name for row in rows}
    return {
        "area": area.name,
        "title": title(),
        "day": f"{shown_day(day)}  {_hours(rows)}",
        "made_up": _("Made-up data") if settings.ANXIN["made_up"] else "",
        "numbering": _("The numbers follow the register; they are no order of visits."),
        "legend": [{"number": str(number), "name": names[code]} for code, number in numbers_of(rows).items()],
        "windows": _by_window(rows),
        "advice": _advice(),
        "foot": f"{area.name} · {shown_day(day)}",
    }


def _hours(rows: Sequence[PlaceWindow]) -> str:
    """Return from the first window's begin to the last one's end."""
    return f"{rows[0].label.partition('–')[0]}–{rows[-1].label.partition('–')[2]}"


def _by_window(rows: Sequence[PlaceWindow]) -> list[dict[str, Any]]:
    return [
        {"label": label, "names": [row.name for row in group]}
        for label, group in groupby(rows, key=lambda row: row.label)
    ]


def _advice() -> str:
    return _("Somebody comes by in these hours. If you see something, report it; in danger call 110.")
