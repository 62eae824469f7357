from __future__ import annotations

from anxin.core.errors import AnxinError


class PastRoundError(AnxinError):
    """A round does not go back behind a later one."""


class FutureRoundError(AnxinError):
    """A round cannot run for a day that has not come."""
