from __future__ import annotations

import json
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from anxin.console.database_tools import run_tool
from anxin.core.audit.services import verify


class Command(BaseCommand):
    """Puts an archive back into an empty home and checks the audit chain."""

    help = "Restore this side from an archive."

    def add_arguments(self, parser: Any) -> None:
        """Take the archive's path."""
        parser.add_argument("archive", type=Path)

    def handle(self, *, archive: Path, **_options: Any) -> None:
        """Refuse to write over anything; restore; verify."""
        side, home = settings.ANXIN["side"], Path(settings.HOME)
        with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
            about = json.loads((Path(folder) / "about.json").read_text())
            if about["side"] != side:
                raise CommandError(f"This archive is of the {about['side']} side; this process serves {side}.")
            restore_database(Path(folder) / about["database"])
            for name in (f"files/{side}", f"keys/{side}"):
                if (Path(folder) / name).exists():
                    (home / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(Path(folder) / name, home / name)
        call_command("migrate", verbosity=0, interactive=False)
        broken = verify()
        if broken:
            raise CommandError(f"Restored, but the audit chain breaks at row {broken.seq}: {broken.reason}.")
        self.stdout.write(f"Restored the {side} side as of {about['at']}; the audit chain holds.")


def restore_database(dump: Path) -> None:
    """Load the copy into an empty database."""
    database = connection.settings_dict
    if connection.introspection.table_names():
        raise CommandError("The database is not empty. Restore into an empty one.")
    connection.close()
    if connection.vendor == "sqlite":
        target = Path(database["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_bytes(dump.read_bytes())
        return
    run_tool("pg_restore", "--no-owner", "--dbname", str(database["NAME"]), str(dump))
