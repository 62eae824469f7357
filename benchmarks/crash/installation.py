"""An installation in a folder of its own, and the processes that are started from it and killed."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LONGEST_COMMAND = 300  # seconds, far above what any of them takes
Process = subprocess.Popen[str]


class Installation:
    """One community side: its folder, its database, its port."""

    def __init__(self, home: Path, database: str = "") -> None:
        self.home = home
        self.port = free_port()
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("ANXIN_", "DJANGO_"))}
        self.environment = {
            **kept,
            "ANXIN_HOME": str(home),
            "ANXIN_SIDE": "community",
            "ANXIN_SECRET_KEY": secrets.token_urlsafe(50),
            "ANXIN_PLAN_SECONDS": "1",
            "DJANGO_SETTINGS_MODULE": "anxin.console.settings",
            **({"ANXIN_DATABASE": database} if database else {}),
        }
        self.alive: list[Process] = []

    def run(self, *command: str) -> str:
        """Run a command to its end; return what it printed, or raise with what it complained of."""
        done = subprocess.run(
            self._argv(command), env=self.environment, cwd=ROOT,
            capture_output=True, text=True, timeout=LONGEST_COMMAND, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def ask(self, *command: str) -> Any:
        """Run a command that answers in JSON."""
        return json.loads(self.run("inside", *command))

    def start(self, *command: str) -> Process:
        """Start a command in a process group of its own; its output can be read line by line."""
        with (self.home / "complaints.log").open("a", encoding="utf-8") as complaints:
            process = subprocess.Popen(
                self._argv(command), env=self.environment, cwd=ROOT, text=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, start_new_session=True,
            )  # fmt: skip
        self.alive.append(process)
        return process

    def kill(self, process: Process, *, patience: float = 0) -> bool:
        """Kill a process and all that it started, at the latest after `patience` seconds.

        Returns False if it had ended in another way by then.
        """
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout:
            process.stdout.close()
        self.alive.remove(process)
        return process.returncode == -signal.SIGKILL

    def complaints(self) -> str:
        """Return the end of what the processes complained of."""
        file = self.home / "complaints.log"
        return file.read_text(encoding="utf-8")[-4000:] if file.exists() else ""

    def _argv(self, command: tuple[str, ...]) -> list[str]:
        name, *arguments = command
        if name == "granian":
            from anxin.console.serving import web_command

            return web_command("127.0.0.1", self.port, workers=2)
        if name == "inside":
            return [sys.executable, "-m", "benchmarks.crash.inside", *arguments]
        return [sys.executable, "-m", "anxin.cli", "--side", "community", name, *arguments]


@contextlib.contextmanager
def installation(database: str) -> Iterator[Installation]:
    """Make an installation on `sqlite` or `postgresql`; remove all of it at the end."""
    home = Path(tempfile.mkdtemp(prefix="anxin-crash-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        made = Installation(home, stack.enter_context(_postgresql()) if database == "postgresql" else "")
        try:
            yield made
        finally:
            for process in list(made.alive):
                made.kill(process)


@contextlib.contextmanager
def _postgresql() -> Iterator[str]:
    sys.path.insert(0, str(ROOT / "tests"))
    from postgresql import Server

    server = Server()
    try:
        yield server.address
    finally:
        server.stop()


def free_port() -> int:
    """Return a port of the loopback on which nobody listens.

    It lies below those that the system gives to callers: a caller that knocks at a dead server's port
    from that very port would be connected with itself, and would keep the server from coming back.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
