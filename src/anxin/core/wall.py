"""The wall: one process serves one side, and holds the credentials of that side alone.

`community` and `care` are two databases with two sets of accounts. A table of one side cannot be
made, read or written by a process of the other; decision 002 says why.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model

BOTH = "both"


class WallError(RuntimeError):
    """Code of one side reached for a table of the other."""


def side_of(app_label: str) -> str:
    """Return which side an app's tables belong to: community, care or both."""
    config = apps.app_configs.get(app_label)  # Django's cache table belongs to no app
    return str(getattr(config, "side", BOTH))


class WallRouter:
    """Keeps each side's tables in its own database."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """Refuse a model of the other side."""
        return self._here(model)

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """Refuse a model of the other side."""
        return self._here(model)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Make only this side's tables."""
        return side_of(app_label) in (BOTH, settings.ANXIN["side"])

    def _here(self, model: type[Model]) -> str | None:
        side = side_of(model._meta.app_label)
        if side not in (BOTH, settings.ANXIN["side"]):
            raise WallError(
                f"{model.__name__} belongs to the {side} side; this process serves {settings.ANXIN['side']}."
            )
        return None
