"""An installation from before the catalogue keeps every task: its word becomes a row of the catalogue."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BEFORE = """
from django.core.management import call_command
call_command("migrate", "burglary", "0002", verbosity=0)
call_command("migrate", "people", verbosity=0)
from django.db import connection
from django.db.migrations.loader import MigrationLoader
apps = MigrationLoader(connection).project_state(
    [("burglary", "0002_decisions_apart"), ("people", "0001_initial")]).apps
Place, Person = apps.get_model("territory", "Place"), apps.get_model("people", "Person")
Listing, Task = apps.get_model("burglary", "FocusListing"), apps.get_model("burglary", "FocusTask")
place = Place.objects.create(level="estate", code="E1", name="E1", path="1/")
owner = Person.objects.create(username="lin", display_name="林")
listing = Listing.objects.create(place=place, proposed_date="2026-11-23", chance_worst=0.7, last_12_months=4,
                                 expected_next_year=2.0)
for word in WORDS:
    Task.objects.create(listing=listing, measure=word, title=f"do {word}", owner=owner, due_date="2026-12-01")
"""
AFTER = """
from django.core.management import call_command
call_command("prepare")
from anxin.burglary.models import FocusTask, Measure
kept = [(task.measure_id, task.title) for task in FocusTask.objects.order_by("pk")]
assert kept == [(word, f"do {word}") for word in WORDS], kept
assert Measure.objects.get(pk="lighting").effect == -14.0
assert Measure.objects.filter(offered=True).count() == Measure.objects.count() >= 12
call_command("migrate", "burglary", "0002", verbosity=0)
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT measure FROM burglary_focustask ORDER BY id")
    assert [row[0] for row in cursor.fetchall()] == WORDS
call_command("migrate", verbosity=0)
assert FocusTask.objects.count() == len(WORDS)
print("kept")
"""
WORDS = 'WORDS = ["door_closer", "lighting", "talk", "patrol", "camera", "other", "talk"]\n'


def test_every_old_task_keeps_its_measure_there_and_back(tmp_path: Path):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ANXIN_", "DJANGO_"))}
    ours = {"ANXIN_HOME": str(tmp_path), "ANXIN_SIDE": "community", "ANXIN_SECRET_KEY": "k" * 60 + "0123456789"}
    env = {**kept, **ours, "DJANGO_SETTINGS_MODULE": "anxin.console.settings"}
    for code in (BEFORE, AFTER):
        command = [sys.executable, "-c", "import django; django.setup()\n" + WORDS + code]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("kept\n")
