"""The residents' notice as one A4 page for the notice board."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.burglary.near_repeats.models import NeighbourAlert
from anxin.burglary.near_repeats.residents_text import residents_texts
from anxin.core.sheets import compile_sheet
from anxin.core.territory.queries import district

TEMPLATE = Path(__file__).parent / "sheets" / "residents_notice.typ"


def as_pdf(alert: NeighbourAlert) -> bytes:
    """Return the notice to print. It carries no address of ours: the page behind it is not for the public."""
    place = district()
    values = {
        "district": settings.ANXIN["district_name"] or (place.name if place else ""),
        "made_up": _("Made-up data") if settings.ANXIN["made_up"] else "",
        "texts": [asdict(text) for text in residents_texts(alert.until_date)],
    }
    return compile_sheet(TEMPLATE, values, file_format="pdf")
