"""The drill: back up a working installation, put it back into an empty one, verify, compare."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.e2e


def anxin(home, *command, expect=0) -> str:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ANXIN_", "DJANGO_"))}
    env = {**kept, "ANXIN_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "anxin.cli", "--side", "community", *command],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_backup_restores_into_an_empty_home(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    register = tmp_path / "estates.csv"
    register.write_text(
        "code,name,subdistrict,homes\nE1,安和一村,和溪街道,300\nE2,安和二村,和溪街道,200\n", encoding="utf-8"
    )
    for home in (old, new):
        home.mkdir()
        (home / "community.toml").write_text(f'secret_key = "{"k" * 50}{home.name}0123456789"\n')
    anxin(old, "prepare")
    anxin(old, "import", "places", str(register))
    archive = tmp_path / "backup.tar.gz"
    anxin(old, "backup", str(archive))
    assert archive.stat().st_mode & 0o077 == 0
    said = anxin(new, "restore", str(archive))
    assert "the audit chain holds" in said
    again = anxin(new, "import", "places", str(register))
    assert "unchanged: 2" in again
    anxin(new, "restore", str(archive), expect=1)  # never over what is there
    anxin(old, "backup", str(archive), expect=1)
    assert "rows" in anxin(old, "verify")
    assert "round" in anxin(old, "doctor", expect=1)
