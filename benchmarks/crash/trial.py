"""One trial from the empty folder to the verdict."""

from __future__ import annotations

import random
import secrets
import sys
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks.crash.budget import Budget
from benchmarks.crash.installation import Installation, installation
from benchmarks.crash.round_kills import RoundKiller
from benchmarks.crash.server_kills import kill_servers
from benchmarks.crash.verdict import Tally, judge_rounds, judge_server, judge_worker, table
from benchmarks.crash.worker_kills import kill_workers


@dataclass(frozen=True)
class Trial:
    """What to try."""

    kills: int  # of server and round together
    worker_kills: int = 0
    database: str = "sqlite"
    writers: int = 3
    seed: int | None = None
    minutes: float = 60


@dataclass(frozen=True)
class Result:
    """What came of it."""

    title: str
    tallies: list[Tally]
    chain: str
    complaints: str

    @property
    def holds(self) -> bool:
        """Say whether the promise holds."""
        return all(tally.holds for tally in self.tallies) and "holds" in self.chain

    def __str__(self) -> str:
        verdict = "Nothing acknowledged was lost, nothing was done twice." if self.holds else "THE PROMISE IS BROKEN."
        complaints = "" if self.holds else f"\nThe processes complained:\n{self.complaints}"
        return f"{self.title}\n{table(self.tallies)}\n{self.chain}\n{verdict}{complaints}"


def try_it(trial: Trial) -> Result:
    """Kill, restart, compare."""
    seed = secrets.randbelow(2**32) if trial.seed is None else trial.seed
    chance, begun = random.Random(seed), time.monotonic()
    # Each round has a day of its own, and a day never comes after a later one: enough of them lie before today.
    first = datetime.now(UTC).date() - timedelta(days=trial.kills + trial.worker_kills + 30)
    with installation(trial.database) as made:
        _say(f"Preparing a small district on {trial.database} (seed {seed})")
        made.run("prepare")
        district = made.ask("district", "--writers", str(trial.writers), "--day", str(first))
        tallies = _kill_all(made, district, first + timedelta(days=1), trial, chance)
        chain, complaints = _verify(made), made.complaints()
    minutes = (time.monotonic() - begun) / 60
    return Result(f"{trial.database}, seed {seed}, {minutes:.0f} minutes", tallies, chain, complaints)


def _kill_all(
    made: Installation, district: dict[str, Any], first: date, trial: Trial, chance: random.Random
) -> list[Tally]:
    ends_at = time.monotonic() + 60 * trial.minutes
    server = Budget("server", trial.kills - trial.kills // 2, ends_at)
    ledger = kill_servers(made, district, server, chance)
    rounds = Budget("round", trial.kills // 2, ends_at)
    days = RoundKiller(made, first, chance).kill_all(rounds)
    found = made.ask("report")
    tallies = [
        judge_server(ledger, found, district["crews"], server.done),
        judge_rounds("round", days, found, rounds.done),
    ]
    worker = Budget("worker", trial.worker_kills, ends_at)
    if trial.worker_kills:
        jobs, days = kill_workers(made, days[-1] + timedelta(days=1), worker, chance)
        tallies.append(judge_worker(jobs, days, made.ask("report"), worker.done))
    return tallies


def _verify(made: Installation) -> str:
    try:
        return made.run("verify").strip()
    except RuntimeError as error:
        return str(error)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
