"""Small promises that are easily broken unseen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from anxin.console.middleware import POLICY
from anxin.core.config import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = list((ROOT / "src/anxin").rglob("templates/**/*.html"))


def test_every_text_has_its_chinese():
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "missing"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_catalogue_is_up_to_date(tmp_path):
    """What the code says now is in the catalogue: extract into a copy and compare the words."""
    import shutil

    if not shutil.which("xgettext"):
        pytest.skip("GNU gettext is not installed")
    from babel.messages.pofile import read_po

    copy = tmp_path / "src" / "anxin"
    shutil.copytree(ROOT / "src/anxin", copy, ignore=shutil.ignore_patterns("vendor", "fonts", "__pycache__"))
    admin = str(Path(sys.executable).with_name("django-admin"))
    command = [admin, "makemessages", "-l", "zh_Hans", "--no-location", "--no-obsolete", "-e", "py,html"]
    env = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=copy, env=env, check=True, capture_output=True)
    file = "locale/zh_Hans/LC_MESSAGES/django.po"
    held, now = (
        {str(m.id) for m in read_po((folder / file).open("rb")) if m.id} for folder in (ROOT / "src/anxin", copy)
    )
    assert now == held, f"run tools/messages.py extract: {sorted(now ^ held)[:10]}"


def test_every_setting_is_described():
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    missing = [setting.name for setting in SETTINGS if f"`{setting.name}`" not in text]
    assert not missing, missing


def test_the_policy_forbids_inline_and_outside():
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert POLICY.startswith("default-src 'none'")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_code_and_no_outside_address(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\son[a-z]+=|hx-on|style=|<style|javascript:", text), path
    assert not re.search(r"""(src|href)=["']https?://""", text), path
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, script


def test_deployment_checks_are_clean(tmp_path):
    env = {
        **{key: value for key, value in os.environ.items() if not key.startswith("ANXIN_")},
        "ANXIN_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.!",
        "ANXIN_HOME": str(tmp_path),
        "ANXIN_PUBLIC_URL": "https://anxin.example",
        "ANXIN_ALLOWED_HOSTS": "anxin.example",
        "DJANGO_SETTINGS_MODULE": "anxin.console.settings",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _contrast(first: str, second: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_text_colour_can_be_read_on_every_ground():
    css = (ROOT / "src/anxin/console/static/anxin/tokens.css").read_text()
    light, dark = css.split("@media (prefers-color-scheme: dark)")
    for part in (light, dark):
        colour = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", part))
        for ink in ("ink", "quiet", "accent", "good", "watch", "act", "unknown", "turnout"):
            for ground in ("paper", "wash"):
                assert _contrast(colour[ink], colour[ground]) >= 4.5, (ink, ground)
        assert _contrast(colour["on"] if "on" in colour else colour["paper"], colour["accent"]) >= 4.5


def test_front_end_packages_are_locked_by_hash_and_name_no_host():
    lock = (ROOT / "tools/vendor.lock").read_text()
    assert lock.count("sha512-") >= 4
    for file in ("tools/vendor.lock", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        assert not re.search(r"https?://|--index-url|--find-links", (ROOT / file).read_text()), file


def test_the_stored_front_end_files_are_those_of_the_lock():
    import importlib.util

    spec = importlib.util.spec_from_file_location("vendor", ROOT / "tools/vendor.py")
    assert spec
    assert spec.loader
    vendor = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(vendor)
    for package, (_version, _licence, _why, files, _place) in vendor.PACKAGES.items():
        for name in files.values():
            assert (vendor.folder_of(package) / name).stat().st_size > 1000, name


def test_no_source_file_has_grown_over_500_lines():
    for path in (ROOT / "src").rglob("*.py"):
        if "migrations" not in path.parts:
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 500, path
