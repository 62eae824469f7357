"""What residents read on the wall or in the chat room: advice about doors and windows, and about nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.core.web.shown import day

LANGUAGES = ("zh-hans", "en")
ADVICE = (
    gettext_noop("Lock the door with the key when you go out, even for a short while, and at night."),
    gettext_noop("Close and latch the windows that can be reached from a stairway, a roof, a pipe or a balcony."),
    gettext_noop(
        "Let the stairway door fall shut behind you. If a lock, a closer or a lamp fails, tell the property office."
    ),
    gettext_noop("Away for some days? Ask a neighbour to take in parcels and to clear leaflets from your door."),
    gettext_noop("Ask older neighbours whether they would like help with a lock or a window."),
)


@dataclass(frozen=True)
class ResidentsText:
    """The notice in one language."""

    language: str
    title: str
    opening: str
    advice: list[str]
    closing: str
    signed: str

    def as_plain(self) -> str:
        """Return it as plain text, to paste into a message."""
        lines = [self.title, "", self.opening, *(f"· {line}" for line in self.advice), "", self.closing, self.signed]
        return "\n".join(lines)


def residents_texts(until: date) -> list[ResidentsText]:
    """Return the notice in Chinese and in English. It names no address, no home and no person."""
    return [_text(language, until) for language in LANGUAGES]


def _text(language: str, until: date) -> ResidentsText:
    with translation.override(language):
        return ResidentsText(
            language=language,
            title=_("A few minutes for doors and windows"),
            opening=_(
                "Dear neighbours, a home near here was broken into recently. Until %(day)s, please give doors and "
                "windows a little more care than usual:"
            )
            % {"day": day(until)},
            advice=[_(line) for line in ADVICE],
            closing=_("Would you like advice or a hand? Come and see us. In an emergency call 110."),
            signed=_("Your estate committee"),
        )
