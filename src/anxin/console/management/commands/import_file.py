from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.core import clock
from anxin.core.errors import AnxinError
from anxin.core.imports import services
from anxin.core.imports.kinds import KINDS
from anxin.core.imports.models import ImportRun
from anxin.core.people.actor import SYSTEM


class Command(BaseCommand):
    """Imports a file in the same steps as the browser: columns, check, import."""

    help = "Import places, incidents or streets from a file."

    def add_arguments(self, parser: Any) -> None:
        """Take the kind, the file, and what its columns mean where the proposal is wrong."""
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", action="append", default=[], metavar="FIELD=COLUMN")
        parser.add_argument("--set", action="append", default=[], metavar="OPTION=VALUE")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--skip-refused", action="store_true", help="import the good rows, leave the refused out")

    def handle(self, *, kind: str, file: Path, dry_run: bool, skip_refused: bool, **options: Any) -> None:
        """Check the file; unless it is a dry run, import it."""
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            run = services.receive_file(
                kind_key=kind, filename=file.name, content=file.read_bytes(), actor=SYSTEM, at=clock.now()
            )
            self._check(run, {**run.mapping, **_pairs(options["map"])}, {**run.options, **_pairs(options["set"])})
            if not dry_run:
                run = services.approve(run=run, skip_refused=skip_refused, actor=SYSTEM, at=clock.now(), queue=False)
                services.carry_out(run=run, actor=SYSTEM, at=clock.now())
                self.stdout.write("Imported.")
        except AnxinError as error:
            raise CommandError(str(error)) from error

    def _check(self, run: ImportRun, mapping: dict[str, str], options: dict[str, str]) -> None:
        services.confirm_columns(run=run, mapping=mapping, options=options, actor=SYSTEM, at=clock.now(), queue=False)
        decision = services.check(run=run, at=clock.now())
        self.stdout.write(", ".join(f"{key}: {value}" for key, value in decision.counts.items()))
        for refusal in decision.refusals[:20]:
            self.stderr.write(f"  row {refusal.row}, {refusal.field}: “{refusal.value}”. {refusal.mend}")
        if len(decision.refusals) > 20:
            self.stderr.write(f"  … and {len(decision.refusals) - 20} more, all in {run.refused_file.name}")


def _pairs(given: list[str]) -> dict[str, str]:
    wrong = [pair for pair in given if "=" not in pair]
    if wrong:
        raise CommandError(f"Write {wrong[0]} as NAME=VALUE.")
    return dict(pair.split("=", 1) for pair in given)
