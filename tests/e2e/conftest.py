"""A whole installation as a new user has it: prepared, with the demonstration district, served, seen in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from installing import installed
from visitor import Installation, Visitor

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def installation(tmp_path_factory) -> Iterator[Installation]:
    """Run `anxin up` in an empty folder and stop it afterwards."""
    with installed(tmp_path_factory.mktemp("home")) as held:
        yield held


@pytest.fixture(scope="module")
def chromium():
    """The system's own Chromium; the tests skip where there is none.

    Closed after each file: while it is open, Django takes the thread for an asynchronous one.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, installation):
    """Return a function that brings a person before a screen."""
    visitors = []

    def come(role: str, **how) -> Visitor:
        visitors.append(Visitor(chromium, installation, role, **how))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.page.context.close()
