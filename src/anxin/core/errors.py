"""The one tree of errors. Each is a sentence that says what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class AnxinError(Exception):
    """Bad input or a refused act; the message is shown to the person as it stands."""

    status = 422

    def __init__(self, message: Any, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field  # the form's field that it speaks of, if it speaks of one

    @property
    def parts(self) -> Sequence[AnxinError]:
        """What is wrong, one by one."""
        return (self,)

    def __str__(self) -> str:
        return str(self.message)


class FormError(AnxinError):
    """Several things are wrong with a form; each part says its field and its mend."""

    def __init__(self, parts: Sequence[AnxinError]) -> None:
        super().__init__(" ".join(str(part) for part in parts))
        self._parts = tuple(parts)

    @property
    def parts(self) -> Sequence[AnxinError]:
        """What is wrong, one by one."""
        return self._parts


class NotAllowedError(AnxinError):
    """The person may not do this here."""

    status = 403


class NotFoundError(AnxinError):
    """There is no such thing, or it lies behind the wall: the two look the same."""

    status = 404
