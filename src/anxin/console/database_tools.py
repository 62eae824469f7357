"""PostgreSQL's own programs, run on the database in use."""

from __future__ import annotations

import os
import shutil
import subprocess

from django.core.management.base import CommandError
from django.db import connection


def run_tool(program: str, *arguments: str) -> None:
    """Run pg_dump or pg_restore on this side's database, or say why it failed."""
    found = shutil.which(program)
    if found is None:
        raise CommandError(f"{program} is not installed. Install PostgreSQL's client programs.")
    database = connection.settings_dict
    options = {"--host": database["HOST"], "--port": str(database["PORT"]), "--username": database["USER"]}
    where = [part for option, value in options.items() if value for part in (option, value)]
    env = {"PATH": os.environ.get("PATH", ""), "PGPASSWORD": database["PASSWORD"]}
    done = subprocess.run([found, *where, *arguments], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{program} failed: {done.stderr.strip()}")
