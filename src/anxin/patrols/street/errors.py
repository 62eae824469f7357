from __future__ import annotations

from anxin.core.errors import AnxinError, NotFoundError


class NoLinkError(NotFoundError):
    """The link is wrong, or too old to take anything."""


class NotConfirmedError(AnxinError):
    """Crews walk by a confirmed plan only."""


class UnreadableActsError(AnxinError):
    """What the phone sent is not what a phone of ours sends."""
