"""Pages at full size: CPU and queries a page, and latency at 50 requests a second.

Usage: python -m benchmarks.pages [--home DIR] [--seconds 20]

Uses the demonstration district in DIR (made with `anxin up --no-serve` if DIR is empty), serves it with Granian as the
product does, and reads the servers' CPU time from the operating system. Traffic goes to loopback only.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

PAGES = {
    "overview": "/overview/",
    "estate": "/estates/AH0170/",
    "estates (50 of 1,011)": "/estates/",
    "focus list": "/focus/",
    "record": "/record/",
    "today": "/",
}
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default="")
    parser.add_argument("--seconds", type=int, default=20)
    chosen = parser.parse_args()
    home = Path(chosen.home or tempfile.mkdtemp(prefix="anxin-pages-")).resolve()
    port = free_port()
    env = {**os.environ, "ANXIN_HOME": str(home)}
    anxin = [sys.executable, "-m", "anxin.cli"]
    if not (home / "community.sqlite3").exists():
        subprocess.run([*anxin, "up", "--no-serve", "--port", str(port)], env=env, check=True)
    server = subprocess.Popen(
        [*anxin, "serve", "--side", "community", "--port", str(port)], env=env, start_new_session=True
    )
    try:
        session = Session(port, home)
        print("\n| page | CPU ms | queries | bytes |\n|---|---|---|---|")
        for name, path in PAGES.items():
            print(
                f"| {name} | {session.cpu_ms(path, 200, server.pid):.2f} | {queries(home, path)} | {session.size(path):,} |"
            )
        print(
            f"| map layer, whole | {session.cpu_ms('/map/estates.json', 200, server.pid):.2f} | – | {session.size('/map/estates.json'):,} |"
        )
        print(
            f"| map layer, known by its ETag | {session.cpu_ms('/map/estates.json', 200, server.pid, etag=True):.2f} | – | 0 |"
        )
        load(session, chosen.seconds)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


class Session:
    """A signed-in connection."""

    def __init__(self, port: int, home: Path) -> None:
        self.port = port
        self.password = (home / "sign-ins-community.txt").read_text().splitlines()[0].split()[-1]
        for _attempt in range(100):
            try:
                if self.get("/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.2)
        self.cookie = ""
        self._sign_in()

    def get(self, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """Ask once, on a connection of its own."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        cookie = {"Cookie": self.cookie} if getattr(self, "cookie", "") else {}
        link.request("GET", path, headers={**cookie, "Accept-Encoding": "gzip", **headers})
        answer = link.getresponse()
        body = answer.read()
        link.close()
        return answer.status, body, {key.lower(): value for key, value in answer.getheaders()}

    def size(self, path: str) -> int:
        """Return the bytes of a page as sent."""
        return len(self.get(path)[1])

    def cpu_ms(self, path: str, count: int, server: int, *, etag: bool = False) -> float:
        """Return the servers' CPU milliseconds a request."""
        status, _body, headers = self.get(path)
        assert status == 200, (path, status)
        before = 0.0
        extra = {"If-None-Match": headers["etag"]} if etag else {}
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)  # kept open, as browsers do
        sent = {"Cookie": self.cookie, "Accept-Encoding": "gzip", **extra}
        for number in range(count + 20):
            if number == 20:
                before = cpu_seconds(server)
            link.request("GET", path, headers=sent)
            link.getresponse().read()
        link.close()
        return 1000 * (cpu_seconds(server) - before) / count

    def _sign_in(self) -> None:
        _status, body, headers = self.get("/account/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body)
        assert token
        cookie = headers["set-cookie"].split(";")[0]
        form = urlencode(
            {"login": "district_coordinator", "password": self.password, "csrfmiddlewaretoken": token[1].decode()}
        )
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        sent = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{self.port}/",
        }
        link.request("POST", "/account/login/", form, sent)
        answer = link.getresponse()
        answer.read()
        cookies = [value.split(";")[0] for key, value in answer.getheaders() if key.lower() == "set-cookie"]
        assert answer.status == 302, answer.status
        self.cookie = "; ".join(cookies)


def cpu_seconds(parent: int) -> float:
    """Return the CPU seconds of the web server's processes below `parent`."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            if os.getpgid(int(folder.name)) == parent and b"granian" in (folder / "cmdline").read_bytes():
                total += int(fields[11]) + int(fields[12])
        except (OSError, IndexError):
            continue
    return total / TICKS


def queries(home: Path, path: str) -> str:
    """Return how many queries the page asks, counted in a process of its own."""
    code = (
        "import django; django.setup()\n"
        "from django.test import Client\nfrom django.test.utils import CaptureQueriesContext\nfrom django.db import connection\n"
        "from anxin.core.people.models import Person\nfrom django.conf import settings\nsettings.ALLOWED_HOSTS.append('testserver')\n"
        "c = Client(); c.force_login(Person.objects.get(username='district_coordinator'))\n"
        f"c.get({path!r})\nwith CaptureQueriesContext(connection) as asked:\n    assert c.get({path!r}).status_code == 200\nprint(len(asked))"
    )
    env = {
        **os.environ,
        "ANXIN_HOME": str(home),
        "ANXIN_SIDE": "community",
        "ANXIN_CONFIG": str(home / "community.toml"),
    }
    env["DJANGO_SETTINGS_MODULE"] = "anxin.console.settings"
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    ).stdout.strip()


def load(session: Session, seconds: int, rate: int = 50) -> None:
    """Ask `rate` times a second, in turn from all pages, and print the latencies."""
    paths, took, failed = list(PAGES.values()), [], []
    begun = time.perf_counter()

    def ask(number: int) -> None:
        due = begun + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        status = session.get(paths[number % len(paths)])[0]
        took.append(time.perf_counter() - due)  # from when it was due, so that a queue is not hidden
        if status != 200:
            failed.append(status)

    def worker(first: int, workers: int) -> None:
        for number in range(first, rate * seconds, workers):
            ask(number)

    threads = [threading.Thread(target=worker, args=(i, 32)) for i in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(took, n=100)
    print(
        f"\n{len(took)} requests at {rate} a second: median {1000 * cuts[49]:.0f} ms, p99 {1000 * cuts[98]:.0f} ms, failed {len(failed)}"
    )


def free_port() -> int:
    """Return a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
