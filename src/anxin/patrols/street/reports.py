"""What is printed: a crew's shift report, and the codes that hang at doors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anxin.core.sheets import compile_sheet, qr_svg
from anxin.core.territory.queries import district
from anxin.core.web.shown import clock_time, day, moment
from anxin.patrols.street.models import ActKind, DoorCode, ShiftReport, StreetAct
from anxin.patrols.street.queries import CrewEvening, PlaceLine
from anxin.patrols.street.rules import LineState
from anxin.patrols.street.tokens import door_address

SHEETS = Path(__file__).parent / "sheets"


def shift_report_pdf(evening: CrewEvening, when: date) -> bytes:
    """Return a crew's evening as one A4 page: what was planned, what was done, what was noted."""
    return compile_sheet(SHEETS / "shift_report.typ", shift_values(evening, when), file_format="pdf")


def shift_values(evening: CrewEvening, when: date) -> dict[str, Any]:
    """Return what stands on the report."""
    report = evening.report
    notes = [act for row in evening.lines for act in row.notes] + evening.notes
    return {
        "district": _district(),
        "title": _("Shift report"),
        "crew": evening.crew.name,
        "when": day(when),
        "ended": _ended(report),
        "facts": facts_of(evening),
        "words": report.words if report else "",
        "made_up": _("Made-up data") if settings.ANXIN["made_up"] else "",
        "columns": ["", _("Where"), _("What became of it"), _("Minutes")],
        "lines": [_line(row) for row in evening.lines],
        "noted": _("Noted"),
        "notes": [_note(act) for act in notes],
        "written": _("Written %(when)s") % {"when": moment(report.written_at)} if report else "",
    }


def _ended(report: ShiftReport | None) -> str:
    if report and report.by_crew:
        return _("ended by the crew at %(time)s") % {"time": clock_time(report.ended_at)}
    return _("not ended by the crew; closed at noon")


def facts_of(evening: CrewEvening) -> str:
    """Say the evening in one line."""
    parts = [
        _("%(done)s of %(planned)s stops visited") % {"done": evening.done, "planned": evening.planned},
        _("%(count)s skipped with a reason") % {"count": evening.skipped},
        _("%(count)s not planned") % {"count": evening.unplanned},
        ngettext("%(count)s minute at places", "%(count)s minutes at places", evening.minutes)
        % {"count": evening.minutes},
        _("%(count)s people") % {"count": evening.crew.people},
    ]
    return " · ".join(parts)


def what_became(row: PlaceLine) -> str:
    """Say what became of a stop in a few words."""
    visit, state = row.line.visit, row.line.state
    if visit:
        times = f"{clock_time(visit.arrived_at)}–{clock_time(visit.left_at) if visit.left_at else '?'}"
        return times if state is LineState.DONE else _("%(times)s, not planned") % {"times": times}
    return _("skipped: %(why)s") % {"why": row.line.reason} if state is LineState.SKIPPED else _("not visited")


def _line(row: PlaceLine) -> dict[str, str]:
    visit = row.line.visit
    minutes = "" if visit is None else f"≈ {visit.minutes}" if visit.estimated else str(visit.minutes)
    number = str(row.line.position or "+")
    return {"number": number, "name": row.place.name, "what": what_became(row), "minutes": minutes}


def _note(act: StreetAct) -> str:
    kind = _("Hazard") if act.kind == ActKind.HAZARD else _("Note")
    place = act.place.name if act.place else _("on the way")
    photo = _("(with a photograph)") if act.photo else ""
    return " ".join(part for part in (clock_time(act.at), kind, "·", place, "·", act.text, photo) if part)


def door_codes_pdf(codes: Sequence[DoorCode]) -> bytes:
    """Return the codes, six to a page, each with its estate's name."""
    pictures = {f"door{i}.svg": qr_svg(door_address(code)) for i, code in enumerate(codes)}
    values = {
        "district": _district(),
        "made_up": _("Made-up data") if settings.ANXIN["made_up"] else "",
        "what": _("Patrol crews scan this on arrival. It says which place this is and nothing about who scans it."),
        "codes": [
            {"picture": f"door{i}.svg", "name": code.place.name, "code": code.place.code}
            for i, code in enumerate(codes)
        ],
    }
    return compile_sheet(SHEETS / "door_codes.typ", values, file_format="pdf", pictures=pictures)


def _district() -> str:
    place = district()
    return settings.ANXIN["district_name"] or (place.name if place else "")
