"""What residents are asked: one question that everybody gets, and six that take turns.

The first four are those of the UK Office for National Statistics (personal well-being, Open Government Licence v3); the
Chinese wording and the last three are the project's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anxin.mood.pulse.rules import VALUES

ONS = "Office for National Statistics, personal well-being; Open Government Licence v3.0"
OWN = "Anxin; Apache-2.0"


@dataclass(frozen=True)
class Item:
    """One question, answered from 0 to 10."""

    key: str
    name: Any
    question: Any
    lowest: Any
    highest: Any
    domain: str
    source: str
    better: int = 1  # 1: a high answer is good; -1: a low one is

    @property
    def poor(self) -> tuple[int, ...]:
        """The answers that count as a poor state: 0 to 4, or 6 to 10 where a low answer is good."""
        return tuple(value for value in VALUES if (value <= 4 if self.better > 0 else value >= 6))


ITEMS = (
    Item(
        "satisfaction",
        _("Satisfied with life"),
        _("Overall, how satisfied are you with your life nowadays?"),
        pgettext_lazy("satisfaction", "not at all"),
        pgettext_lazy("satisfaction", "completely"),
        "life",
        ONS,
    ),
    Item(
        "worthwhile",
        _("Finds it worthwhile"),
        _("Overall, to what extent do you feel that the things you do in your life are worthwhile?"),
        pgettext_lazy("worthwhile", "not at all"),
        pgettext_lazy("worthwhile", "completely"),
        "life",
        ONS,
    ),
    Item(
        "happy",
        _("Happy yesterday"),
        _("Overall, how happy did you feel yesterday?"),
        pgettext_lazy("happy", "not at all"),
        pgettext_lazy("happy", "completely"),
        "life",
        ONS,
    ),
    Item(
        "anxious",
        _("Anxious yesterday"),
        _("Overall, how anxious did you feel yesterday?"),
        pgettext_lazy("anxious", "not at all"),
        pgettext_lazy("anxious", "completely"),
        "strain",
        ONS,
        better=-1,
    ),
    Item(
        "safety",
        _("Feels safe"),
        _("How safe do you feel walking alone near your home after dark?"),
        pgettext_lazy("safety", "not at all"),
        pgettext_lazy("safety", "completely"),
        "neighbourhood",
        OWN,
    ),
    Item(
        "trust",
        _("Trusts neighbours"),
        _("How far can the people around your home be trusted?"),
        pgettext_lazy("trust", "not at all"),
        pgettext_lazy("trust", "completely"),
        "neighbourhood",
        OWN,
    ),
    Item(
        "support",
        _("Has somebody to turn to"),
        _("If you were in trouble, how easy would it be to find somebody who helps?"),
        pgettext_lazy("support", "very hard"),
        pgettext_lazy("support", "very easy"),
        "neighbourhood",
        OWN,
    ),
)
BY_KEY = {item.key: item for item in ITEMS}
EVERYBODY, TURNS = ITEMS[0].key, tuple(item.key for item in ITEMS[1:])
DOMAINS = {"life": _("Life"), "strain": _("Strain"), "neighbourhood": _("Around home")}
