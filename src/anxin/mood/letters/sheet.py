"""The letters to residents: two A5 letters to an A4 sheet, Chinese with English beneath."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import qrcode
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core.sheets import compile_sheet
from anxin.core.territory.models import Place
from anxin.core.territory.queries import district
from anxin.core.web.shown import day
from anxin.mood.pulse.rules import quarter_ends, spaced

SHEET = Path(__file__).parent / "sheets" / "letters.typ"


def letters_pdf(place: Place, codes: Sequence[str], at: datetime) -> bytes:
    """Return one letter for each code, two to a page."""
    address = settings.ANXIN["public_url"] + reverse("portal:pulse")
    # The code stands behind the #: a browser keeps that to itself, so that no server's log can hold it.
    pictures = {f"code{i}.svg": _qr(f"{address}#{code}") for i, code in enumerate(codes)}
    values = {
        "made_up": settings.ANXIN["made_up"],
        "address": address.partition("://")[2],
        "promise": (settings.ANXIN["public_url"] + reverse("portal:promise")).partition("://")[2],
        "words": [_words(place, at, language) for language in ("zh-hans", "en")],
        "codes": [{"picture": f"code{i}.svg", "code": spaced(code)} for i, code in enumerate(codes)],
    }
    return compile_sheet(SHEET, values, file_format="pdf", pictures=pictures)


def _words(place: Place, at: datetime, language: str) -> dict[str, Any]:
    top = district()
    named = {"district": settings.ANXIN["district_name"] or (top.name if top else "")}
    with translation.override(language):
        return {
            "to": _("To a household in %(place)s") % {"place": place.name},
            "title": _("Two questions, 20 seconds: how are you doing?"),
            "why": _("%(district)s asks how people here are, so that help goes where it is needed.") % named,
            "how": _("Scan the code with a phone, or open this address and type the letters:"),
            "until": _("Once a quarter: now until %(day)s, and with the same code in every quarter after.")
            % {"day": day(quarter_ends(localdate(at)))},
            "nobody": _(
                "Nobody can tell who answered. No name, no home and no time of day is kept; answers are counted."
            ),
            "promise": _("What is kept and what is not"),
            "free": _("You need not answer, and nobody will ask whether you did."),
            "made_up": _("Made-up data"),
        }


def _qr(text: str) -> bytes:
    """Return a QR code as SVG, a line of dark modules a stroke.

    The mask is given: to try all eight takes twelve times as long, and a sheet may hold thousands of codes.
    """
    code = qrcode.QRCode(mask_pattern=3, border=2, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    strokes = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))
    size = len(rows)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{strokes}"/></svg>'.encode()


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Return where dark modules begin and how many follow."""
    x = 0
    for dark, same in groupby(row):
        length = len(list(same))
        if dark:
            yield x, length
        x += length
