"""An evening that goes otherwise is mended: valid, near to what was planned, and what changed is named."""

from __future__ import annotations

from dataclasses import replace

from tests.methods.test_crew_plan import evening

from anxin.methods.routing import Crew, Stop, changes, check_plan, plan_crews, replan


def orders_of(plan):
    return [[visit.stop for visit in route] for route in plan.routes]


def test_an_evening_that_did_not_change_is_left_as_it_is():
    problem = evening(stops=30, crews=3)
    plan = plan_crews(problem, seconds=1.0)
    again = replan(problem, orders_of(plan), seconds=0.3)
    assert again.prize >= plan.prize
    assert len(changes(plan, again)) <= 3


def test_a_crew_that_falls_out_hands_over_and_the_others_stay():
    problem = evening(stops=24, crews=3, seed=2)
    plan = plan_crews(problem, seconds=1.0)
    without = replace(problem, stops=[replace(stop, crews=frozenset({0, 2})) for stop in problem.stops])
    orders = orders_of(plan)
    again = replan(without, orders, seconds=0.5)
    assert check_plan(without, again) == []
    assert again.routes[1] == ()
    theirs = {visit.stop for crew in (0, 2) for visit in plan.routes[crew]}
    moved = [change for change in changes(plan, again) if change.stop in theirs and change.crew_after is not None]
    assert all(change.crew_after == change.crew_before for change in moved)


def test_rain_that_slows_every_walk_drops_the_least_and_keeps_the_rest():
    problem = evening(stops=20, crews=2, seed=4)
    plan = plan_crews(problem, seconds=0.8)
    slower = replace(problem, seconds=[(problem.seconds[0] * 3) // 2] * 2)
    again = replan(slower, orders_of(plan), seconds=0.5)
    assert check_plan(slower, again) == []
    assert 0 < again.prize <= plan.prize


def test_an_urgent_stop_comes_in():
    problem = evening(stops=20, crews=2, seed=5)
    plan = plan_crews(problem, seconds=0.8)
    urgent = replace(problem, stops=[*problem.stops, Stop(problem.stops[3].place, 1, 720, required=True)])
    again = replan(urgent, orders_of(plan), seconds=0.5)
    assert 20 in again.visited
    assert check_plan(urgent, again) == []


def test_crews_under_way_go_on_from_where_they_are():
    problem = evening(stops=20, crews=2, seed=6)
    plan = plan_crews(problem, seconds=0.8)
    done = [route[0] for route in plan.routes]
    crews = [
        Crew(problem.stops[visit.stop].place, visit.leaves, crew.ends, end=crew.start)
        for visit, crew in zip(done, problem.crews, strict=True)
    ]
    over = {visit.stop for visit in done}
    later = replace(
        problem,
        crews=crews,
        stops=[replace(stop, crews=frozenset()) if i in over else stop for i, stop in enumerate(problem.stops)],
    )
    again = replan(later, [order[1:] for order in orders_of(plan)], seconds=0.4)
    assert check_plan(later, again) == []
    assert again.prize >= plan.prize - sum(problem.stops[stop].prize for stop in over)


def test_an_evening_without_stops_is_no_trouble():
    problem = replace(evening(), stops=[])
    assert replan(problem, [[], []], seconds=0.05).routes == ((), ())
