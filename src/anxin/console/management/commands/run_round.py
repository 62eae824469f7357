from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.core import clock
from anxin.core.errors import AnxinError
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.services import run_round
from anxin.core.rounds.steps import Step
from anxin.core.sentences import say


class Command(BaseCommand):
    """Runs the round of a day, or goes on with one that was cut off."""

    help = "Run the round of a day, or go on with one that was cut off."

    def add_arguments(self, parser: Any) -> None:
        """Take the day and whether a finished round is run again."""
        parser.add_argument("--date", type=date.fromisoformat, default=None)
        parser.add_argument("--again", action="store_true")

    def handle(self, *, date: date | None, again: bool, **_options: Any) -> None:
        """Run it with progress, then print what was done and what is needed."""
        try:
            night = run_round(day=date or clock.today(), actor=SYSTEM, at=clock.now(), again=again, progress=self._show)
        except AnxinError as error:
            raise CommandError(str(error)) from error
        for step in night.steps.all():
            for said in step.did:
                self.stdout.write(f"  {say(said)}")
            for needed in step.needs:
                self.stdout.write(self.style.WARNING(f"  → {say(needed)}"))

    def _show(self, position: int, of: int, step: Step) -> None:
        self.stdout.write(f"[{position}/{of}] {step.title}")
        self.stdout.flush()
