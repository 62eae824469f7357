"""Kills the round, by the clock and by the statement, and runs it again until it is finished."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from itertools import pairwise

from benchmarks.crash.budget import Budget
from benchmarks.crash.installation import Installation, Process

MOST_KILLS_A_ROUND = 3
PATIENCE = 30  # seconds, far above what a round takes here
BY_STATEMENT = 0.5  # share of the kills that fall before a random database statement, mostly within a transaction
ANYWHEN = 0.25  # share of the kills that fall at any moment; the rest aim at the end of a step, where it commits
NEAR = 0.05  # seconds


class RoundKiller:
    """Knows the pace of an undisturbed round, so that its kills are spread over all of it."""

    def __init__(self, made: Installation, day: date, chance: random.Random) -> None:
        self.made, self.chance = made, chance
        self.pace, self.statements = self._undisturbed(day)
        self.finished = [day]

    def kill_all(self, budget: Budget) -> list[date]:
        """Run the rounds of successive days, each killed up to three times; return the days that were finished."""
        while budget.left():
            day = self.finished[-1] + timedelta(days=1)
            for _kill in range(self.chance.randint(1, MOST_KILLS_A_ROUND)):
                if budget.left():
                    budget.spend(killed=self._kill_once(day))
            self.made.run("round", "--date", str(day))
            self.finished.append(day)
        return self.finished

    def _kill_once(self, day: date) -> bool:
        """Start the round and kill it; return False if it had finished before."""
        how = self.chance.random()
        if how < BY_STATEMENT:
            number = self.chance.randint(1, self.statements)
            night = self.made.start("inside", "round", "--date", str(day), "--fall-before", str(number))
            return self.made.kill(night, patience=PATIENCE)
        night = self.made.start("round", "--date", str(day))
        if how < BY_STATEMENT + ANYWHEN:
            return self.made.kill(night, patience=self.chance.uniform(0, sum(self.pace)))
        return self._kill_near_end_of_step(night, self.chance.randrange(1, len(self.pace)))

    def _kill_near_end_of_step(self, night: Process, step: int) -> bool:
        assert night.stdout is not None
        begun = 0
        for line in night.stdout:
            begun += _begins_step(line)
            if begun == step:
                break
        return self.made.kill(night, patience=max(0.0, self.pace[step] + self.chance.uniform(-NEAR, NEAR)))

    def _undisturbed(self, day: date) -> tuple[list[float], int]:
        """Run one round to its end; return the seconds up to the first step and of each step, and the statements."""
        moments = [time.monotonic()]
        night = self.made.start("inside", "round", "--date", str(day))
        assert night.stdout is not None
        lines = []
        for line in night.stdout:
            lines.append(line)
            if _begins_step(line):
                moments.append(time.monotonic())
        moments.append(time.monotonic())
        if self.made.kill(night, patience=PATIENCE) or night.returncode or not lines:
            raise RuntimeError(f"The first round failed:\n{self.made.complaints()}")
        return [after - before for before, after in pairwise(moments)], int(lines[-1])


def _begins_step(line: str) -> bool:
    return line.startswith("[")
