"""Kills the round, often within a step, and runs it again until it is finished."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from benchmarks.crash.budget import Budget
from benchmarks.crash.installation import Installation, Process

MOST_KILLS_A_ROUND = 3
SHORT = 0.06  # seconds before the end of a step in which its transaction lies
ANYWHEN = 0.25  # share of the kills at any moment; the others aim at a step's end


def kill_rounds(made: Installation, first: date, budget: Budget, chance: random.Random) -> list[date]:
    """Run the rounds of successive days, each killed up to three times; return the days that were finished."""
    pace = _pace(made, first)
    finished = [first]
    while budget.left():
        day = finished[-1] + timedelta(days=1)
        for _kill in range(chance.randint(1, MOST_KILLS_A_ROUND)):
            if budget.left():
                budget.spend(killed=_started_and_killed(made, day, pace, chance))
        made.run("round", "--date", day.isoformat())
        finished.append(day)
    return finished


def _pace(made: Installation, day: date) -> list[float]:
    """Run one round to its end; return the seconds up to the first step and those of each step."""
    moments = [time.monotonic()]
    round_of_day = made.start("round", "--date", day.isoformat())
    moments += [time.monotonic() for _line in _steps_begun(round_of_day)]
    round_of_day.wait()
    moments.append(time.monotonic())
    made.kill(round_of_day)
    if round_of_day.returncode or len(moments) < 4:
        raise RuntimeError(f"The first round failed; see {made.home}/complaints.log.")
    return [after - before for before, after in pairwise(moments)]


def _started_and_killed(made: Installation, day: date, pace: list[float], chance: random.Random) -> bool:
    """Start the round and kill it; return False if it had finished before."""
    round_of_day = made.start("round", "--date", day.isoformat())
    if chance.random() < ANYWHEN:
        time.sleep(chance.uniform(0, sum(pace)))
        return made.kill(round_of_day)
    step = chance.randrange(1, len(pace))
    for begun, _line in enumerate(_steps_begun(round_of_day), start=1):
        if begun == step:
            break
    time.sleep(max(0.0, pace[step] - chance.uniform(-SHORT / 2, SHORT)))
    return made.kill(round_of_day)


def _steps_begun(round_of_day: Process) -> Iterator[str]:
    """Yield the line with which each step begins."""
    assert round_of_day.stdout is not None
    for line in round_of_day.stdout:
        if line.startswith("["):
            yield line
