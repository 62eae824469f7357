"""Mixes over rosters: probabilities, the prize kept, draws that crews can walk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.methods.routing import Crew, CrewPlan, PlannedStop, PlanProblem, Stop, check_plan, plan_crews
from anxin.methods.unpredictability import (
    RosterFamily,
    commitment,
    draw_weeks,
    generate_rosters,
    mix_rosters,
    prizes_of,
    weights_by_wait,
)
from anxin.methods.unpredictability.route_variants import RouteVariants, cells_of, spare_stops

MONDAY = date(2026, 11, 23)


def evening(seed: int = 0, stops: int = 24, crews: int = 2) -> PlanProblem:
    rng = np.random.default_rng(seed)
    points = rng.random((crews + stops, 2)) * 2500
    seconds = np.rint(np.hypot(*(points[:, None] - points).transpose(2, 0, 1)) / 1.2).astype(np.int64)
    shifts = [Crew(i, 19 * 3600, 21 * 3600) for i in range(crews)]
    prizes = rng.choice([10, 10, 10, 40, 60], stops).tolist()
    return PlanProblem([seconds] * crews, shifts, [Stop(crews + i, prize, 720) for i, prize in enumerate(prizes)])


def engine(problem: PlanProblem, seed: int) -> CrewPlan:
    return plan_crews(problem, seconds=0.15, seeds=(seed,))


@cache
def solved(seed: int) -> tuple[PlanProblem, tuple[RosterFamily, ...]]:
    problem = evening(seed)
    return problem, generate_rosters(problem, engine, seed=seed, solves=3, variants=12, tries=80)


few = settings(max_examples=12)
seeds, shares = st.integers(0, 2), st.floats(0.0, 1.0)


@few
@given(seeds, shares)
def test_a_mix_is_made_of_probabilities_and_keeps_its_share_of_the_prize(seed, share):
    problem, families = solved(seed)
    mix = mix_rosters(problem, families, share=share)
    vectors = [mix.family_chance, *(chance for crews in mix.route_chance for chance in crews)]
    assert all(vector.min() >= 0 and abs(vector.sum() - 1) < 1e-9 for vector in vectors)
    assert mix.expected_prize >= share * mix.best_prize - 1e-3
    assert mix.coverage.max() <= 1 + 1e-9
    assert 0 < mix.informed_hit_rate() <= 1 + 1e-9


@few
@given(seeds, shares, st.integers(0, 10**6), st.sets(st.integers(0, 23)))
def test_every_drawn_roster_can_be_walked(seed, share, number, due):
    problem, families = solved(seed)
    plan = mix_rosters(problem, families, share=share).draw(np.random.default_rng(number), due=due)
    assert check_plan(problem, plan) == []


@few
@given(seeds)
def test_giving_up_prize_never_makes_a_mix_easier_to_guess_with_the_coverage_left_free(seed):
    problem, families = solved(seed)
    rates = [mix_rosters(problem, families, share=share, coverage_slack=1e6) for share in (1.0, 0.95, 0.9, 0.8)]
    hits = [sum(sorted(mix.cells.values(), reverse=True)[: len(plan_visits(families))]) for mix in rates]
    assert all(more >= less - 1e-6 for more, less in pairwise(hits))


def plan_visits(families) -> list[int]:
    best = max(families, key=lambda family: family.plan.prize).plan
    return [visit.stop for route in best.routes for visit in route]


def test_a_mix_covers_its_worst_place_better_than_the_best_plan_does():
    problem, families = solved(0)
    mix = mix_rosters(problem, families, share=0.8)
    reached = np.flatnonzero(sum(family_visits(family, len(problem.stops)) for family in families))
    best = set(plan_visits(families))
    unmixed = max(problem.stops[stop].prize for stop in reached if stop not in best)
    assert mix.worst_loss < unmixed
    worth = prizes_of(problem) * (1 - mix.coverage)
    assert mix.worst_loss == pytest.approx(worth[reached].max())


def family_visits(family: RosterFamily, stops: int) -> np.ndarray:
    visited = [visit.stop for own in family.routes for route in own for visit in route]
    return np.bincount(visited, minlength=stops)


def test_draws_come_as_often_as_the_mix_says():
    problem, families = solved(1)
    mix = mix_rosters(problem, families, share=0.9)
    rng, drawn = np.random.default_rng(5), 3000
    seen = np.zeros(len(problem.stops))
    for _ in range(drawn):
        seen[[visit.stop for route in mix.draw(rng).routes for visit in route]] += 1
    noise = 4.5 * np.sqrt(mix.coverage * (1 - mix.coverage) / drawn) + 1e-9
    assert np.all(np.abs(seen / drawn - mix.coverage) <= noise)


def test_a_place_that_has_waited_weighs_more_and_is_covered_more():
    problem, families = solved(2)
    plain = mix_rosters(problem, families, share=0.8, coverage_slack=0)
    reached = [i for i, chance in enumerate(plain.coverage) if 0.05 < chance < 0.6]
    wait = np.zeros(len(problem.stops))
    wait[reached[0]] = 28
    weights = weights_by_wait(prizes_of(problem), wait, 14)
    assert weights[reached[0]] == 3 * problem.stops[reached[0]].prize
    waited = mix_rosters(problem, families, share=0.8, weights=weights, coverage_slack=0)
    assert waited.coverage[reached[0]] > plain.coverage[reached[0]]


@few
@given(seeds, st.integers(0, 10**6))
def test_every_variant_stays_within_the_shift_and_no_stop_goes_to_two_crews(seed, number):
    problem, families = solved(seed)
    plan = families[0].plan
    spare = spare_stops(problem, plan.routes)
    offered = [stop for stops in spare.values() for stop in stops]
    assert len(offered) == len(set(offered))
    assert set(offered) <= set(plan.left_out)
    found = RouteVariants(problem, 0, plan.routes[0], spare.get(0, ())).search(
        np.random.default_rng(number), tries=60, keep=10
    )
    assert found[0] == plan.routes[0]
    assert len({cells_of(route) for route in found}) == len(found)
    for route in found:
        assert len({visit.stop for visit in route}) == len(route)


def test_a_walk_that_the_checker_refuses_never_becomes_a_roster():
    """One way takes much longer back: the reverse of the best order does not end within the shift."""
    seconds = np.array([[0, 300, 3000], [3000, 0, 300], [300, 3000, 0]], np.int64)
    problem = PlanProblem([seconds], [Crew(0, 0, 300 * 3 + 2 * 720 + 60)], [Stop(1, 10, 720), Stop(2, 10, 720)])
    families = generate_rosters(problem, engine, seed=1, solves=2, variants=20, tries=200)
    orders = {tuple(v.stop for v in route) for family in families for route in family.routes[0]}
    assert (0, 1) in orders
    assert (1, 0) not in orders


def test_a_faulty_engine_is_found_out():
    def lying(problem: PlanProblem, seed: int) -> CrewPlan:
        return CrewPlan(((PlannedStop(0, 0, 720, 0),), ()), problem.stops[0].prize, tuple(range(1, 24)))

    with pytest.raises(ValueError, match="faulty"):
        generate_rosters(evening(), lying, seed=1)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_that_makes_no_sense_is_refused(share):
    with pytest.raises(ValueError, match="share"):
        mix_rosters(*solved(0), share=share)


def test_nothing_to_visit_gives_evenings_without_visits():
    problem = replace(evening(), stops=[])
    mix = mix_rosters(problem, generate_rosters(problem, engine, seed=1, solves=2), share=0.95)
    assert mix.draw(np.random.default_rng(1)).routes == ((), ())
    assert mix.expected_prize == 0


def test_the_same_secret_draws_the_same_weeks_and_another_draws_others():
    problem, families = solved(0)
    keys = [100 + i for i in range(len(problem.stops))]
    mix = mix_rosters(problem, families, share=0.9)
    days = [(MONDAY + timedelta(days=i), 0) for i in range(7)]

    def drawn(secret):
        return draw_weeks([(mix, keys)], days, secret=secret, longest_gap=14)

    assert drawn(b"a") == drawn(b"a")
    assert [one.plan for one in drawn(b"a")] != [one.plan for one in drawn(b"b")]
    assert commitment(b"a", [MONDAY]) != commitment(b"b", [MONDAY])
    assert len(commitment(b"a", [MONDAY])) == 64


def test_a_place_whose_gap_would_be_too_long_takes_precedence():
    problem, families = solved(0)
    keys = list(range(len(problem.stops)))
    mix = mix_rosters(problem, families, share=0.8)
    rare = int(np.argmin(np.where(mix.coverage > 0.02, mix.coverage, np.inf)))
    days = [(MONDAY + timedelta(days=i), 0) for i in range(1, 29)]
    last = dict.fromkeys(keys, MONDAY)

    def visits(gap):
        evenings = draw_weeks([(mix, keys)], days, secret=b"x", longest_gap=gap, last_seen=last, places=[rare])
        return [e.day for e in evenings if any(v.stop == rare for r in e.plan.routes for v in r)]

    edges = [MONDAY, *visits(5)]
    assert max((b - a).days for a, b in pairwise(edges)) <= 5
    assert len(visits(5)) >= len(visits(1000))


def test_a_place_that_was_just_visited_halves_the_chance_of_routes_that_go_there():
    problem, families = solved(0)
    one = families[:1]
    mix = mix_rosters(problem, one, share=0.8)
    crew, chances = 0, mix.route_chance[0][0]
    stop = next(v.stop for v in one[0].routes[crew][0] if 0.05 < mix.coverage[v.stop] < 0.95)
    goes = np.array([any(v.stop == stop for v in route) for route in one[0].routes[crew]])
    tilted = (chances * np.where(goes, 0.5, 1))[goes].sum() / (chances * np.where(goes, 0.5, 1)).sum()
    rng = np.random.default_rng(3)
    seen = np.mean([any(v.stop == stop for v in mix.draw(rng, spent=[stop]).routes[crew]) for _ in range(2000)])
    assert abs(seen - tilted) < 4.5 * np.sqrt(tilted * (1 - tilted) / 2000)
    assert seen < mix.coverage[stop]


def test_a_rest_is_no_trouble_and_is_kept():
    problem = evening()
    pause = Stop(0, 0, 600, ((20 * 3600, 20 * 3600 + 600),), required=True, crews=frozenset({0}))
    rested = replace(problem, stops=[*problem.stops, pause])
    mix = mix_rosters(rested, generate_rosters(rested, engine, seed=1, solves=2), share=0.95)
    for seed in range(5):
        plan = mix.draw(np.random.default_rng(seed))
        assert check_plan(rested, plan) == []
