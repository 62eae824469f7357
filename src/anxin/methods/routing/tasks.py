"""An evening laid out in arrays, as the compiled search reads it; and the plan in work, as it changes it.

Numbers 0..n-1 are tasks (a stop with one of its windows), n + 2c and n + 2c + 1 the start and the end of crew c.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anxin.methods.routing.problem import PlanProblem, Window

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NEVER = 1 << 50
NEIGHBOURS = 60
KEPT_IN_LEGS = 3.0  # a visit that stays with its crew is worth a detour of three median legs


class Tasks(NamedTuple):
    """What does not change: n tasks, m crews, p kinds of matrices over R rows."""

    row: Ints  # (n + 2m,) row of `way`
    way: Ints  # (p, R, R) seconds
    way_of: Ints  # (m,) which of the p matrices
    dwell: Ints  # (n + 2m,)
    opens: Ints  # (n + 2m,)
    closes: Ints  # (n + 2m,)
    load: Ints  # (n,)
    carries: Ints  # (m,)
    most_walk: Ints  # (m,)
    may: NDArray[np.bool_]  # (m, n) crew may do task
    kind: Ints  # (m,) crews with the same number are alike while they have nothing to do
    worth: Floats  # (n,) by which finished plans are compared, against seconds
    pull: Floats  # (n,) by which the search compares: a softer worth
    limit: Floats  # (n,) a detour of this length is too long
    one_of: Ints  # (n,) set of which one task is done, or -1
    usual: Ints  # (n,) crew that should keep it, or -1
    bonus: Floats  # (1,) what keeping it counts
    near: Ints  # (n, q) the nearest tasks, nearest first
    stop: Ints  # (n,) index into the problem's stops


class Draft(NamedTuple):
    """A plan in work: linked lists with the earliest and latest begin of each task."""

    after: Ints  # (n + 2m,)
    before: Ints  # (n + 2m,)
    crew: Ints  # (n,) or -1
    earliest: Ints  # (n + 2m,)
    latest: Ints  # (n + 2m,)
    walked: Ints  # (m,)
    loaded: Ints  # (m,)
    size: Ints  # (m,)
    taken: Ints  # (sets,) how many tasks of a set are done


def lay_out(problem: PlanProblem) -> Tasks:
    """Return the evening in arrays; where the prize decides, a mean prize pulls as much as one median leg."""
    parts = [(number, window) for number in range(len(problem.stops)) for window in _windows(problem, number)]
    stop = np.array([number for number, _ in parts], np.int64)
    crews, n, m = problem.crews, len(parts), len(problem.crews)
    ends = np.array([row for crew in crews for row in (crew.start, crew.back)], np.int64)
    row = np.append(np.array([problem.stops[number].place for number in stop], np.int64), ends)
    kinds = {id(matrix): matrix for matrix in problem.seconds}
    way = np.stack([np.asarray(matrix, np.int64) for matrix in kinds.values()])
    way_of = np.array([list(kinds).index(id(matrix)) for matrix in problem.seconds], np.int64)
    may = _may(problem, stop)
    worth = np.array([problem.worth(number) for number in stop], float)
    typical = _typical_leg(way, row)
    pull = _pull(problem, stop, worth, typical)
    usual = np.array([-1 if (c := problem.stops[k].usual_crew) is None else c for k in stop], np.int64)
    bonus = KEPT_IN_LEGS * typical
    # One prize more outweighs every way and every visit that stays with its crew.
    longest = sum(crew.ends - crew.begins for crew in crews) + 1 + bonus * int((usual >= 0).sum())
    return Tasks(
        row=row,
        way=way,
        way_of=way_of,
        dwell=np.append([problem.stops[number].dwell for number in stop], np.zeros(2 * m)).astype(np.int64),
        opens=np.append([w[0] for _, w in parts], [crew.begins for crew in crews for _ in "se"]).astype(np.int64),
        closes=np.append([w[1] for _, w in parts], [crew.ends for crew in crews for _ in "se"]).astype(np.int64),
        load=np.array([problem.stops[number].load for number in stop], np.int64),
        carries=np.array([NEVER if crew.carries is None else crew.carries for crew in crews], np.int64),
        most_walk=np.array([NEVER if crew.most_walk is None else crew.most_walk for crew in crews], np.int64),
        may=may,
        kind=_kinds(problem, way_of, may),
        worth=worth * longest if problem.prize_first else worth,
        pull=pull,
        limit=np.full(n, float(NEVER)) if problem.prize_first else worth.copy(),
        one_of=_sets(problem, stop),
        usual=usual,
        bonus=np.array([bonus]),
        near=_near(way[0], row[:n]),
        stop=stop,
    )


def empty_draft(tasks: Tasks) -> Draft:
    """Return the plan in which nobody goes anywhere."""
    n, m = len(tasks.stop), len(tasks.way_of)
    starts = n + 2 * np.arange(m)
    after, before = np.full(n + 2 * m, -1, np.int64), np.full(n + 2 * m, -1, np.int64)
    after[starts], before[starts + 1] = starts + 1, starts
    walked, loaded, size = np.zeros((3, m), np.int64)
    taken = np.zeros(int(tasks.one_of.max(initial=-1)) + 1, np.int64)
    nobody = np.full(n, -1, np.int64)
    draft = Draft(after, before, nobody, tasks.opens.copy(), tasks.closes.copy(), walked, loaded, size, taken)
    home = tasks.way[tasks.way_of, tasks.row[starts], tasks.row[starts + 1]]
    draft.earliest[starts + 1] += home
    draft.latest[starts] -= home
    draft.walked[:] = home
    return draft


def orders(tasks: Tasks, draft: Draft) -> list[list[int]]:
    """Return the stops of each crew in the order of the draft."""
    n, found = len(tasks.stop), []
    for crew in range(len(tasks.way_of)):
        at, order = int(draft.after[n + 2 * crew]), []
        while at < n:
            order.append(int(tasks.stop[at]))
            at = int(draft.after[at])
        found.append(order)
    return found


def _windows(problem: PlanProblem, number: int) -> tuple[Window, ...]:
    """A stop with several windows is a task for each, of which one is done."""
    return problem.stops[number].windows or ((0, NEVER),)


def _sets(problem: PlanProblem, stop: Ints) -> Ints:
    """Number the sets of which one task is done: those of the problem, and the windows of a stop."""
    named = {key: i for i, key in enumerate(sorted({s.one_of for s in problem.stops if s.one_of is not None}))}
    found, several = np.full(len(stop), -1, np.int64), np.bincount(stop, minlength=len(problem.stops)) > 1
    for task, number in enumerate(stop):
        choice = problem.stops[number].one_of
        if choice is not None:
            found[task] = named[choice]
        elif several[number]:
            found[task] = len(named) + number
    return found


def _may(problem: PlanProblem, stop: Ints) -> NDArray[np.bool_]:
    may = np.ones((len(problem.crews), len(stop)), bool)
    for task, number in enumerate(stop):
        crews = problem.stops[number].crews
        if crews is not None:
            may[:, task] = [crew in crews for crew in range(len(problem.crews))]
    return may


def _kinds(problem: PlanProblem, way_of: Ints, may: NDArray[np.bool_]) -> Ints:
    usual = {stop.usual_crew for stop in problem.stops} - {None}
    seen: dict[object, int] = {}
    keys = [(crew, int(way_of[c]), may[c].tobytes(), c if c in usual else -1) for c, crew in enumerate(problem.crews)]
    return np.array([seen.setdefault(key, len(seen)) for key in keys], np.int64)


def _typical_leg(way: Ints, rows: Ints) -> float:
    """Return the median leg between different places, at least a second."""
    legs = way[0][np.ix_(rows, rows)]
    return max(1.0, float(np.median(legs[legs > 0]))) if (legs > 0).any() else 1.0


def _pull(problem: PlanProblem, stop: Ints, worth: Floats, typical: float) -> Floats:
    if not problem.prize_first:
        return worth.copy()
    prize = np.array([problem.stops[number].prize for number in stop], float)
    pull = prize * typical / max(float(prize.mean()), 1e-9) if len(prize) else prize
    required = np.array([problem.stops[number].required for number in stop], bool)
    return np.asarray(pull + required * 10 * float(pull.max(initial=1.0)))


def _near(way: Ints, rows: Ints) -> Ints:
    between = way[np.ix_(rows, rows)].astype(float)
    np.fill_diagonal(between, -1.0)
    order = np.argsort(between, axis=1, kind="stable")
    return np.ascontiguousarray(order[:, 1 : NEIGHBOURS + 1])
