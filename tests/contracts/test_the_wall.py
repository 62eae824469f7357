"""One process, one side: no credentials, tables or imports of the other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "anxin"


def run(home: Path, side: str, code: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ANXIN_")}
    ours = {"ANXIN_HOME": str(home), "ANXIN_SIDE": side, "ANXIN_SECRET_KEY": "k" * 60 + "0123456789"}
    env = {**kept, **ours, "DJANGO_SETTINGS_MODULE": "anxin.console.settings"}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)


def test_a_community_process_starts_and_works_without_care_credentials(tmp_path):
    locked = tmp_path / "care.toml"
    locked.write_text('database = "postgresql://care:secret@127.0.0.1/care"')
    done = run(
        tmp_path,
        "community",
        "import django; django.setup()\n"
        "from django.conf import settings\nfrom django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "from anxin.core.audit.services import verify\nassert verify() is None\n"
        "assert list(settings.DATABASES) == ['default']\n"
        "assert 'care' not in repr(settings.DATABASES), settings.DATABASES\n"
        "import os; assert not [v for v in os.environ.values() if 'secret@' in v]\nprint('works')",
    )
    assert done.stdout.strip() == "works", done.stderr


def test_a_care_process_has_no_community_tables(tmp_path):
    done = run(
        tmp_path,
        "care",
        "import django; django.setup()\nfrom django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\nfrom django.db import connection\n"
        "tables = connection.introspection.table_names()\n"
        "assert not [t for t in tables if t.startswith(('burglary', 'patrols', 'places'))], tables\n"
        "assert 'people_person' in tables\n"
        "from django.urls import Resolver404, resolve\n"
        "try:\n    resolve('/focus/')\nexcept Resolver404:\n    print('works')",
    )
    assert done.stdout.strip() == "works", done.stderr


def test_a_model_of_the_other_side_cannot_be_read(monkeypatch):
    from anxin.burglary.models import Incident
    from anxin.core.wall import WallError, WallRouter

    router = WallRouter()
    assert router.db_for_read(Incident) is None
    monkeypatch.setattr("anxin.core.wall.side_of", lambda _label: "care")
    with pytest.raises(WallError):
        router.db_for_read(Incident)
    with pytest.raises(WallError):
        router.db_for_write(Incident)
    assert router.allow_migrate("default", "burglary") is False


def test_a_care_module_imported_from_the_community_side_fails_the_build(tmp_path):
    """Plant a breach in a copy of the tree; the layer contract must name it."""
    import shutil

    copy = tmp_path / "anxin"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("vendor", "fonts", "__pycache__"))
    (copy / "patrols" / "breach.py").write_text("from anxin.burglary import models\n")
    (copy / "methods" / "breach.py").write_text("import django\n")
    shutil.copy(SOURCE.parents[1] / "pyproject.toml", tmp_path)
    checker = Path(sys.executable).with_name("lint-imports")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [str(checker), "--no-cache"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "anxin.patrols.breach -> anxin.burglary.models" in done.stdout
    assert "anxin.methods.breach -> django" in done.stdout


def test_no_analysis_table_has_a_way_to_a_person():
    from django.apps import apps

    for name in (
        "Incident",
        "Judgement",
        "YearRecord",
        "GoalOutlook",
        "NearRepeatFinding",
        "NearRepeatBand",
        "NeighbourAlert",
        "Measure",
        "MeasureDone",
        "EstateSettings",
        "PlaceForecast",
        "ForecastCheck",
    ):
        model = apps.get_model("burglary", name)
        reached, todo = set(), [model]
        while todo:
            here = todo.pop()
            for field in here._meta.get_fields():
                target = getattr(field, "related_model", None)
                if target and field.concrete and target not in reached:
                    reached.add(target)
                    todo.append(target)
        assert "Person" not in {found.__name__ for found in reached}, name


def test_no_field_anywhere_holds_a_face_a_suspect_or_an_arrest():
    from django.apps import apps

    banned = ("face", "biometric", "suspect", "offender", "arrest", "victim", "fingerprint", "id_number", "risk_score")
    for model in apps.get_models():
        for field in model._meta.get_fields():
            assert not any(word in field.name.lower() for word in banned), f"{model.__name__}.{field.name}"
