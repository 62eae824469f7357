"""Zones that are what they say, ratios by hand, a planted cluster found, chance alone at its nominal rate."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from scipy.stats import poisson

from anxin.methods.surveillance.scan import (
    circular_zones,
    connected_zones,
    elliptic_zones,
    gabriel_graph,
    log_ratio,
    map_statistics,
    scan,
)

GRID = np.array([(x, y) for y in range(6) for x in range(6)], float)
EVEN = np.ones(36)


def as_sets(zones):
    return {frozenset(zones.regions_of(i).tolist()) for i in range(len(zones))}


def test_circles_on_a_line_are_runs_of_regions():
    line = np.column_stack([[0.0, 1, 3, 7], np.zeros(4)])
    assert as_sets(circular_zones(line, np.ones(4))) == {
        frozenset(s) for s in ({0}, {1}, {2}, {3}, {0, 1}, {1, 2}, {2, 3})
    }


def test_no_zone_holds_more_than_its_share_and_none_comes_twice():
    weight = np.random.default_rng(1).uniform(1, 9, 36)
    for make in (circular_zones, elliptic_zones, connected_zones):
        zones = make(GRID, weight, most_share=0.3)
        member = zones.member(0, len(zones))
        assert (member @ weight <= 0.3 * weight.sum() + 1e-4).all()
        assert len(as_sets(zones)) == len(zones)


def test_connected_zones_are_in_one_piece_and_hold_all_circles_and_an_angle():
    zones = as_sets(connected_zones(GRID, EVEN, shapes=()))
    graph = gabriel_graph(GRID)
    for zone in list(zones)[::25]:
        reached, edge = set(), [min(zone)]
        while edge:
            at = edge.pop()
            reached.add(at)
            edge += [j for j in np.flatnonzero(graph[at]) if j in zone and j not in reached]
        assert reached == set(zone) or zone in as_sets(circular_zones(GRID, EVEN))
    assert as_sets(circular_zones(GRID, EVEN)) <= zones
    assert len(zones) > len(as_sets(circular_zones(GRID, EVEN)))


def test_an_ellipse_reaches_along_a_street():
    street = frozenset(range(6, 12))
    assert street not in as_sets(circular_zones(GRID, EVEN))
    assert street in as_sets(elliptic_zones(GRID, EVEN, shapes=(8.0,)))


def test_points_on_a_line_have_neighbours_too():
    graph = gabriel_graph(np.column_stack([np.arange(5.0), np.zeros(5)]))
    assert graph.sum() == 8


def test_the_ratio_is_that_of_two_poisson_likelihoods():
    c, e, total = 12.0, 5.0, 40.0
    inside = poisson.logpmf(12, 12) + poisson.logpmf(28, 28) - poisson.logpmf(12, 5) - poisson.logpmf(28, 35)
    assert log_ratio(c, e, total) == pytest.approx(inside)
    assert log_ratio(c, e, total, "expectation") == pytest.approx(poisson.logpmf(12, 12) - poisson.logpmf(12, 5))
    assert log_ratio(3.0, e, total) == 0


def test_a_planted_cluster_is_found_where_it_is():
    rng = np.random.default_rng(3)
    planted = [8, 13, 14, 15, 20]
    counts = np.minimum(rng.poisson(5, 36), 7)
    counts[planted] = 22
    found = scan(counts, EVEN, circular_zones(GRID, EVEN), replicates=199, seed=1)
    first = found.clusters[0]
    assert set(first.regions) == set(planted)
    assert first.p_value == pytest.approx(1 / 200)
    assert first.gumbel < 1 / 200
    assert first.cases > first.expected
    for other in found.clusters[1:]:
        assert not set(other.regions) & set(planted)


def test_many_weak_signs_together_are_noticed_by_the_average():
    rng = np.random.default_rng(8)
    usual = np.ones(36)
    risk = np.where(GRID[:, 0] + GRID[:, 1] < 5, 1.5, 1.0)  # a wide corner, slightly raised
    zones = circular_zones(GRID, EVEN)
    found = [scan(rng.poisson(8 * risk), usual, zones, replicates=79, seed=i) for i in range(30)]
    by_average = np.mean([one.p_any <= 0.05 for one in found])
    by_largest = np.mean([one.clusters[0].p_value <= 0.05 for one in found])
    assert by_average >= by_largest - 0.1
    assert by_average > 0.5


def test_equal_seeds_give_equal_answers():
    counts = np.random.default_rng(4).poisson(5, 36)
    zones = circular_zones(GRID, EVEN)
    one, two, three = (scan(counts, EVEN, zones, replicates=99, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.simulated, two.simulated)
    assert (one.simulated != three.simulated).any()


@pytest.mark.parametrize("kind", ["poisson", "expectation", "permutation"])
def test_without_a_cluster_five_in_a_hundred_are_significant(kind):
    rng = np.random.default_rng(77)
    usual = np.full((6, 36), 1.2)
    zones = circular_zones(GRID, EVEN, most_share=0.2)
    smallest = [
        scan(rng.poisson(usual), usual, zones, kind=kind, longest=3, replicates=39, seed=i).clusters[0].p_value
        for i in range(120)
    ]
    assert np.mean(np.array(smallest) <= 0.05) == pytest.approx(0.05, abs=0.045)


@pytest.mark.parametrize("kind", ["poisson", "expectation", "permutation"])
def test_a_rise_in_the_last_two_weeks_is_found_with_its_length(kind):
    rng = np.random.default_rng(6)
    usual = np.full((10, 36), 3.0)
    counts = np.minimum(rng.poisson(usual), 4)
    counts[-2:, [0, 1, 6, 7]] = 16
    first = scan(counts, usual, circular_zones(GRID, EVEN), kind=kind, longest=4, replicates=99, seed=2).clusters[0]
    assert set(first.regions) == {0, 1, 6, 7}
    assert first.rows == 2
    assert first.p_value == pytest.approx(0.01)


def test_more_cases_everywhere_concern_the_expectation_alone():
    usual = np.full((1, 36), 5.0)
    counts = np.full((1, 36), 9)
    zones = circular_zones(GRID, EVEN)
    assert scan(counts, usual, zones, replicates=99).clusters == []
    assert scan(counts, usual, zones, kind="expectation", replicates=99).clusters[0].p_value == pytest.approx(0.01)


def test_single_precision_changes_no_maximum_that_matters():
    rng = np.random.default_rng(7)
    maps = rng.multinomial(600, EVEN / 36, 20)
    zones = circular_zones(GRID, EVEN)
    member = zones.member(0, len(zones)).astype(float)
    exact = log_ratio(member @ maps.T, (member @ EVEN * 600 / 36)[:, None], 600.0).max(0)
    np.testing.assert_allclose(map_statistics(maps, EVEN, zones)[0], exact, atol=2e-3)


@pytest.mark.parametrize(
    ("counts", "more", "said"),
    [
        (np.zeros(36), {}, "at least one case"),
        (np.full(36, 0.5), {}, "whole numbers"),
        (np.ones(35), {}, "must be"),
        (np.ones(36), {"longest": 2}, "longest"),
    ],
)
def test_bad_input_is_refused_with_a_sentence(counts, more, said):
    with pytest.raises(ValueError, match=said):
        scan(counts, np.ones(len(counts)), circular_zones(GRID, EVEN), **more)


@pytest.mark.shared
def test_the_circles_and_the_critical_value_of_the_north_eastern_counties(shared):
    with (shared / "benchmarks/surveillance/scan/neast_regions.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    points = np.array([(float(row["x"]), float(row["y"])) for row in rows])
    population = np.array([float(row["population"]) for row in rows])
    zones = circular_zones(points, population)
    assert len(zones) == 24_196
    null = np.random.default_rng(1).multinomial(600, population / population.sum(), 600)
    assert np.quantile(map_statistics(null, population, zones)[0], 0.95) == pytest.approx(7.86, abs=0.45)
