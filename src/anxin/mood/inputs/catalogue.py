"""What else tells how a district is: counts that offices keep anyway, each with its owner and how late it comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Indicator:
    """One weekly count. `better` is 1 where more is good, -1 where less is, 0 where neither is."""

    key: str
    name: Any
    definition: Any
    owner: Any
    better: int
    delay_days: int
    confided: bool = False  # counts of what people confided: small ones are not shown


INDICATORS = (
    Indicator(
        "hotline_complaints",
        _("Complaints to the citizens’ hotline"),
        _("Complaints to 12345 from this place, received in the week, whatever came of them."),
        _("Hotline office"),
        -1,
        7,
    ),
    Indicator(
        "hotline_noise",
        _("Complaints about noise and neighbours"),
        _("Complaints to 12345 of the topics noise and quarrels between neighbours, received in the week."),
        _("Hotline office"),
        -1,
        7,
    ),
    Indicator(
        "hazards",
        _("Hazards reported"),
        _("Hazards that crews and residents reported at a place of this subdistrict; taken from Anxin's own records."),
        _("Safety office"),
        0,
        0,
    ),
    Indicator(
        "service_contacts",
        _("Contacts of the psychological service"),
        _("People who turned to a station or the line, as the service releases it: never who, never why."),
        _("Psychological service centre"),
        0,
        14,
        confided=True,
    ),
    Indicator(
        "service_waiting",
        _("Waiting longer than 14 days"),
        _("People who at the end of the week had waited longer than 14 days for a first talk, as the service says."),
        _("Psychological service centre"),
        -1,
        14,
        confided=True,
    ),
)
BY_KEY = {indicator.key: indicator for indicator in INDICATORS}
