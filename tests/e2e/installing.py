"""An installation of its own for as long as a test file, or all of them, need it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from visitor import Installation


@contextmanager
def installed(home: Path) -> Iterator[Installation]:
    """Install into an empty folder, serve both sides, and stop them afterwards."""
    port = free_ports()
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ANXIN_", "DJANGO_"))}
    env = {**kept, "ANXIN_HOME": str(home)}
    anxin = [sys.executable, "-m", "anxin.cli"]
    subprocess.run([*anxin, "up", "--no-serve", "--port", str(port)], env=env, check=True, capture_output=True)
    process = subprocess.Popen([*anxin, "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        wait_for(f"http://127.0.0.1:{port + 1}/healthz")
        password = (home / "sign-ins-community.txt").read_text().splitlines()[0].split()[-1]
        yield Installation(home, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", password)
    finally:
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
