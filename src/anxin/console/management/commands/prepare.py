from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Makes this side's tables, cache table and static files."""

    help = "Prepare this side: tables, cache, static files."

    def handle(self, **_options: Any) -> None:
        """Bring everything up to date; a second run changes nothing."""
        side = settings.ANXIN["side"]
        self.stdout.write(f"Preparing the {side} side in {settings.HOME}")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
