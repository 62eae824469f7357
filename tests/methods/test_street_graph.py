from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from anxin.methods.routing import StreetGraph, straight_line_metres, walking_metres, walking_path


def grid(side: int, seed: int, bends: int = 2) -> StreetGraph:
    """A grid whose streets have bends, some parallel, some missing, one ring that leads nowhere."""
    rng = np.random.default_rng(seed)
    points = [(i, j) for i in range(side) for j in range(side)]
    u, v = [], []
    for i, j in list(points):
        for a, b in ((i + 1, j), (i, j + 1)):
            if a < side and b < side and rng.random() < 0.8:
                chain = [i * side + j]
                for _bend in range(rng.integers(0, bends + 1)):
                    points.append((i + rng.random(), j + rng.random()))
                    chain.append(len(points) - 1)
                chain.append(a * side + b)
                u += chain[:-1]
                v += chain[1:]
    ring = range(len(points), len(points) + 3)
    points += [(90.0, 90.0), (91.0, 90.0), (90.0, 91.0)]
    u += [ring[0], ring[1], ring[2], 0, 0]
    v += [ring[1], ring[2], ring[0], 1, 1]
    place = np.array(points) * 0.001
    metres = rng.uniform(10, 200, len(u))
    return StreetGraph(place[:, 0], place[:, 1], np.array(u), np.array(v), metres)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 7), st.integers(0, 10_000), st.integers(1, 12))
def test_contraction_changes_no_distance(side, seed, wanted):
    graph = grid(side, seed)
    nodes = np.random.default_rng(seed).integers(0, len(graph), wanted)  # bends and repeats among them
    plain = dijkstra(graph.matrix, directed=False, indices=nodes)[:, nodes]
    np.testing.assert_allclose(walking_metres(graph, nodes), plain, rtol=1e-12)


def test_a_path_is_as_long_as_the_distance_says():
    graph = grid(6, 4).largest_component()
    path = walking_path(graph, 0, len(graph) - 1)
    length = sum(graph.matrix[a, b] for a, b in pairwise(path))
    assert length == pytest.approx(walking_metres(graph, [0, len(graph) - 1])[0, 1])


def test_where_there_is_no_way_there_is_no_path():
    graph = grid(3, 1)
    assert np.isinf(walking_metres(graph, [0, len(graph) - 1])[0, 1])
    assert len(walking_path(graph, 0, len(graph) - 1)) == 0


def test_the_largest_component_is_connected_and_drops_the_ring():
    graph = grid(8, 2)
    assert len(graph.largest_component()) <= len(graph) - 3
    assert np.isfinite(walking_metres(graph.largest_component(), [0, 5, 9])).all()


def test_the_nearest_node_and_the_metres_to_it():
    graph = StreetGraph(
        np.array([121.0, 121.01]), np.array([31.0, 31.0]), np.array([0]), np.array([1]), np.array([950.0])
    )
    node, metres = graph.nearest([121.0001], [31.0])
    assert node[0] == 0
    assert metres[0] == pytest.approx(9.53, abs=0.05)


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres():
    assert straight_line_metres([0, 0], [0, 1])[0, 1] == pytest.approx(111_195, abs=1)


@pytest.mark.shared
def test_real_shanghai_distances_equal_plain_dijkstra(shared):
    import csv
    import gzip

    folder = shared / "data" / "shanghai_streets"
    with gzip.open(folder / "nodes.csv.gz", "rt") as file:
        nodes = np.array([(float(r["lon"]), float(r["lat"])) for r in csv.DictReader(file)])
    with gzip.open(folder / "edges.csv.gz", "rt") as file:
        edges = np.array([(int(r["u"]), int(r["v"]), float(r["length_m"])) for r in csv.DictReader(file)])
    graph = StreetGraph(nodes[:, 0], nodes[:, 1], edges[:, 0].astype(int), edges[:, 1].astype(int), edges[:, 2])
    some = np.random.default_rng(0).integers(0, len(graph), 60)
    plain = dijkstra(graph.matrix, directed=False, indices=some)[:, some]
    np.testing.assert_allclose(walking_metres(graph, some), plain, rtol=1e-11)
