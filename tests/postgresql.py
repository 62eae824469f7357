"""A PostgreSQL server of the tests' own, in a folder that goes away with them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path


def binaries() -> Path | None:
    """Return the folder of the newest server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


class Server:
    """Started once, stopped by its own process id."""

    def __init__(self) -> None:
        folder = binaries()
        assert folder is not None, "PostgreSQL is not installed"
        self.bin = folder
        self.home = Path(tempfile.mkdtemp(prefix="anxin-pg-"))
        self.port = _free_port()
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self.home, "postgres", "postgres")
        self._as_postgres(
            str(folder / "initdb"), "-D", str(self.home / "data"), "-A", "trust", "-U", "anxin", "-E", "UTF8"
        )
        self.start()

    @property
    def address(self) -> str:
        """Where Anxin finds it."""
        return f"postgresql://anxin:none@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            str(self.bin / "postgres"),
            "-D",
            str(self.home / "data"),
            "-p",
            str(self.port),
            "-k",
            str(self.home),
        ]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=100"]
        self.process = subprocess.Popen(_demoted(command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _attempt in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start.")

    def stop(self) -> None:
        """Stop it and remove its folder."""
        self.process.terminate()
        self.process.wait(30)
        shutil.rmtree(self.home, ignore_errors=True)

    def _as_postgres(self, *command: str) -> None:
        subprocess.run(_demoted(list(command)), check=True, capture_output=True, cwd="/tmp")


def _demoted(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
