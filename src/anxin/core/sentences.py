"""Sentences that are stored once and read in any language: a msgid and what fills it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, override

Stored = dict[str, Any]


def sentence(msgid: str, **fill: str | int | float | Stored) -> Stored:
    """Return a sentence to store; mark its msgid with `gettext_noop` where it is written.

    What fills it may be a stored sentence itself, and is then said in the reader's language too.
    """
    return {"text": msgid, "fill": fill}


def say(stored: Mapping[str, Any]) -> str:
    """Say a stored sentence in the reader's language."""
    fill = {name: _shown(value) for name, value in stored.get("fill", {}).items()}
    return gettext(stored["text"]) % fill if fill else gettext(stored["text"])


def msgid_of(text: Any) -> str:
    """Return what a lazily translated text is filed under, to be stored in a sentence."""
    with override("en"):
        return str(text)


def _shown(value: str | int | float | Stored) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return say(value)
    return str(number_format(value, use_l10n=True, force_grouping=True))
