"""A whole installation as a new user has it: prepared, with the demonstration district, served, seen in a browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest
from visitor import Installation, Visitor

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def free_ports() -> int:
    """Return a port whose successor is free too: one for each side."""
    for _attempt in range(50):
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                other.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no two free ports in a row")


@pytest.fixture(scope="session")
def installation(tmp_path_factory) -> Iterator[Installation]:
    """Run `anxin up` in an empty folder and stop it afterwards."""
    home = tmp_path_factory.mktemp("home")
    port = free_ports()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ANXIN_", "DJANGO_"))}
    env = {**kept, "ANXIN_HOME": str(home)}
    anxin = [sys.executable, "-m", "anxin.cli"]
    subprocess.run([*anxin, "up", "--no-serve", "--port", str(port)], env=env, check=True, capture_output=True)
    process = subprocess.Popen([*anxin, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
    wait_for(f"http://127.0.0.1:{port}/healthz")
    wait_for(f"http://127.0.0.1:{port + 1}/healthz")
    password = (home / "sign-ins-community.txt").read_text().splitlines()[0].split()[-1]
    yield Installation(home, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", password)
    process.send_signal(signal.SIGTERM)
    process.wait(20)


def wait_for(address: str) -> None:
    """Wait until a server answers."""
    for _attempt in range(400):
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer.")


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
