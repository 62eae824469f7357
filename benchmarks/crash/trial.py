"""One trial from the empty folder to the verdict."""

from __future__ import annotations

import random
import secrets
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
    with installation(trial.database) as made:
        _say(f"Preparing a small district on {trial.database} (seed {seed})")
        made.run("prepare")
        district = made.ask("district", "--writers", str(trial.writers))
        tallies = _kill_all(made, district, trial, chance)
        chain, complaints = _verify(made), made.complaints()
    minutes = (time.monotonic() - begun) / 60
    return Result(f"{trial.database}, seed {seed}, {minutes:.0f} minutes", tallies, chain, complaints)


def _kill_all(made: Installation, district: dict[str, Any], trial: Trial, chance: random.Random) -> list[Tally]:
    ends_at = time.monotonic() + 60 * trial.minutes
    server = Budget("server", trial.kills - trial.kills // 2, ends_at)
    ledger = kill_servers(made, district, server, chance)
    rounds = Budget("round", trial.kills // 2, ends_at)
    first = datetime.now(UTC).date() - timedelta(days=trial.kills + 30)
    days = RoundKiller(made, first, chance).kill_all(rounds)
    found = made.ask("report")
    tallies = [
        judge_server(ledger, found, district["crews"], server.done),
        judge_rounds("round", days, found, attempts=1, kills=rounds.done),
    ]
    if not trial.worker_kills:
        return tallies
    worker = Budget("worker", trial.worker_kills, ends_at)
    again = days[: worker.kills]
    jobs = kill_workers(made, again, worker, chance)
    return [*tallies, judge_worker(jobs, again, made.ask("report"), worker.done)]


def _verify(made: Installation) -> str:
    try:
        return made.run("verify").strip()
    except RuntimeError as error:
        return str(error)


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
