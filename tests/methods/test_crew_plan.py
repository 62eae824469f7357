from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest

from anxin.methods.routing import Crew, PlanProblem, Stop, check_plan, plan_crews, plan_of, value_of


def evening(stops: int = 20, crews: int = 2, seed: int = 0) -> PlanProblem:
    rng = np.random.default_rng(seed)
    points = rng.random((crews + stops, 2)) * 2500
    seconds = np.rint(np.hypot(*(points[:, None] - points).transpose(2, 0, 1)) / 1.2).astype(np.int64)
    shifts = [Crew(i, 19 * 3600, 21 * 3600) for i in range(crews)]
    prizes = rng.integers(1, 60, stops).tolist()
    places = [Stop(crews + i, prize, 720) for i, prize in enumerate(prizes)]
    return PlanProblem([seconds] * crews, shifts, places)


def test_a_plan_passes_the_independent_checker():
    for seed in range(3):
        problem = evening(seed=seed)
        plan = plan_crews(problem, seconds=0.5)
        assert check_plan(problem, plan) == []
        assert plan.prize > 0


def test_all_that_fits_is_visited_by_the_shortest_round():
    problem = replace(evening(stops=5, crews=1, seed=9), crews=[Crew(0, 0, 20_000)])
    plan = plan_crews(problem, seconds=0.5)
    walk = problem.seconds[0]

    def length(order):
        return sum(int(walk[a, b]) for a, b in pairwise([0, *order, 0]))

    assert plan.left_out == ()
    assert length([problem.stops[visit.stop].place for visit in plan.routes[0]]) == min(
        map(length, permutations(range(1, 6)))
    )


def test_a_higher_prize_is_worth_any_walk():
    seconds = np.array([[0, 60, 1700], [60, 0, 1700], [1700, 1700, 0]])
    problem = PlanProblem([seconds], [Crew(0, 0, 4200)], [Stop(1, 9, 720), Stop(2, 10, 720)])
    plan = plan_crews(problem, seconds=0.3)
    assert [visit.stop for visit in plan.routes[0]] == [1]
    assert plan.left_out == (0,)


def test_nothing_to_visit_gives_an_empty_plan():
    problem = evening(stops=0)
    assert plan_crews(problem, seconds=0.1).routes == ((), ())
    assert check_plan(problem, plan_crews(problem, seconds=0.1)) == []


def test_the_checker_finds_every_kind_of_fault():
    problem = evening()
    plan = plan_crews(problem, seconds=0.5)
    first, *rest = plan.routes[0]
    early = replace(plan, routes=((replace(first, arrives=first.arrives - 3000), *rest), *plan.routes[1:]))
    short = replace(plan, routes=((replace(first, leaves=first.arrives + 60), *rest), *plan.routes[1:]))
    twice = replace(plan, routes=((first, first, *rest), *plan.routes[1:]))
    lying = replace(plan, routes=((replace(first, walk=first.walk - 1), *rest), *plan.routes[1:]))
    late = replace(problem, crews=[Crew(0, 19 * 3600, 19 * 3600 + 1800), problem.crews[1]])
    richer = replace(plan, prize=plan.prize + 1)
    for wrong in (early, short, twice, lying, richer):
        assert check_plan(problem, wrong)
    assert any("back" in fault for fault in check_plan(late, plan))


@pytest.mark.parametrize(
    "break_it",
    [
        lambda: Crew(0, 100, 100),
        lambda: replace(evening(), seconds=[]),
        lambda: replace(evening(), stops=[Stop(99)]),
        lambda: replace(evening(), crews=[Crew(-1, 0, 9), Crew(0, 0, 9)]),
        lambda: replace(evening(), seconds=[np.full((22, 22), 1.5)] * 2),
        lambda: replace(evening(), seconds=[np.full((22, 22), -1)] * 2),
        lambda: Stop(1, 0),
        lambda: Stop(1, 5, -1),
        lambda: Stop(1, 5, windows=((9, 8),)),
    ],
)
def test_a_problem_that_makes_no_sense_is_refused(break_it):
    with pytest.raises(ValueError, match=r"must|Give|names"):
        break_it()


def test_the_search_finds_the_best_of_all_plans_of_a_small_evening():
    for seed in range(4):
        problem = evening(stops=7, crews=1, seed=seed)
        problem = replace(problem, crews=[Crew(0, 0, 4800)])
        best = max(
            (plan_of(problem, [order]) for many in range(6) for order in permutations(range(7), many)),
            key=lambda plan: (not check_plan(problem, plan), value_of(problem, plan)),
        )
        assert value_of(problem, plan_crews(problem, seconds=0.4)) == value_of(problem, best)


def test_prizes_that_are_not_worth_the_way_stay_out_where_prizes_are_weighed():
    seconds = np.array([[0, 50, 900], [50, 0, 900], [900, 900, 0]])
    problem = PlanProblem([seconds], [Crew(0, 0, 9000)], [Stop(1, 120), Stop(2, 700)], prize_first=False)
    plan = plan_crews(problem, seconds=0.2)
    assert plan.visited == (0,)
    assert value_of(problem, plan) == (20, 0)


def test_staying_at_home_is_better_than_a_poor_evening():
    seconds = np.array([[0, 500], [500, 0]])
    problem = PlanProblem([seconds], [Crew(0, 0, 9000)], [Stop(1, 10)], prize_first=False)
    assert plan_crews(problem, seconds=0.2).visited == ()
