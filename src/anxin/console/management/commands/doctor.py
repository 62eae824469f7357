from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from anxin.core import clock
from anxin.core.audit.services import verify
from anxin.core.jobs.models import Job
from anxin.core.rounds.models import Round
from anxin.core.sheets import FONTS
from anxin.core.territory.queries import district
from anxin.core.territory.streets import current_network


class Command(BaseCommand):
    """Says what is wrong with this installation and how to mend it."""

    help = "Say what is wrong and the mend."

    def handle(self, **_options: Any) -> None:
        """Print each complaint; fail if there is one."""
        complaints = list(complaints_of_this_side())
        for complaint in complaints:
            self.stdout.write(f"✗ {complaint}")
        if complaints:
            raise CommandError(f"{len(complaints)} to mend.")
        self.stdout.write("All is well.")


def complaints_of_this_side() -> Iterator[str]:
    """Yield one sentence for each thing that is wrong."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "The database lacks tables. Run `anxin up`."
        return
    broken = verify()
    if broken:
        yield f"The audit chain breaks at row {broken.seq}: {broken.reason}. Restore a backup and find out who wrote."
    failed = Job.objects.exclude(failed_at=None).count()
    if failed:
        yield f"{failed} background jobs failed for good. Look at their last_error, mend the cause, queue them again."
    late = Job.objects.filter(done_at=None, failed_at=None, run_at__lt=clock.now() - timedelta(hours=1)).count()
    if late:
        yield f"{late} background jobs have waited for over an hour. Is `anxin work` running?"
    if not (FONTS / "NotoSansSC-Regular.ttf").exists():
        yield "The sheet's font is missing. Run `make up`, or install the wheel, which carries it."
    if district() is None:
        yield "The register is empty. Import it: `anxin import places FILE`."
    elif settings.ANXIN["side"] == "community":
        yield from _community()


def _community() -> Iterator[str]:
    if current_network() is None:
        yield "No street network is loaded; patrols are reckoned in straight lines. `anxin import streets FILE`."
    latest = Round.objects.exclude(finished_at=None).first()
    if latest is None or latest.date < clock.today() - timedelta(days=2):
        yield "No round has run for two days. Run `anxin round`, and see that `anxin work` runs at night."
