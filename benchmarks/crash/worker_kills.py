"""Kills two workers while they do jobs: many small ones whose effect is a row, and whole rounds."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta

from benchmarks.crash.budget import Budget
from benchmarks.crash.installation import Installation

WORKERS = 2
JOBS = 60  # with each round
MOST_KILLS_A_ROUND = 3
STATEMENTS = 400  # a worker falls before one of its first so many
LONGEST = 2.0  # seconds; whoever still lives is killed from outside
MOST_DRAINS = 20


def kill_workers(made: Installation, first: date, budget: Budget, chance: random.Random) -> tuple[int, list[date]]:
    """Queue jobs and a round, kill the workers up to three times, finish all, queue more.

    Returns how many jobs there were, and the days of the rounds.
    """
    days: list[date] = []
    while budget.left():
        days.append(first + timedelta(days=len(days)))
        made.ask("queue", "--from", str(JOBS * (len(days) - 1)), "--jobs", str(JOBS), "--day", str(days[-1]))
        for _kill in range(chance.randint(1, MOST_KILLS_A_ROUND)):
            if budget.left():
                budget.spend(killed=_started_and_killed(made, chance))
        _drain(made)
    return JOBS * len(days), days


def _started_and_killed(made: Installation, chance: random.Random) -> bool:
    falls = [chance.randint(1, STATEMENTS) for _worker in range(WORKERS)]
    workers = [made.start("inside", "work", "--fall-before", str(fall)) for fall in falls]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()  # it says that it begins
    patience = chance.uniform(0, LONGEST)
    killed = [made.kill(worker, patience=patience) for worker in workers]
    return all(killed)


def _drain(made: Installation) -> None:
    """Work until nothing waits; a job that was put back waits for some seconds."""
    for _round in range(MOST_DRAINS):
        waiting = made.run("inside", "work", "--until-idle").splitlines()[-1]
        if int(waiting) == 0:
            return
        time.sleep(5)
