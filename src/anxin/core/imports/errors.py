from __future__ import annotations

from anxin.core.errors import AnxinError


class UnreadableFileError(AnxinError):
    """The file as a whole cannot be read; the message says why and what to do."""


class PersonColumnError(AnxinError):
    """A column would hold a person."""


class MappingError(AnxinError):
    """A needed column is not named."""


class RefusedRowsError(AnxinError):
    """Some rows are refused and the whole import waits for them."""
