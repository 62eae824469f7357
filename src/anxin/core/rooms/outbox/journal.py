"""What one process did with the rows it claimed, in a file that outlives it."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from anxin.core.rooms.outcome import Outcome

SUFFIX = ".journal"


def folder() -> Path:
    """Return the folder of the journals; it lies on the machine of the process, beside the keys."""
    place = Path(settings.HOME) / "outbox"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


class Journal:
    """One process's own journal, locked while the process lives: a lock that can be had is a dead one's."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(16)
        self.path = folder() / f"{self.name}{SUFFIX}"
        draft = self.path.with_suffix(".new")  # nobody takes a journal over before it is locked
        self._file = os.open(draft, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        draft.rename(self.path)

    def call(self, attempt: str) -> None:
        """Write down that the service is about to hear of this attempt."""
        self._write({"call": attempt})

    def answer(self, attempt: str, outcome: Outcome) -> None:
        """Write down what came of it."""
        self._write({"answer": attempt, "outcome": outcome.as_json()})

    def close(self, *, recorded: bool) -> None:
        """Remove the journal if all of it stands in the database; else leave it, unlocked, to whoever comes next."""
        if recorded:
            self.path.unlink(missing_ok=True)
        os.close(self._file)

    def _write(self, line: dict[str, object]) -> None:
        os.write(self._file, json.dumps(line).encode() + b"\n")  # one write: threads do not mix their lines
        os.fsync(self._file)


@dataclass
class Left:
    """What a dead process left: attempts that were called, and those that were answered."""

    worker: str
    called: set[str] = field(default_factory=set)
    answered: dict[str, Outcome] = field(default_factory=dict)


def of_the_dead() -> Iterator[Left]:
    """Yield each dead process's journal, locked meanwhile; it is removed once the caller has gone on."""
    for path in sorted(folder().glob(f"*{SUFFIX}")):
        try:
            file = os.open(path, os.O_RDWR)
        except FileNotFoundError:  # its process has just finished
            continue
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # its process lives
            os.close(file)
            continue
        try:
            yield _read(path)
            path.unlink(missing_ok=True)
        finally:
            os.close(file)


def is_here(worker: str) -> bool:
    """Say whether this machine holds the journal of a process."""
    return (folder() / f"{worker}{SUFFIX}").exists()


def _read(path: Path) -> Left:
    left = Left(path.stem)
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            said = json.loads(line)
        except ValueError:  # torn by the death; what is not whole was not said
            continue
        if "call" in said:
            left.called.add(said["call"])
        elif "answer" in said:
            left.answered[said["answer"]] = Outcome(**said["outcome"])
    return left
