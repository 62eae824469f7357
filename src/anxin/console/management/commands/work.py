from __future__ import annotations

import signal
import time
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from anxin.core import clock
from anxin.core.audit.services import sign_head
from anxin.core.jobs.services import enqueue, run_next

IDLE_SECONDS = 0.5


class Command(BaseCommand):
    """Does background jobs until it is stopped; queues the nightly round and the daily signature."""

    help = "Do background jobs."

    def add_arguments(self, parser: Any) -> None:
        """Allow a run that ends when nothing waits."""
        parser.add_argument("--until-idle", action="store_true")

    def handle(self, *, until_idle: bool, **_options: Any) -> None:
        """Claim and do one job after another."""
        self.stopping = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        next_look = clock.now()
        while not self.stopping:
            try:
                if clock.now() >= next_look:
                    keep_the_calendar(clock.now())
                    next_look = clock.now() + timedelta(minutes=1)
                worked = run_next(at=clock.now())
            except OperationalError as error:  # the database is away or busy; it comes back
                self.stderr.write(f"The database does not answer: {error}")
                close_old_connections()
                worked = False
            if not worked:
                if until_idle:
                    return
                time.sleep(IDLE_SECONDS)

    def _stop(self, *_signal: Any) -> None:
        self.stopping = True


def keep_the_calendar(at: datetime) -> None:
    """Queue tonight's round once its hour has come, and sign the audit chain once a day."""
    local = timezone.localtime(at)
    sign_head(day=local.date())
    if apps.is_installed("anxin.core.rooms"):
        from anxin.core.rooms.outbox.drain import look_again

        look_again(at=at)
    if settings.ANXIN["side"] == "community" and local.hour >= settings.ANXIN["round_hour"]:
        payload = {"date": local.date().isoformat()}
        enqueue("rounds.run", key=f"rounds.run:{local.date()}", run_at=at, payload=payload)
