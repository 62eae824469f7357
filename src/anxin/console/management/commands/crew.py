from __future__ import annotations

from datetime import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.core import clock
from anxin.core.errors import AnxinError
from anxin.core.people.actor import SYSTEM
from anxin.core.territory.queries import place_by_code
from anxin.patrols.services import save_crew


class Command(BaseCommand):
    """Adds a patrol crew from the shell."""

    help = "Add a patrol crew."

    def add_arguments(self, parser: Any) -> None:
        """Take the crew's name, start and shift."""
        parser.add_argument("act", choices=["add"])
        parser.add_argument("name")
        parser.add_argument("--start", required=True, help="code of the place where it starts and ends")
        parser.add_argument("--begins", type=time.fromisoformat, default=time(19, 30))
        parser.add_argument("--minutes", type=int, default=120)
        parser.add_argument("--people", type=int, default=2)

    def handle(self, *, name: str, start: str, begins: time, minutes: int, people: int, **_options: Any) -> None:
        """Add it, or say why not."""
        try:
            save_crew(
                name=name, start=place_by_code(start), begins=begins, minutes=minutes, people=people,
                actor=SYSTEM, at=clock.now(),
            )  # fmt: skip
        except AnxinError as error:
            raise CommandError(str(error)) from error
