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
from dataclasses import dataclass
from pathlib import Path

import pytest

BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Installation:
    """Where the demonstration is served, and the password of all its accounts."""

    home: Path
    address: str
    care: str
    password: str


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
    for _attempt in range(150):
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


class Visitor:
    """A signed-in person before a screen, who notes every complaint of the browser."""

    def __init__(
        self, browser, installation: Installation, role: str, *, width: int = 1440, dark: bool = False
    ) -> None:
        self.installation, self.complaints = installation, []
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", accept_downloads=True
        )
        self.page = context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error {error}"))
        self.page.on("request", self._note_request)
        if role:
            self.open("/account/login/")
            self.page.fill("#id_login", role)
            self.page.fill("#id_password", installation.password)
            self.page.click("main form button[type=submit]")
            self.page.wait_for_url(f"{installation.address}/")

    def open(self, path: str):
        """Open a page and wait until its map and charts are drawn."""
        answer = self.page.goto(f"{self.installation.address}{path}")
        for drawn in ("[data-map]", "[data-chart]"):
            if self.page.locator(drawn).count():
                self.page.wait_for_selector(f"{drawn}[data-ready]", timeout=30_000, state="attached")
        return answer

    def until(self, expression: str) -> None:
        """Wait until a script's answer is true; the page's own policy forbids the browser to poll for it."""
        for _attempt in range(150):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"never true: {expression}")

    def switch(self, name: str, value: str) -> None:
        """Switch language or large text, if it is not so already."""
        button = self.page.locator(f'button[name="{name}"][value="{value}"]')
        if button.count():
            button.click()
            self.page.wait_for_load_state()

    def _note_console(self, message) -> None:
        if message.type == "error":
            self.complaints.append(f"console {message.text}")

    def _note_request(self, request) -> None:
        if not request.url.startswith((self.installation.address, "data:", "blob:")):
            self.complaints.append(f"outside request {request.url}")


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
