"""Ticks made without a network arrive exactly once: Chromium, the network cut and restored, the page closed in between.

Usage: python -m benchmarks.offline_ticks [--home DIR] [--acts 200] [--crew 0]

Serves the demonstration district in DIR (made with `anxin up --no-serve` if DIR is empty). A relay stands between the
browser and the server; it is cut as a network is, and drops answers after the server has acted on them. The page is
reloaded every 20 acts, closed every 50 and the whole browser ended every 80. Traffic goes to loopback only.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
HELD = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("anxin-street", 1);
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction("acts").objectStore("acts").getAll();
    all.onsuccess = () => { request.result.close(); resolve(all.result.map((act) => [act.id, act.state])); };
  };
})"""


class Relay:
    """A network between browser and server that can be cut, and that can lose answers on their way back."""

    def __init__(self, to_port: int) -> None:
        self.to_port, self.whole, self.answers_to_lose = to_port, True, 0
        self.ear = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.ear.getsockname()[1])
        self.open: set[socket.socket] = set()
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Break every connection and let none begin."""
        self.whole = False
        for one in list(self.open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def restore(self, *, answers_to_lose: int = 0) -> None:
        """Let connections begin again; lose the answers to the next deliveries."""
        self.whole, self.answers_to_lose = True, answers_to_lose

    def _listen(self) -> None:
        while True:
            near, _where = self.ear.accept()
            if not self.whole:
                near.close()
                continue
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        far = socket.create_connection(("127.0.0.1", self.to_port))
        self.open |= {near, far}
        losing = threading.Event()
        back = threading.Thread(target=self._pipe, args=(far, near, losing), daemon=True)
        back.start()
        self._pipe(near, far, losing, outward=True)
        back.join()
        self.open -= {near, far}

    def _pipe(
        self, source: socket.socket, sink: socket.socket, losing: threading.Event, *, outward: bool = False
    ) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if outward and self.answers_to_lose and b"POST /street/acts/" in data:
                    self.answers_to_lose -= 1
                    losing.set()
                if losing.is_set() and not outward:
                    break  # the server has acted; its answer gets lost
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@dataclass
class Phone:
    """A crew's phone: a browser with a disk of its own, which can be closed and opened."""

    playwright: Any
    folder: Path
    address: str
    complaints: list[str] = field(default_factory=list)
    browser: Any = None
    page: Any = None

    def start(self, path: str = "/street/") -> None:
        """Start the browser and open the page."""
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        self.browser = self.playwright.chromium.launch_persistent_context(
            str(self.folder), executable_path=chromium, args=FLAGS, viewport={"width": 360, "height": 740}
        )
        self.open(path)

    def open(self, path: str = "/street/") -> None:
        """Open the page in a new tab and close the others."""
        old = list(self.browser.pages)
        self.page = self.browser.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        for one in old:
            one.close()
        self.page.goto(f"{self.address}{path}")
        self.ready()

    def ready(self) -> None:
        """Wait until the page shows what the phone holds."""
        self.until("document.documentElement.dataset.street === 'ready'")

    def until(self, expression: str, seconds: float = 60) -> None:
        """Wait until a script's answer is true; the page's own policy forbids the browser to poll for it."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(100)
        raise TimeoutError(expression)

    def record(self, number: int) -> None:
        """Do what a crew does next: arrive, leave, and write notes once every stop is done."""
        held = self.waiting()
        tap = self.page.locator(".stop.next form[data-act=arrive] button, .stop.next form[data-act=leave] button")
        if self.page.locator(".stop.next").count():
            there = self.page.locator(".stop.next").get_attribute("data-state") == "there"
            tap.nth(1 if there else 0).click()
        else:
            self.page.fill("#note-text", f"第 {number} 条")
            self.page.locator("form[data-act=words] button[value=note]").click()
        self.until(f"Number(document.getElementById('street-line').dataset.waiting) > {held}")

    def waiting(self) -> int:
        """Return how many acts the page says are waiting."""
        return int(self.page.locator("#street-line").get_attribute("data-waiting") or 0)

    def held(self) -> dict[str, str]:
        """Return every act on the phone's disk with its state."""
        return dict(self.page.evaluate(HELD))

    def stop(self) -> None:
        """End the browser."""
        self.browser.close()


@dataclass(frozen=True)
class Breaks:
    """After how many acts the page is loaded again, closed and opened, the whole browser ended and started."""

    reload: int = 20
    close: int = 50
    end: int = 80


