"""The compiled search: take some visits out, put others in, keep what is better or, while it is warm, not much worse.

Slack induction by string removals (Christiaens and Vanden Berghe 2020, doi:10.1287/trsc.2019.0914) with prizes:
what is not worth its detour stays out, and who is put back first is drawn anew each time.

All compiled code stands in this one file: what is kept compiled is renewed when its own file changes, and no other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from anxin.methods.routing.tasks import Draft, Floats, Ints, Tasks

MEAN_REMOVED = 10.0
LONGEST_STRING = 10.0
BLINK = 0.01
NEWCOMERS = 20  # tasks that were out before and may come in now
OPEN_ROUTE = 0.1  # how often a crew without work may be sent out although the first visit alone is not worth it
OUT, IN = 0, 1


class Log(NamedTuple):
    """What one step did, so that it can be undone: (moves,) each; `steps` counts them."""

    task: Ints
    before: Ints
    crew: Ints
    act: Ints
    steps: Ints


class Memory(NamedTuple):
    """Room to work in, kept between steps: tasks that are out now, marks and keys."""

    out: Ints  # (n,)
    is_out: NDArray[np.bool_]  # (n,)
    key: Floats  # (n,)
    touched: Ints  # (m,) number of the last step that changed the route
    seen: Ints  # (m,) number of the last look at a kind of empty route
    turn: Ints  # [tasks out, step, look]


class Desk(NamedTuple):
    """All that the search has before it; `sums` is [pull - way, worth, way] of the draft, [worth, way] of the best."""

    tasks: Tasks
    draft: Draft
    best: Draft
    log: Log
    room: Memory
    sums: Floats
    rng: np.random.Generator


def desk_for(tasks: Tasks, draft: Draft, sums: Floats, seed: int) -> Desk:
    """Return a desk with a draft on it, which is the best plan so far."""
    n, m = len(tasks.stop), len(tasks.way_of)
    moves = 4 * n + 8
    task, before, crew, act = np.zeros((4, moves), np.int64)
    log = Log(task, before, crew, act, np.zeros(1, np.int64))
    marks = np.zeros(m, np.int64), np.zeros(m, np.int64), np.zeros(3, np.int64)
    room = Memory(np.zeros(n, np.int64), np.zeros(n, np.bool_), np.zeros(n), *marks)
    best = Draft(*(part.copy() for part in draft))
    return Desk(tasks, draft, best, log, room, sums, np.random.default_rng(seed))


@njit(cache=True, nogil=True)
def reckon(tasks: Tasks, draft: Draft, crew: int) -> None:
    """Reckon a route's times, way and load anew."""
    n = len(tasks.stop)
    start = n + 2 * crew
    way = tasks.way[tasks.way_of[crew]]
    walked, loaded, at = 0, 0, start
    while at != start + 1:
        to = draft.after[at]
        leg = way[tasks.row[at], tasks.row[to]]
        walked += leg
        draft.earliest[to] = max(draft.earliest[at] + tasks.dwell[at] + leg, tasks.opens[to])
        if to < n:
            loaded += tasks.load[to]
        at = to
    while at != start:
        back = draft.before[at]
        leg = way[tasks.row[back], tasks.row[at]]
        draft.latest[back] = min(draft.latest[at] - leg - tasks.dwell[back], tasks.closes[back])
        at = back
    draft.walked[crew], draft.loaded[crew] = walked, loaded


@njit(cache=True, nogil=True)
def best_place(desk: Desk, task: int, blink: float) -> tuple[float, int, int]:
    """Return the shortest detour for a task, behind whom, in which crew; -1 where it fits nowhere."""
    tasks, draft, room = desk.tasks, desk.draft, desk.room
    n, m = len(tasks.stop), len(tasks.way_of)
    row, dwell, opens, closes = tasks.row[task], tasks.dwell[task], tasks.opens[task], tasks.closes[task]
    best, best_before, best_crew = np.inf, -1, -1
    room.turn[2] += 1
    for crew in range(m):
        if not tasks.may[crew, task] or draft.loaded[crew] + tasks.load[task] > tasks.carries[crew]:
            continue
        if draft.size[crew] == 0:
            if room.seen[tasks.kind[crew]] == room.turn[2]:
                continue
            room.seen[tasks.kind[crew]] = room.turn[2]
        way = tasks.way[tasks.way_of[crew]]
        spare = tasks.most_walk[crew] - draft.walked[crew]
        bonus = tasks.bonus[0] if tasks.usual[task] == crew else 0.0
        at, end = n + 2 * crew, n + 2 * crew + 1
        while at != end and draft.earliest[at] <= closes:
            to = draft.after[at]
            leg = way[tasks.row[at], row]
            begins = max(draft.earliest[at] + tasks.dwell[at] + leg, opens)
            if begins <= closes:
                onward = way[row, tasks.row[to]]
                detour = leg + onward - way[tasks.row[at], tasks.row[to]]
                fits = begins + dwell + onward <= draft.latest[to] and detour <= spare
                if fits and detour - bonus < best and (blink == 0.0 or desk.rng.random() >= blink):
                    best, best_before, best_crew = detour - bonus, at, crew
            at = to
    return best, best_before, best_crew


