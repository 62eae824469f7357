from __future__ import annotations

from anxin.core.errors import AnxinError


class UnfitRoomError(AnxinError):
    """The room's particulars do not fit its platform."""


class UnfitPackError(AnxinError):
    """A part is too large, or nobody would get the pack."""


class SecondPersonError(AnxinError):
    """What residents read is released by another person than the one who made it."""


class TooLateError(AnxinError):
    """The pack or the post is no longer in the state that the act is for."""


class UnfitAddressError(AnxinError):
    """Posts may not go to this address."""
