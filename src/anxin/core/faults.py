"""Gathers what is wrong with a form, so that all of it is named at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from anxin.core.errors import AnxinError, FormError, NotAllowedError

Value = TypeVar("Value")


class Faults:
    """The faults of one form, in the order in which they were found."""

    def __init__(self) -> None:
        self.found: list[AnxinError] = []

    def add(self, field: str, message: Any, kind: type[AnxinError] = AnxinError) -> None:
        """Remember one; of a field that has one already nothing more is said."""
        if field == "" or field not in {fault.field for fault in self.found}:
            self.found.append(kind(message, field=field))

    def read(self, field: str, turn: Callable[[str], Value], text: str) -> Value | None:
        """Return what a field's text means; remember the fault and return None where it means nothing."""
        try:
            return turn(text)
        except NotAllowedError:
            raise
        except AnxinError as error:
            self.add(field, str(error))
            return None

    def take(self, error: ValidationError, kind: type[AnxinError] = AnxinError) -> None:
        """Remember what a model says of its own fields; what it says of the whole stands beside none."""
        for key, said in error.message_dict.items():
            self.add("" if key == NON_FIELD_ERRORS else key, " ".join(said), kind)

    def stop(self) -> None:
        """Refuse the form if anything is wrong with it: one fault as itself, several together."""
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            raise FormError(self.found)
