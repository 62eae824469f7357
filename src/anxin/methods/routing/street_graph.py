"""Walking distances on a street graph: contract the bends, then Dijkstra; exact."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

Array = NDArray[np.float64]
Index = NDArray[np.int64]
EARTH_METRES = 6_371_008.8


@dataclass(frozen=True)
class StreetGraph:
    """An undirected graph: nodes `longitude`, `latitude` (n,) in WGS-84 degrees; edges `u`, `v`, `metres` (m,)."""

    longitude: Array
    latitude: Array
    u: Index
    v: Index
    metres: Array

    def __len__(self) -> int:
        return len(self.longitude)

    @cached_property
    def matrix(self) -> csr_matrix:
        """The symmetric (n, n) matrix of edge lengths; of parallel edges the shortest."""
        return _shortest_edges(self.u, self.v, self.metres, len(self))

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(_unit_vectors(self.longitude, self.latitude))

    def nearest(self, longitude: ArrayLike, latitude: ArrayLike) -> tuple[Index, Array]:
        """Return the nearest node (k,) to each point (k,) and the metres to it."""
        chord, node = self._tree.query(_unit_vectors(np.asarray(longitude, float), np.asarray(latitude, float)))
        return np.asarray(node, np.int64), 2 * EARTH_METRES * np.arcsin(np.asarray(chord) / 2)

    def largest_component(self) -> StreetGraph:
        """Return the part of the graph within which every node can be reached."""
        _, label = connected_components(self.matrix, directed=False)
        keep = label == np.bincount(label).argmax()
        number = np.cumsum(keep) - 1
        edges = keep[self.u]
        return StreetGraph(
            self.longitude[keep], self.latitude[keep], number[self.u[edges]], number[self.v[edges]], self.metres[edges]
        )


def walking_metres(graph: StreetGraph, nodes: ArrayLike) -> Array:
    """Return the shortest walking distance (k, k) in metres between `nodes` (k,); inf where there is no way.

    Nodes with two neighbours that are not asked for are bends: they are taken out and their edges joined
    before Dijkstra runs, which changes no distance and leaves about a fifth of the graph.
    """
    wanted = np.asarray(nodes, np.int64)
    distinct, where = np.unique(wanted, return_inverse=True)
    contracted, number = _without_bends(graph, distinct)
    rows = dijkstra(contracted, directed=False, indices=number[distinct])
    between = rows[:, number[distinct]]
    return np.asarray(between[np.ix_(where, where)])


def walking_path(graph: StreetGraph, start: int, end: int) -> Index:
    """Return the nodes of the shortest way from `start` to `end`; empty where there is none."""
    _, rows = dijkstra(graph.matrix, directed=False, indices=np.array([start]), return_predecessors=True)
    before = rows[0]
    path = [end]
    while path[-1] != start:
        previous = int(before[path[-1]])
        if previous < 0:
            return np.empty(0, np.int64)
        path.append(previous)
    return np.array(path[::-1], np.int64)


def straight_line_metres(longitude: ArrayLike, latitude: ArrayLike) -> Array:
    """Return great-circle distances (k, k) in metres between points (k,) in WGS-84 degrees (haversine)."""
    lon, lat = np.radians(np.asarray(longitude, float)), np.radians(np.asarray(latitude, float))
    half_chord = np.sin((lat[:, None] - lat) / 2) ** 2
    half_chord += np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    return np.asarray(2 * EARTH_METRES * np.arcsin(np.sqrt(np.clip(half_chord, 0, 1))))


def _without_bends(graph: StreetGraph, keep: Index) -> tuple[csr_matrix, Index]:
    """Return the contracted matrix, and for each old node its new number (-1 for a bend)."""
    matrix = graph.matrix
    bend = np.diff(matrix.indptr) == 2
    bend[keep] = False
    edges = coo_matrix(matrix)
    once = edges.row < edges.col
    u, v, metres = edges.row[once].astype(np.int64), edges.col[once].astype(np.int64), edges.data[once]
    number = np.where(bend, -1, np.cumsum(~bend) - 1).astype(np.int64)
    inner = bend[u] & bend[v]
    ones = np.ones(int(inner.sum()))
    _, label = connected_components(coo_matrix((ones, (u[inner], v[inner])), shape=matrix.shape), directed=False)
    touching = bend[u] | bend[v]
    chain = label.astype(np.int64)
    of_chain = chain[np.where(bend[u], u, v)]
    length = np.bincount(of_chain[touching], weights=metres[touching], minlength=int(chain.max()) + 1)
    first, last = _chain_ends(u, v, bend, of_chain, number)
    joined = (first >= 0) & (last >= 0) & (first != last)
    plain = ~touching
    ends_u = np.concatenate([number[u[plain]], first[joined]])
    ends_v = np.concatenate([number[v[plain]], last[joined]])
    lengths = np.concatenate([metres[plain], length[: len(first)][joined]])
    return _shortest_edges(ends_u, ends_v, lengths, int((~bend).sum())), number


def _chain_ends(u: Index, v: Index, bend: NDArray[np.bool_], of_chain: Index, number: Index) -> tuple[Index, Index]:
    """Return the two junctions (new numbers) at the ends of every chain of bends; -1 for a closed ring."""
    border = bend[u] != bend[v]
    junction = number[np.where(bend[u[border]], v[border], u[border])]
    chain = of_chain[border]
    order = np.argsort(chain, kind="stable")
    chain, junction = chain[order], junction[order]
    count = int(of_chain.max()) + 1 if len(of_chain) else 0
    first, last = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    last[chain] = junction
    first[chain[::-1]] = junction[::-1]
    return first, last


def _shortest_edges(u: Index, v: Index, metres: Array, nodes: int) -> csr_matrix:
    low, high = np.minimum(u, v), np.maximum(u, v)
    order = np.lexsort((metres, high, low))
    low, high, metres = low[order], high[order], metres[order]
    fresh = np.ones(len(low), bool)
    fresh[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    fresh &= low != high
    low, high, metres = low[fresh], high[fresh], metres[fresh]
    # A length of zero would vanish from a sparse matrix, and with it the edge.
    metres = np.maximum(metres, 1e-6)
    both = (np.concatenate([metres, metres]), (np.concatenate([low, high]), np.concatenate([high, low])))
    return csr_matrix(both, shape=(nodes, nodes))


def _unit_vectors(longitude: Array, latitude: Array) -> Array:
    lon, lat = np.radians(longitude), np.radians(latitude)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
