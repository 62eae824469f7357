from __future__ import annotations

from anxin.core.errors import AnxinError, NotFoundError


class UnknownCodeError(NotFoundError):
    """Nobody knows this code."""


class AnsweredError(AnxinError):
    """A code that was used in this quarter came again."""


class UnreadableAnswerError(AnxinError):
    """What was sent is no answer to what was asked."""


class ReleasedWeekError(AnxinError):
    """The week's exact counts are gone; nothing can be added to it."""