def without_a_network(phone: Phone, relay: Relay, acts: int, breaks: Breaks) -> None:
    """Record `acts` with the network cut, while page and browser are closed and opened again."""
    relay.cut()
    for number in range(1, acts + 1):
        phone.record(number)
        if number % breaks.end == 0:
            phone.stop()
            phone.start()
        elif number % breaks.close == 0:
            phone.open()
        elif number % breaks.reload == 0:
            phone.page.reload()
            phone.ready()


def arrived(database: Path) -> list[str]:
    """Return the keys of all acts that the server holds."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as link:
        return [str(UUID(row[0])) for row in link.execute("SELECT id FROM patrols_streetact")]


def link_for_tonight(page: Any, address: str, password: str, crew: int = 0) -> str:
    """Have tonight's patrol planned for crews that set out now, confirm it; return the path of a crew's link."""
    page.goto(f"{address}/account/login/")
    page.fill("#id_login", "district_coordinator")
    page.fill("#id_password", password)
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{address}/")
    now = datetime.now(UTC) + timedelta(hours=8)
    page.goto(f"{address}/patrols/{now.date()}/")
    if page.locator("form[action$='/plan/'] button").count():
        set_out_at(page, address, f"{now:%H:%M}")
        page.goto(f"{address}/patrols/{now.date()}/")
        page.locator("form[action$='/plan/'] button").click()
        page.wait_for_selector("form[action$='/confirm/'] button", timeout=90_000)
        page.locator("form[action$='/confirm/'] button").click()
    page.wait_for_selector("a[href$='/link/']")
    where = page.locator("a[href$='/link/']").nth(crew).get_attribute("href")
    page.goto(f"{address}{where}")
    return re.sub(r"^https?://[^/]+", "", page.input_value("#crew-address"))


def set_out_at(page: Any, address: str, begins: str) -> None:
    """Have every crew begin at a time; ticks long before a crew's way begins would not count."""
    page.goto(f"{address}/patrols/crews/")
    for number in range(page.locator("details form input[name=begins]").count()):
        form = page.locator("details form").filter(has=page.locator("input[name=begins]")).nth(number)
        form.evaluate("form => form.closest('details').setAttribute('open', '')")
        form.locator("input[name=begins]").fill(begins)
        with page.expect_navigation():
            form.locator("button").click()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default="")
    parser.add_argument("--acts", type=int, default=200)
    parser.add_argument("--crew", type=int, default=0, help="the how-manieth crew walks")
    chosen = parser.parse_args()
    home = Path(chosen.home or tempfile.mkdtemp(prefix="anxin-offline-")).resolve()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env, anxin = {**os.environ, "ANXIN_HOME": str(home)}, [sys.executable, "-m", "anxin.cli"]
    if not (home / "community.sqlite3").exists():
        subprocess.run([*anxin, "up", "--no-serve", "--port", str(port)], env=env, check=True)
    server = subprocess.Popen(
        [*anxin, "serve", "--side", "community", "--port", str(port)], env=env, start_new_session=True
    )
    try:
        measure(home, port, chosen.acts, chosen.crew)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def measure(home: Path, port: int, acts: int, crew: int) -> None:
    """Cut the network, record, restore it with lost answers, and compare what lies where."""
    from playwright.sync_api import sync_playwright

    for _attempt in range(150):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            break
        time.sleep(0.2)
    password = (home / "sign-ins-community.txt").read_text().splitlines()[0].split()[-1]
    relay = Relay(port)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        phone = Phone(playwright, Path(folder), f"http://127.0.0.1:{relay.port}")
        phone.start("/street/")
        path = link_for_tonight(phone.browser.new_page(), phone.address, password, crew)
        phone.open(path)
        phone.until("document.documentElement.dataset.kept === '1'")
        begun = time.monotonic()
        without_a_network(phone, relay, acts, Breaks())
        took = time.monotonic() - begun
        recorded = phone.held()
        before = set(arrived(home / "community.sqlite3"))
        relay.restore(answers_to_lose=3)
        begun = time.monotonic()
        phone.page.reload()
        phone.ready()
        phone.until("document.getElementById('street-line').dataset.waiting === '0'", 180)
        sent = time.monotonic() - begun
        held = arrived(home / "community.sqlite3")
        mine = [key for key in held if key in recorded]
        phone.stop()
    print(f"recorded without a network: {len(recorded)} of {acts} taps, in {took:.0f} s")
    print(f"arrived before the network came back: {len(before & set(recorded))}")
    print(f"arrived: {len(set(mine))} different, {len(mine)} rows, after {sent:.1f} s with 3 answers lost")
    print(f"complaints of the page: {len(phone.complaints)}")
    if not (len(recorded) == acts == len(mine) == len(set(mine))) or phone.complaints:
        sys.exit(f"not exactly once: {phone.complaints[:3]}")


if __name__ == "__main__":
    main()
