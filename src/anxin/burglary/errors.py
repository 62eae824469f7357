from __future__ import annotations

from anxin.core.errors import AnxinError, NotAllowedError


class AlreadyDecidedError(AnxinError):
    """Somebody has decided this already."""


class ReasonMissingError(AnxinError):
    """A decision against the proposal needs a reason."""


class NotYoursError(NotAllowedError):
    """The place or the task lies outside what the person may act on."""


class SamePersonError(AnxinError):
    """A task is verified by another person than the one who did it."""
