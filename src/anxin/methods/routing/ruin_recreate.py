"""The compiled search: take some visits out, put others in, keep what is better or, while it is warm, not much worse.

Slack induction by string removals (Christiaens and Vanden Berghe 2020, doi:10.1287/trsc.2019.0914) with prizes:
what is not worth its detour stays out, and who is put back first is drawn anew each time.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from anxin.methods.routing.moves import Desk, best_place, put, reckon_touched, remove, undo
from anxin.methods.routing.tasks import Ints

MEAN_REMOVED = 10.0
LONGEST_STRING = 10.0
BLINK = 0.01
NEWCOMERS = 20  # tasks that were out before and may come in now
OPEN_ROUTE = 0.1  # how often a crew without work may be sent out although the first visit alone is not worth it


@njit(cache=True, nogil=True)
def _take_string(desk: Desk, task: int, longest: float) -> None:
    """Take a run of neighbours that holds the task out of its route; half of the time some in its midst stay."""
    tasks, draft = desk.tasks, desk.draft
    n, crew = len(tasks.stop), draft.crew[task]
    length = int(1 + desk.rng.random() * min(longest, draft.size[crew]))
    length = min(length, draft.size[crew])
    at = task
    for _ in range(desk.rng.integers(0, length)):
        if draft.before[at] < n:
            at = draft.before[at]
    stays_from, stay = -1, 0
    if 1 < length < draft.size[crew] and desk.rng.random() < 0.5:
        stays_from, stay = desk.rng.integers(1, length), 1
        while length + stay < draft.size[crew] and desk.rng.random() > 0.5:
            stay += 1
    for taken in range(length):
        if taken == stays_from:
            for _ in range(stay):
                if at < n:
                    at = draft.after[at]
        if at >= n:
            break
        following = draft.after[at]
        remove(desk, at)
        at = following


@njit(cache=True, nogil=True)
def _ruin_strings(desk: Desk, seed: int) -> None:
    """Take a string out of each of a few routes around a task."""
    tasks, draft, room = desk.tasks, desk.draft, desk.room
    active, served = 0, 0
    for size in draft.size:
        if size > 0:
            active, served = active + 1, served + size
    if active == 0:
        return
    longest = min(LONGEST_STRING, served / active)
    strings = int(1 + desk.rng.random() * (4 * MEAN_REMOVED / (1 + longest) - 1))
    for rank in range(-1, tasks.near.shape[1]):
        task = seed if rank < 0 else tasks.near[seed, rank]
        crew = draft.crew[task]
        if crew < 0 or room.touched[crew] == room.turn[1]:
            continue
        _take_string(desk, task, longest)
        strings -= 1
        if strings <= 0:
            return


@njit(cache=True, nogil=True)
def _ruin_near(desk: Desk, seed: int) -> None:
    """Take out some of the tasks that are nearest to one."""
    tasks, draft = desk.tasks, desk.draft
    wanted, chance = 1 + desk.rng.integers(0, int(2 * MEAN_REMOVED)), 0.3 + 0.7 * desk.rng.random()
    for rank in range(-1, tasks.near.shape[1]):
        task = seed if rank < 0 else tasks.near[seed, rank]
        if draft.crew[task] >= 0 and desk.rng.random() < chance:
            remove(desk, task)
            wanted -= 1
            if wanted <= 0:
                return


@njit(cache=True, nogil=True)
def _call_newcomers(desk: Desk, seed: int) -> None:
    """Add tasks near the seed that nobody visits to those that may be put in."""
    tasks, draft, room = desk.tasks, desk.draft, desk.room
    left = NEWCOMERS
    for rank in range(-1, tasks.near.shape[1]):
        task = seed if rank < 0 else tasks.near[seed, rank]
        if draft.crew[task] < 0 and not room.is_out[task]:
            room.out[room.turn[0]] = task
            room.is_out[task] = True
            room.turn[0] += 1
            left -= 1
            if left <= 0:
                return


@njit(cache=True, nogil=True)
def _draw_order(desk: Desk) -> Ints:
    """Return who is put back first, by one of five rules drawn at random."""
    tasks, room = desk.tasks, desk.room
    many, rule = room.turn[0], desk.rng.random()
    for i in range(many):
        task = room.out[i]
        if rule < 0.25:
            room.key[i] = desk.rng.random()
        elif rule < 0.5:
            room.key[i] = -tasks.pull[task] * (0.7 + 0.6 * desk.rng.random())
        elif rule < 0.65:
            room.key[i] = -tasks.load[task] - tasks.dwell[task] + desk.rng.random()
        elif rule < 0.8:
            room.key[i] = (tasks.closes[task] - tasks.opens[task]) * (0.8 + 0.4 * desk.rng.random())
        else:
            detour, before, _crew = best_place(desk, task, 0.0)
            gain = tasks.pull[task] / (max(detour, 0.0) + tasks.dwell[task] + 1.0)
            room.key[i] = -gain * (0.8 + 0.4 * desk.rng.random()) if before >= 0 else np.inf
    return np.argsort(room.key[:many])


@njit(cache=True, nogil=True)
def _recreate(desk: Desk) -> None:
    """Put back what fits, each at its shortest detour; now and then without a look at a place."""
    tasks, draft, room = desk.tasks, desk.draft, desk.room
    patience = 1.0 + 6.0 * desk.rng.random() if desk.rng.random() < OPEN_ROUTE else 1.0
    for i in _draw_order(desk):
        task = room.out[i]
        if tasks.one_of[task] >= 0 and draft.taken[tasks.one_of[task]] > 0:
            continue
        detour, before, crew = best_place(desk, task, BLINK)
        if before >= 0 and detour < tasks.limit[task] * (patience if draft.size[crew] == 0 else 1.0):
            put(desk, task, before, crew)
    for i in range(room.turn[0]):
        room.is_out[room.out[i]] = False


@njit(cache=True, nogil=True)
def search(desk: Desk, steps: int, warmth: float) -> None:
    """Take `steps` at one warmth (in units of pull); the draft moves on and the best plan seen is kept."""
    tasks, draft, best, log, room, sums = desk.tasks, desk.draft, desk.best, desk.log, desk.room, desk.sums
    for _ in range(steps):
        log.steps[0], room.turn[0] = 0, 0
        room.turn[1] += 1
        was = sums[0], sums[1], sums[2]
        middle = int(desk.rng.integers(0, len(tasks.stop)))
        if desk.rng.random() < 0.5:
            _ruin_strings(desk, middle)
        else:
            _ruin_near(desk, middle)
        reckon_touched(desk)
        _call_newcomers(desk, middle)
        _recreate(desk)
        if sums[1] - sums[2] > sums[3] - sums[4]:
            sums[3], sums[4] = sums[1], sums[2]
            best.after[:], best.before[:], best.crew[:] = draft.after, draft.before, draft.crew
        elif sums[0] <= was[0] + warmth * np.log(desk.rng.random()):
            undo(desk)
            sums[0], sums[1], sums[2] = was
