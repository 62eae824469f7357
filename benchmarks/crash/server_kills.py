"""Kills the web server with all its workers while people write."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from http.client import HTTPException
from typing import Any

from benchmarks.crash.budget import Budget
from benchmarks.crash.clients import Browser, Ledger, Writer
from benchmarks.crash.installation import Installation, Process

LONGEST_START = 120  # seconds
LONGEST_LIFE = 1.2
DURING_START = 0.1  # share of the kills that fall before the server answers


def kill_servers(made: Installation, district: dict[str, Any], budget: Budget, chance: random.Random) -> Ledger:
    """Let every writer write through `budget` kills; return what each of them knows."""
    server = _served(made)
    writers = [_signed_in(made, district, number) for number in range(len(district["crews"]))]
    for writer in writers:
        writer.start()
    while budget.left():
        if chance.random() >= DURING_START:
            _until_ready(made, server)
        budget.spend(killed=made.kill(server, patience=chance.uniform(0, LONGEST_LIFE)))
        server = made.start("granian")
    _until_ready(made, server)
    for writer in writers:
        writer.stopping.set()
    for writer in writers:
        writer.join()
    made.kill(server)
    tasks = [write for writer in writers for write in writer.ledger.tasks]
    return Ledger(tasks, [write for writer in writers for write in writer.ledger.renamings])


def _served(made: Installation) -> Process:
    server = made.start("granian")
    _until_ready(made, server)
    return server


def _signed_in(made: Installation, district: dict[str, Any], number: int) -> Writer:
    """Sign a writer in, once: the session outlives every server."""
    browser = Browser(made.port)
    browser.sign_in()
    crew, owner = district["crews"][number], district["owner"]
    return Writer(number, browser, listings=district["listings"], crew=crew, owner=owner)


def _until_ready(made: Installation, server: Process) -> None:
    """Wait for the first answer."""
    browser = Browser(made.port)
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with {server.returncode}:\n{made.complaints()}")
        with suppress(OSError, HTTPException):
            if browser.get("/healthz").status == 200:
                return
        time.sleep(0.05)
    raise RuntimeError("The server did not answer.")
