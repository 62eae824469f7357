"""Sheets and letters name the port that is served, unless the operator chose an address."""

from __future__ import annotations

import pytest

from anxin.console.serving import served_at


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("http://127.0.0.1:8000", {"ANXIN_PUBLIC_URL": "http://127.0.0.1:8123"}),
        ("http://127.0.0.1:8123", {}),
        ("https://anxin.example", {}),
    ],
)
def test_the_address_follows_the_port_on_this_machine_alone(tmp_path, monkeypatch, chosen, expected):
    monkeypatch.delenv("ANXIN_PUBLIC_URL", raising=False)
    (tmp_path / "community.toml").write_text(f'public_url = "{chosen}"\n', encoding="utf-8")
    assert served_at("community", tmp_path, 8123) == expected


def test_the_environment_has_the_last_word(tmp_path, monkeypatch):
    monkeypatch.setenv("ANXIN_PUBLIC_URL", "https://anxin.example")
    (tmp_path / "community.toml").write_text('public_url = "http://127.0.0.1:8000"\n', encoding="utf-8")
    assert served_at("community", tmp_path, 8123) == {}
