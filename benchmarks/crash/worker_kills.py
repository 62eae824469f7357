"""Kills two workers while they do jobs: many small ones whose effect is a row, and whole rounds."""

from __future__ import annotations

import random
import time
from datetime import date

from benchmarks.crash.budget import Budget
from benchmarks.crash.installation import Installation

WORKERS = 2
JOBS_A_KILL = 40
STATEMENTS = 400  # a worker falls before one of its first so many
LONGEST = 2.0  # seconds; whoever still lives is killed from outside
MOST_DRAINS = 20


def kill_workers(made: Installation, days: list[date], budget: Budget, chance: random.Random) -> int:
    """Queue jobs and a new attempt at each round of `days`, kill the workers, let the last ones finish all."""
    jobs = int(made.ask("queue", "--jobs", str(JOBS_A_KILL * budget.kills), "--days", *map(str, days)))
    while budget.left():
        falls = [chance.randint(1, STATEMENTS) for _worker in range(WORKERS)]
        workers = [made.start("inside", "work", "--fall-before", str(fall)) for fall in falls]
        for worker in workers:
            assert worker.stdout is not None
            worker.stdout.readline()  # it says that it begins
        patience = chance.uniform(0, LONGEST)
        killed = [made.kill(worker, patience=patience) for worker in workers]
        budget.spend(killed=all(killed))
    _drain(made)
    return jobs


def _drain(made: Installation) -> None:
    """Work until nothing waits; a job that was put back waits for some seconds."""
    for _round in range(MOST_DRAINS):
        made.run("inside", "work", "--until-idle")
        if not made.ask("report")["waiting"]:
            return
        time.sleep(5)
