"""One move in a plan: find the best place for a visit, put it in, take it out, undo."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from anxin.methods.routing.tasks import Draft, Floats, Ints, Tasks

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
