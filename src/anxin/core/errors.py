"""The one tree of errors. Each is a sentence that says what to do next."""

from __future__ import annotations

from typing import Any


class AnxinError(Exception):
    """Bad input or a refused act; the message is shown to the person as it stands."""

    status = 422

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowedError(AnxinError):
    """The person may not do this here."""

    status = 403


class NotFoundError(AnxinError):
    """There is no such thing, or it lies behind the wall: the two look the same."""

    status = 404
