"""Every roster keeps every rule, as told by a checker that knows nothing of the solver."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from anxin.methods.rosters import (
    Limit,
    OtherShift,
    RosterProblem,
    Rules,
    Shift,
    Walker,
    check_roster,
    make_roster,
    propose_cover,
    spread_of,
    swap_faults,
)

from .conftest import problems


def evenings(count: int, **more) -> list[Shift]:
    return [Shift(night, 24 * night + 19.5, 24 * night + 21.5, **more) for night in range(count)]


def everybody(people: int, shifts: int):
    return np.ones((people, shifts), np.bool_)


@settings(max_examples=150)
@given(problems())
def test_a_roster_keeps_every_rule_and_its_bounds(problem):
    roster = make_roster(problem)
    assert check_roster(problem, roster.crews) == []
    found = roster.bounds
    assert found.filled <= found.filled_bound
    assert found.seats <= found.seats_bound
    assert found.burden >= found.burden_bound
    assert {gap.shift for gap in roster.gaps} == {i for i, members in enumerate(roster.crews) if not members}


@settings(max_examples=40)
@given(problems())
def test_the_same_problem_gives_the_same_roster(problem):
    assert make_roster(problem) == make_roster(problem)


@settings(max_examples=80)
@given(problems())
def test_whoever_is_proposed_as_cover_keeps_every_rule(problem):
    crews = make_roster(problem).crews
    for shift, members in enumerate(crews):
        for leaving in members:
            for cover in propose_cover(problem, crews, shift=shift, leaving=leaving):
                changed = [list(one) for one in crews]
                changed[shift] = [cover.walker if one == leaving else one for one in members]
                assert check_roster(problem, changed) == []


TRAINED = Walker(trained=True)


@pytest.mark.parametrize(
    ("crews", "words"),
    [
        ([(0, 1), ()], None),
        ([(0,), ()], "has 1 people"),
        ([(1, 2), ()], "too few who are trained"),
        ([(0, 0, 1), ()], "somebody twice"),
        ([(0, 3), ()], "not available"),
        ([(0, 4), ()], "not to be paired"),
        ([(0, 1), (0, 2)], "walks 2 times"),
        ([(0, 9), ()], "unknown"),
        ([()], "1 crews for 2 shifts"),
    ],
)
def test_the_checker_names_what_is_wrong(crews, words):
    people = [TRAINED, Walker(), Walker(), Walker(), Walker(never_with=frozenset({0}))]
    available = everybody(5, 2)
    available[3] = False
    problem = RosterProblem(people, evenings(2), available, rules=Rules(limits=(Limit(28, 1),)))
    found = " ".join(check_roster(problem, crews))
    assert (words in found) if words else found == ""


def test_the_checker_sees_too_little_rest_and_skills():
    shifts = [Shift(0, 22.0, 29.0, 1, 1), Shift(1, 30.0, 32.0, 1, 1, skills=frozenset({"dog"}))]
    problem = RosterProblem([TRAINED], shifts, everybody(1, 2))
    found = " ".join(check_roster(problem, [(0,), (0,)]))
    assert "too little rest" in found
    assert "skill dog" in found


def test_the_night_before_counts_as_rest_and_in_a_row():
    past = tuple(OtherShift(night, 24 * night + 19.5, 24 * night + 21.5) for night in (-3, -2, -1))
    problem = RosterProblem([replace(TRAINED, others=past)], evenings(2, least=1, most=1), everybody(1, 2))
    assert make_roster(problem).crews == ((), (0,))


@pytest.mark.parametrize(
    ("people", "free", "skills", "reason"),
    [
        ([TRAINED, Walker()], [False, False], (), "nobody_free"),
        ([Walker(), Walker()], [True, True], (), "nobody_trained"),
        ([TRAINED, Walker()], [True, True], ("dog",), "no_skill"),
        ([TRAINED, Walker()], [True, False], (), "too_few_free"),
        ([replace(TRAINED, most=0), Walker()], [True, True], (), "all_taken"),
    ],
)
def test_a_crew_that_cannot_walk_is_named_with_the_reason(people, free, skills, reason):
    shifts = evenings(1, skills=frozenset(skills))
    roster = make_roster(RosterProblem(people, shifts, np.array(free).reshape(2, 1)))
    assert [gap.reason for gap in roster.gaps] == [reason]


def test_a_swap_is_checked_for_both():
    shifts = evenings(2, least=1, most=1)
    problem = RosterProblem([TRAINED, TRAINED, Walker()], shifts, everybody(3, 2))
    assert swap_faults(problem, [(0,), (1,)], one=(0, 0), other=(1, 1)) == []
    assert swap_faults(problem, [(0,), (2,)], one=(0, 0), other=(2, 1))


def test_shares_are_measured_as_defined():
    assert spread_of([2, 2, 2]).gini == pytest.approx(0)
    assert spread_of([0, 0, 0, 8]).gini == pytest.approx(0.75)
    assert spread_of([0, 0, 0, 8]).max_over_mean == pytest.approx(4)
    assert spread_of([0, 0]).gini is None
    with pytest.raises(ValueError, match="negative"):
        spread_of([-1])


@pytest.mark.parametrize("broken", ["shape", "self"])
def test_a_problem_that_makes_no_sense_is_refused(broken):
    people = [Walker(wishes_with=frozenset({0}))] if broken == "self" else [Walker()]
    with pytest.raises(ValueError, match=r"partner|shape"):
        RosterProblem(people, evenings(1), everybody(1, 2 if broken == "shape" else 1))