@njit(cache=True, nogil=True)
def _link(tasks: Tasks, draft: Draft, task: int, before: int, crew: int) -> float:
    """Put a task behind another and return the detour."""
    to, way = draft.after[before], tasks.way[tasks.way_of[crew]]
    draft.after[before], draft.before[task], draft.after[task], draft.before[to] = task, before, to, task
    draft.crew[task] = crew
    draft.size[crew] += 1
    if tasks.one_of[task] >= 0:
        draft.taken[tasks.one_of[task]] += 1
    rows = tasks.row
    return float(way[rows[before], rows[task]] + way[rows[task], rows[to]] - way[rows[before], rows[to]])


@njit(cache=True, nogil=True)
def _unlink(tasks: Tasks, draft: Draft, task: int) -> float:
    """Take a task out and return the detour that is saved."""
    before, to, crew = draft.before[task], draft.after[task], draft.crew[task]
    way, rows = tasks.way[tasks.way_of[crew]], tasks.row
    draft.after[before], draft.before[to] = to, before
    draft.crew[task] = -1
    draft.size[crew] -= 1
    if tasks.one_of[task] >= 0:
        draft.taken[tasks.one_of[task]] -= 1
    return float(way[rows[before], rows[task]] + way[rows[task], rows[to]] - way[rows[before], rows[to]])


@njit(cache=True, nogil=True)
def _note(log: Log, task: int, before: int, crew: int, act: int) -> None:
    many = log.steps[0]
    log.task[many], log.before[many], log.crew[many], log.act[many] = task, before, crew, act
    log.steps[0] = many + 1


@njit(cache=True, nogil=True)
def remove(desk: Desk, task: int) -> None:
    """Take a task out and remember it."""
    tasks, draft, log, room, sums = desk.tasks, desk.draft, desk.log, desk.room, desk.sums
    crew, before = draft.crew[task], draft.before[task]
    saved = _unlink(tasks, draft, task)
    bonus = tasks.bonus[0] if tasks.usual[task] == crew else 0.0
    sums[0] += saved - tasks.pull[task] - bonus
    sums[1] -= tasks.worth[task] + bonus
    sums[2] -= saved
    _note(log, task, before, crew, OUT)
    room.touched[crew] = room.turn[1]
    room.out[room.turn[0]] = task
    room.is_out[task] = True
    room.turn[0] += 1


@njit(cache=True, nogil=True)
def put(desk: Desk, task: int, before: int, crew: int) -> None:
    """Put a task behind another and reckon the route anew."""
    tasks, draft, log, room, sums = desk.tasks, desk.draft, desk.log, desk.room, desk.sums
    detour = _link(tasks, draft, task, before, crew)
    bonus = tasks.bonus[0] if tasks.usual[task] == crew else 0.0
    sums[0] += tasks.pull[task] + bonus - detour
    sums[1] += tasks.worth[task] + bonus
    sums[2] += detour
    _note(log, task, before, crew, IN)
    room.touched[crew] = room.turn[1]
    reckon(tasks, draft, crew)


@njit(cache=True, nogil=True)
def reckon_touched(desk: Desk) -> None:
    """Reckon the routes that this step changed."""
    tasks, draft, room = desk.tasks, desk.draft, desk.room
    for crew in range(len(room.touched)):
        if room.touched[crew] == room.turn[1]:
            reckon(tasks, draft, crew)


@njit(cache=True, nogil=True)
def undo(desk: Desk) -> None:
    """Take back all that this step did."""
    tasks, draft, log = desk.tasks, desk.draft, desk.log
    for i in range(log.steps[0] - 1, -1, -1):
        if log.act[i] == IN:
            _unlink(tasks, draft, log.task[i])
        else:
            _link(tasks, draft, log.task[i], log.before[i], log.crew[i])
    reckon_touched(desk)


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
