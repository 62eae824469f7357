from __future__ import annotations

from anxin.core.errors import AnxinError


class ClosedWarningError(AnxinError):
    """The warning is closed; nothing more is done about it here."""


class UntakenWarningError(AnxinError):
    """Somebody must look after the warning before it is answered or closed."""


class UnfitTextError(AnxinError):
    """A text is missing or too long, or a day does not fit."""
