from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from anxin.core import clock
from anxin.core.people.actor import SYSTEM


class Command(BaseCommand):
    """Makes this side's tables, catalogue of measures, cache table and static files."""

    help = "Prepare this side: tables, cache, static files."

    def add_arguments(self, parser: Any) -> None:
        """Allow the demonstration to follow in the same process."""
        parser.add_argument("--demo", action="store_true", help="make the made-up district if there is none")

    def handle(self, *, demo: bool = False, **_options: Any) -> None:
        """Bring everything up to date; a second run changes nothing."""
        side = settings.ANXIN["side"]
        self.stdout.write(f"Preparing the {side} side in {settings.HOME}")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        if apps.is_installed("anxin.burglary"):
            from anxin.burglary.measures.catalogue import load_catalogue

            load_catalogue(actor=SYSTEM, at=clock.now())
        collect_static_files()
        if demo:
            call_command("demo", if_empty=True)


def collect_static_files() -> None:
    """Collect and compress the static files, unless those of the last time are still the same."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    now = _fingerprint()
    if not mark.exists() or mark.read_text() != now:
        call_command("collectstatic", verbosity=0, interactive=False)
        mark.write_text(now)


def _fingerprint() -> str:
    found = [
        (path, storage.size(path), storage.get_modified_time(path).timestamp())
        for finder in get_finders()
        for path, storage in finder.list([])
    ]
    return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()
