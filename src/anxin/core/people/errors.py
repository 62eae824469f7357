from __future__ import annotations

from anxin.core.errors import AnxinError


class NameTakenError(AnxinError):
    """The sign-in name exists."""


class UnfitAccountError(AnxinError):
    """A name is missing, or the password is too easy to guess."""


class WrongPlaceError(AnxinError):
    """The role is not given at a place of this level."""


class WrongSideError(AnxinError):
    """The role belongs to the other side of the wall."""
