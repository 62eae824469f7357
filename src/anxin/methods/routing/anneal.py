"""Simulated annealing around the compiled search: warm at first, cold at the end of its time."""

from __future__ import annotations

import time

import numpy as np

from anxin.methods.routing.problem import CrewPlan, PlanProblem, plan_of
from anxin.methods.routing.ruin_recreate import desk_for, reckon, search
from anxin.methods.routing.tasks import Draft, Tasks, empty_draft, lay_out, orders

WARM, COLD = 0.5, 0.01  # warmth at the start and at the end, in mean pulls
LOOKS = 100  # how often in its time the warmth falls
FEWEST_STEPS = 20


class Annealing:
    """Plans one evening again and again; each run starts from nothing or from an earlier plan."""

    def __init__(self, problem: PlanProblem) -> None:
        self.problem, self.tasks = problem, lay_out(problem)

    def run(
        self, *, seconds: float, seed: int, start: CrewPlan | None = None, warm: float = WARM, pull: float = 1.0
    ) -> CrewPlan:
        """Return the best plan found in CPU `seconds` of this thread.

        Where the prize decides, `pull` says how much it counts against the way while searching.
        """
        tasks = self.tasks._replace(pull=self.tasks.pull * pull) if self.problem.prize_first else self.tasks
        if not len(tasks.stop) or not self.problem.crews:
            return plan_of(self.problem, [()] * len(self.problem.crews))
        draft, sums = empty_draft(tasks), np.zeros(5)
        if start is not None:
            _lay(tasks, draft, sums, start)
        desk = desk_for(tasks, draft, sums, seed)
        mean = float(tasks.pull.mean())
        steps, spent = FEWEST_STEPS, 0.0
        search(desk, 0, 1.0)  # compiles on the first call, which is not searching
        begun = time.thread_time()
        while spent < seconds:
            before = spent
            warmth = mean * warm * (COLD / warm) ** (spent / seconds)
            search(desk, steps, warmth)
            spent = time.thread_time() - begun
            pace = seconds / LOOKS / max(spent - before, 1e-6)
            steps = max(FEWEST_STEPS, int(steps * min(4.0, max(0.25, pace))))
        return plan_of(self.problem, orders(tasks, desk.best))


def _lay(tasks: Tasks, draft: Draft, sums: np.ndarray, plan: CrewPlan) -> None:
    """Put a plan into the draft; of a stop with several windows the task whose window it uses."""
    n = len(tasks.stop)
    for crew, route in enumerate(plan.routes):
        at = n + 2 * crew
        for visit in route:
            fitting = (
                (tasks.stop == visit.stop) & (tasks.opens[:n] <= visit.arrives) & (visit.arrives <= tasks.closes[:n])
            )
            task = int(np.flatnonzero(fitting)[0])
            draft.after[task], draft.before[task] = draft.after[at], at
            draft.before[draft.after[at]] = task
            draft.after[at] = task
            draft.crew[task] = crew
            draft.size[crew] += 1
            if tasks.one_of[task] >= 0:
                draft.taken[tasks.one_of[task]] += 1
            bonus = float(tasks.bonus[0]) if tasks.usual[task] == crew else 0.0
            sums[0] += tasks.pull[task] + bonus
            sums[1] += tasks.worth[task] + bonus
            at = task
        reckon(tasks, draft, crew)
    walked = float(draft.walked.sum() - empty_draft(tasks).walked.sum())
    sums[0] -= walked
    sums[2] = walked
    sums[3], sums[4] = sums[1], sums[2]
