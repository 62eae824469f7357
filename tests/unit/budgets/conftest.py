"""A real database of the tests' own, and processes that come and go beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

BEGINNING = """
import django; django.setup()
from datetime import date, datetime, UTC
from decimal import Decimal
from django.db import connection, transaction
from anxin.core.budgets import queries, services
from anxin.core.budgets.models import Budget, Spend
from anxin.core.errors import AnxinError
from anxin.core.people.actor import SYSTEM
AT = datetime(2026, 11, 23, 10, tzinfo=UTC)

def opened(scope, cap):
    terms = dict(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), cap=Decimal(cap))
    return services.open_budget(scope=scope, **terms, actor=SYSTEM, at=AT)

def spend(scope, epsilon, what="a week"):
    return services.spend(scope=scope, epsilon=Decimal(epsilon), what=what, actor=SYSTEM, at=AT)
"""


@pytest.fixture(scope="session")
def environment(tmp_path_factory) -> dict[str, str]:
    """Settings of a prepared database, on the engine that the run asks for."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ANXIN_")}
    ours = {"ANXIN_HOME": str(tmp_path_factory.mktemp("ledger")), "ANXIN_SECRET_KEY": "k" * 60 + "0123456789"}
    made = {**kept, **ours, **_database(), "DJANGO_SETTINGS_MODULE": "anxin.console.settings"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=made, check=True, capture_output=True)
    return made


def _database() -> dict[str, str]:
    if os.environ.get("ANXIN_TEST_DATABASE") != "postgresql":
        return {}
    import psycopg

    address, name = os.environ["ANXIN_DATABASE"], f"ledger_{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return {"ANXIN_DATABASE": f"{address.rpartition('/')[0]}/{name}"}


@pytest.fixture
def start(environment, tmp_path):
    """Return a function that starts a process of its own with this code after the beginning."""

    def begin(code: str) -> subprocess.Popen[str]:
        file = Path(tmp_path) / f"{uuid.uuid4().hex}.py"
        file.write_text(BEGINNING + code, encoding="utf-8")
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen([sys.executable, str(file)], env=environment, text=True, **pipes)

    return begin


@pytest.fixture
def run(start):
    """Return a function that runs the code to its end and returns what it printed."""

    def run_it(code: str) -> str:
        process = start(code)
        said, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint
        return said.strip()

    return run_it
