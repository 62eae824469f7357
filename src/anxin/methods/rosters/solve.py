"""From a problem to a roster: each pool by flow, then mended and evened a few nights at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace

import numpy as np

from anxin.methods.rosters.check import crew_faults, walker_faults
from anxin.methods.rosters.crew_model import CrewModel, Pairs
from anxin.methods.rosters.gaps import ALL_TAKEN, gap_of
from anxin.methods.rosters.night_flow import FlowRoster, burden_of, flow_roster
from anxin.methods.rosters.parts import nights_of, pools_of, problem_of
from anxin.methods.rosters.problem import Bounds, Roster, RosterProblem

Crews = list[tuple[int, ...]]
EFFORT = 0.15  # CP-SAT's deterministic time for each run of nights
MENDING = 4  # times as much while a seat is empty; most runs end long before
THREADS = 2
MENDED = (1, 3, 7)  # nights solved at a time, with the others held fast, while a seat among them is empty
EVENED = 4  # and afterwards, to share nights and kilometres evenly
SWEEPS = 1


def make_roster(
    problem: RosterProblem,
    *,
    effort: float = EFFORT,
    sweeps: int = SWEEPS,
    progress: Callable[[int, int], None] | None = None,
) -> Roster:
    """Return who walks when: as many crews as can be, full, with nights and then kilometres shared evenly.

    What counts, in this order: crews that walk; seats filled; squared nights with evenings wished free; kilometres
    above the mean with evenings beside a wished-for partner. The same problem gives the same roster.

    Parameters
    ----------
    problem :
        The people, the shifts and the rules.
    effort :
        CP-SAT's deterministic time for each run of nights.
    sweeps :
        How often all nights are gone through.
    progress :
        Called with pools done and pools in all.

    """
    pools = pools_of(problem)
    crews: Crews = [() for _ in problem.shifts]
    bounds: list[Bounds] = []
    with ThreadPoolExecutor(THREADS) as threads:
        solved = threads.map(lambda pool: _solve_pool(problem_of(problem, pool), effort, sweeps), pools)
        for pool, (own, reached) in zip(pools, solved, strict=True):
            for shift, members in zip(pool.shifts, own, strict=True):
                crews[shift] = tuple(int(pool.walkers[member]) for member in members)
            bounds.append(reached)
            if progress:
                progress(len(bounds), len(pools))
    gaps = tuple(gap_of(problem, shift) for shift, members in enumerate(crews) if not members)
    return Roster(tuple(crews), gaps, _added(bounds))


def _solve_pool(problem: RosterProblem, effort: float, sweeps: int) -> tuple[Crews, Bounds]:
    problem = _without_hopeless(problem)
    flow = flow_roster(problem)
    pairs = list(zip(flow.walker.tolist(), flow.shift.tolist(), strict=True))
    crews = _keeping_rules(problem, crews_of(pairs, len(problem.shifts)))
    search = _Search(problem, _mean_km(problem, pairs), effort)
    for width in MENDED:
        for nights in _runs(problem, width):
            if _are_short(problem, crews, nights):
                crews = search.improved(crews, nights, patience=MENDING)
    for sweep in range(sweeps):
        # Every second sweep begins half a run early, so that no seam stays.
        for nights in _runs(problem, EVENED, EVENED // 2 if sweep % 2 else 0):
            crews = search.improved(crews, nights)
    return crews, _bounds(problem, crews, flow)


def _mean_km(problem: RosterProblem, pairs: Pairs) -> float:
    km = sum(held.km_before for held in problem.walkers) + sum(problem.shifts[shift].km for _walker, shift in pairs)
    return km / max(len(problem.walkers), 1)


def _keeping_rules(problem: RosterProblem, crews: Crews) -> Crews:
    """Return the crews without the people whose rest or limits they break, and without crews that then cannot walk."""
    kept: Crews = [() for _ in crews]
    own: dict[int, list[int]] = {walker: [] for walker in range(len(problem.walkers))}
    for shift, members in enumerate(crews):
        able = tuple(walker for walker in members if not walker_faults(problem, walker, [*own[walker], shift]))
        kept[shift] = () if crew_faults(problem, shift, able) else able
        for walker in kept[shift]:
            own[walker].append(shift)
    return kept


def _runs(problem: RosterProblem, width: int, early: int = 0) -> Iterator[range]:
    """Yield runs of `width` nights, the first of them `early` nights early."""
    nights = [held.night for held in problem.shifts]
    for first in range(min(nights) - early, max(nights) + 1, width):
        yield range(first, first + width)


def _are_short(problem: RosterProblem, crews: Crews, nights: range) -> bool:
    """Say whether a crew of these nights has a seat empty."""
    seated = zip(problem.shifts, crews, strict=True)
    return any(held.night in nights and len(members) < held.most for held, members in seated)


@dataclass(frozen=True)
class _Search:
    """Betters a few nights of a roster while all others stand."""

    problem: RosterProblem
    mean_km: float
    effort: float

    def improved(self, crews: Crews, nights: range, patience: float = 1.0) -> Crews:
        """Return the crews with these nights filled or shared better, as they were at worst."""
        part, these = nights_of(self.problem, crews, nights)
        row = {int(walker): i for i, walker in enumerate(part.walkers)}
        start = [(row[walker], i) for i, shift in enumerate(part.shifts) for walker in crews[shift]]
        pairs = CrewModel(these, self.mean_km).best(start, patience * self.effort)
        better = list(crews)
        for shift, members in zip(part.shifts, crews_of(pairs, len(part.shifts)), strict=True):
            better[shift] = tuple(int(part.walkers[member]) for member in members)
        return better


def crews_of(pairs: Pairs, shifts: int) -> Crews:
    """Return pairs of walker and shift as one crew for each shift."""
    crews: list[list[int]] = [[] for _ in range(shifts)]
    for walker, shift in sorted(pairs):
        crews[shift].append(walker)
    return list(map(tuple, crews))


def _without_hopeless(problem: RosterProblem) -> RosterProblem:
    """Return the problem with nobody available for a crew that could not walk even if it had everybody free."""
    hopeful = [gap_of(problem, shift).reason == ALL_TAKEN for shift in range(len(problem.shifts))]
    return replace(problem, available=problem.available & np.array(hopeful, np.bool_))


def _bounds(problem: RosterProblem, crews: Crews, flow: FlowRoster) -> Bounds:
    pairs = np.array([(walker, shift) for shift, members in enumerate(crews) for walker in members], np.int64)
    walker, shift = pairs.reshape(-1, 2).T
    seats, burden = len(walker), burden_of(problem, walker, shift)
    fairest = flow if seats == flow.seats else flow_roster(problem, seats=seats)
    return Bounds(sum(map(bool, crews)), _most_crews(problem, flow.seats), seats, flow.seats, burden, fairest.burden)


def _most_crews(problem: RosterProblem, seats: int) -> int:
    """Return how many crews the seats would staff if the smallest came first."""
    with_somebody = np.flatnonzero(problem.available.any(axis=0))
    least = sorted(problem.shifts[shift].least for shift in with_somebody.tolist())
    return int((np.cumsum(least) <= seats).sum())


def _added(parts: Sequence[Bounds]) -> Bounds:
    return Bounds(*(sum(getattr(part, held.name) for part in parts) for held in fields(Bounds)))
