"""What a coordinator may wish of an evening: the plan keeps it, the checker sees it, the impossible is named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.methods.routing import (
    Crew,
    Hindrance,
    ImpossibleWishError,
    PlanProblem,
    Stop,
    check_plan,
    cover,
    meet,
    plan_crews,
    plan_of,
    rest,
    unmet,
    visit_twice,
    why_left_out,
)

EVENING = (0, 7200)


def town(*stops: Stop, crews: int = 2, places: int = 12, **shift) -> PlanProblem:
    """Crews that start at rows 0, 1, ... of places on a line, three minutes apart."""
    seconds = np.abs(np.subtract.outer(np.arange(places), np.arange(places))) * 180
    return PlanProblem([seconds] * crews, [Crew(c, *EVENING, **shift) for c in range(crews)], stops)


def planned(problem: PlanProblem):
    plan = plan_crews(problem, seconds=0.25, seeds=(1,))
    assert check_plan(problem, plan) == []
    return plan


def test_a_required_stop_beats_any_prize():
    far = Stop(11, 1, 600, required=True)
    near = [Stop(row, 90, 600) for row in range(2, 6)]
    problem = town(far, *near, crews=1)
    problem = replace(problem, crews=[Crew(0, 0, 2 * 11 * 180 + 700)])
    assert 0 in planned(problem).visited


def test_a_visit_begins_within_one_of_its_windows():
    problem = town(Stop(5, 9, 600, ((1000, 1200), (5000, 5100))), Stop(4, 9, 600, ((1000, 1100),)), crews=1)
    plan = planned(problem)
    begins = {visit.stop: visit.arrives for visit in plan.routes[0]}
    assert 1000 <= begins[1] <= 1100
    assert 5000 <= begins[0] <= 5100


def test_two_visits_have_their_gap_between():
    first, second = visit_twice(Stop(6, 20, 600), gap=1800, within=EVENING, together=1)
    problem = town(first, second, *(Stop(row, 5, 600) for row in range(2, 10)))
    visits = sorted(
        (visit.arrives, visit.leaves) for route in planned(problem).routes for visit in route if visit.stop in {0, 1}
    )
    assert visits[1][0] - visits[0][1] >= 1800


def test_what_belongs_together_is_visited_whole_or_not_at_all():
    first, second = visit_twice(Stop(11, 50, 600), gap=600, within=EVENING, together=1)
    problem = town(first, second, Stop(2, 60, 600), crews=1)
    problem = replace(problem, crews=[Crew(0, 0, 4200)])  # home before the second visit could be made
    assert planned(problem).visited == (2,)


def test_crews_that_meet_are_there_together_and_are_not_one_crew():
    problem = town(*meet(Stop(6, 20, 900), crews=2, at=3600, together=3), *(Stop(row, 5, 600) for row in (3, 9)))
    found = [(crew, visit) for crew, route in enumerate(planned(problem).routes) for visit in route if visit.stop < 2]
    assert {crew for crew, _ in found} == {0, 1}
    assert all(3600 <= visit.arrives <= 3900 for _, visit in found)


def test_a_rest_is_taken_once_in_its_window_at_one_of_its_places():
    breaks = rest(0, [0, 5], dwell=900, window=(3000, 4200), one_of=1)
    problem = town(*breaks, *(Stop(row, 5, 600) for row in range(2, 11)), crews=1)
    taken = [visit for visit in planned(problem).routes[0] if visit.stop < 2]
    assert len(taken) == 1
    assert 3000 <= taken[0].arrives <= 4200
    assert taken[0].leaves - taken[0].arrives >= 900


def test_a_street_is_covered_by_any_place_near_enough_and_paid_once():
    problem = town(*cover(Stop(0, 30, 300), [6, 7, 8], one_of=4), Stop(7, 5, 600), crews=1)
    plan = planned(problem)
    assert plan.prize == 35


def test_a_crew_goes_only_where_it_may_and_not_farther_than_it_wants():
    problem = town(Stop(3, 9, 60, crews=frozenset({1})), Stop(11, 9, 60), Stop(4, 2, 60), most_walk=8 * 180)
    plan = planned(problem)
    assert 1 not in plan.visited
    assert 0 in [visit.stop for visit in plan.routes[1]]


def test_a_crew_on_a_bicycle_gets_farther():
    slow, fast = (np.abs(np.subtract.outer(np.arange(12), np.arange(12))) * pace for pace in (600, 150))
    shifts = [Crew(0, 0, 4800), Crew(0, 0, 4800)]
    plan = planned(PlanProblem([slow, fast], shifts, [Stop(11, 9, 600), Stop(2, 9, 600)]))
    assert [visit.stop for visit in plan.routes[1]][-1:] == [0] or plan.routes[1][0].stop == 0


def test_a_shift_may_end_at_another_station():
    problem = town(Stop(6, 9, 600), crews=1)
    one_way = replace(problem, crews=[Crew(0, 0, 11 * 180 + 600, end=11)])
    assert planned(one_way).visited == (0,)
    assert planned(replace(one_way, crews=[Crew(0, 0, 11 * 180 + 599, end=11)])).visited == ()


@pytest.mark.parametrize(
    ("stop", "shift", "hindrance"),
    [
        (Stop(5, 9, 600, crews=frozenset()), {}, Hindrance.NOBODY_MAY),
        (Stop(5, 9, 600, ((90_000, 91_000),)), {}, Hindrance.OUT_OF_HOURS),
        (Stop(11, 9, 7000), {}, Hindrance.TOO_FAR),
        (Stop(11, 9, 60), {"most_walk": 600}, Hindrance.TOO_FAR),
        (Stop(3, 9, 60, load=5), {"carries": 4}, Hindrance.TOO_HEAVY),
        (Stop(3, 9, 60), {}, Hindrance.CROWDED_OUT),
    ],
)
def test_what_keeps_a_stop_out_is_named(stop, shift, hindrance):
    problem = town(replace(stop, required=True), crews=1, **shift)
    assert why_left_out(problem, 0) is hindrance
    assert unmet(problem, plan_of(problem, [[]])) == {0: hindrance}


def test_a_choice_of_which_one_was_made_is_met():
    problem = town(*rest(0, [0, 5], dwell=900, window=(0, 7200), one_of=1), crews=1)
    assert unmet(problem, plan_of(problem, [[1]])) == {}


def test_a_wish_that_contradicts_itself_is_refused():
    with pytest.raises(ImpossibleWishError, match="too short"):
        visit_twice(Stop(1, 1, 3000), gap=3000, within=EVENING, together=1)
    with pytest.raises(ImpossibleWishError, match="longer"):
        meet(Stop(1, 1, 200), crews=2, at=60, together=1)


stops_of_any_kind = st.builds(
    Stop,
    place=st.integers(0, 11),
    prize=st.integers(1, 50),
    dwell=st.integers(0, 1500),
    windows=st.sampled_from([(), ((0, 3000),), ((500, 900), (4000, 6000)), ((7000, 7200),)]),
    required=st.booleans(),
    crews=st.sampled_from([None, frozenset({0}), frozenset({1}), frozenset()]),
    one_of=st.sampled_from([None, None, 1, 2]),
    together=st.sampled_from([None, None, 7, 8]),
    load=st.integers(0, 3),
)


@settings(max_examples=25)
@given(st.lists(stops_of_any_kind, max_size=12), st.integers(1, 3), st.sampled_from([None, 900, 3000]))
def test_whatever_is_wished_the_plan_passes_the_checker(stops, crews, most_walk):
    problem = town(*stops, crews=crews, most_walk=most_walk, carries=6)
    plan = plan_crews(problem, seconds=0.05, seeds=(1,))
    assert check_plan(problem, plan) == []
