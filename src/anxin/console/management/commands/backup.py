from __future__ import annotations

import json
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from anxin import __version__
from anxin.console.database_tools import run_tool
from anxin.core import clock


class Command(BaseCommand):
    """Copies this side's database, files and keys into one archive, while it runs."""

    help = "Back this side up into one .tar.gz."

    def add_arguments(self, parser: Any) -> None:
        """Take the archive's path."""
        parser.add_argument("archive", type=Path)

    def handle(self, *, archive: Path, **_options: Any) -> None:
        """Write the archive beside its name first, so that a broken backup never bears the name."""
        if archive.exists():
            raise CommandError(f"{archive} exists already. Choose another name.")
        side, home = settings.ANXIN["side"], Path(settings.HOME)
        partial = archive.with_name(f"{archive.name}.partial")
        with tempfile.TemporaryDirectory() as folder:
            dump = copy_database(Path(folder))
            about = Path(folder) / "about.json"
            about.write_text(
                json.dumps({"side": side, "version": __version__, "at": str(clock.now()), "database": dump.name})
            )
            partial.touch(mode=0o600)  # it will hold keys
            with tarfile.open(partial, "w:gz") as packed:
                packed.add(about, "about.json")
                packed.add(dump, dump.name)
                for name in (f"files/{side}", f"keys/{side}", f"{side}.toml"):
                    if (home / name).exists():
                        packed.add(home / name, name)
        partial.rename(archive)
        self.stdout.write(f"Saved {archive} ({archive.stat().st_size / 1e6:.1f} MB). Keep it where the server is not.")


def copy_database(folder: Path) -> Path:
    """Copy the database as it stands at one moment."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        target = folder / "database.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
        return target
    target = folder / "database.dump"
    run_tool("pg_dump", "--format=custom", "--no-owner", "--file", str(target), str(database["NAME"]))
    return target
