"""The made-up district's ground: streets, subdistricts, neighbourhoods, estates. Numbers in, arrays out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2

from anxin.core.territory.plane import metres_a_degree
from anxin.demo.names import ESTATE_NAMES, NEIGHBOURHOOD_NAMES, SUBDISTRICT_NAMES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ESTATES, NEIGHBOURHOODS, SUBDISTRICTS = 1011, 185, 10
BLOCKS_EAST, BLOCKS_NORTH, BLOCK_METRES = 52, 44, 135.0
# Out at sea, so that no point of the made-up district lies on a real street.
ORIGIN_LONGITUDE, ORIGIN_LATITUDE = 124.20, 30.60


@dataclass(frozen=True)
class Ground:
    """The district on a plane in metres, with what becomes its register."""

    corner: Floats  # (east + 1, north + 1, 2) street corners
    kept: NDArray[np.bool_]  # (k,) streets that exist
    edges: Ints  # (k, 2, 2) corner indices of each street
    block: Ints  # (1011, 2) the block of each estate
    centre: Floats  # (1011, 2)
    homes: Ints  # (1011,)
    subdistrict: Ints  # (1011,)
    neighbourhood: Ints  # (1011,) numbered through the district
    names: list[str]


def make_ground(rng: np.random.Generator) -> Ground:
    """Draw the district."""
    corner = _corners(rng)
    edges = _edges()
    wide = (edges[:, 0, 0] % 6 == 0) & (edges[:, 0, 0] == edges[:, 1, 0])
    wide |= (edges[:, 0, 1] % 6 == 0) & (edges[:, 0, 1] == edges[:, 1, 1])
    kept = wide | (rng.random(len(edges)) < 0.86)
    block = _blocks(rng)
    centre = np.array([corner[i : i + 2, j : j + 2].reshape(-1, 2).mean(axis=0) for i, j in block])
    homes = np.clip(rng.lognormal(np.log(520), 0.75, ESTATES), 36, 4200).astype(np.int64)
    _, subdistrict = kmeans2(centre, SUBDISTRICTS, seed=rng, minit="++")
    neighbourhood = _neighbourhoods(centre, subdistrict, rng)
    names = list(rng.permutation(ESTATE_NAMES)[:ESTATES])
    return Ground(corner, kept, edges, block, centre, homes, subdistrict.astype(np.int64), neighbourhood, names)


def to_degrees(points: Floats) -> Floats:
    """Return longitude and latitude of points in metres."""
    scale = metres_a_degree(ORIGIN_LATITUDE)
    return np.asarray(np.round(points / scale + np.array([ORIGIN_LONGITUDE, ORIGIN_LATITUDE]), 6))


def estate_outline(ground: Ground, index: int) -> Floats:
    """Return the corners (4, 2) of an estate: its block, a pavement's width inside the streets."""
    i, j = ground.block[index]
    ring = ground.corner[[i, i + 1, i + 1, i], [j, j, j + 1, j + 1]]
    return np.asarray(ring + 0.14 * (ring.mean(axis=0) - ring))


def subdistrict_name(number: int) -> str:
    """Return a subdistrict's name."""
    return SUBDISTRICT_NAMES[number]


def neighbourhood_name(number: int) -> str:
    """Return a neighbourhood's name."""
    return NEIGHBOURHOOD_NAMES[number]


def _corners(rng: np.random.Generator) -> Floats:
    east, north = np.meshgrid(np.arange(BLOCKS_EAST + 1), np.arange(BLOCKS_NORTH + 1), indexing="ij")
    grid = np.stack([east, north], axis=-1) * BLOCK_METRES
    bend = 90 * np.stack([np.sin(north / 9.0), np.sin(east / 11.0 + 1)], axis=-1)
    return np.asarray(grid + bend + rng.normal(0, 9, grid.shape))


def _edges() -> Ints:
    across = [((i, j), (i + 1, j)) for i in range(BLOCKS_EAST) for j in range(BLOCKS_NORTH + 1)]
    along = [((i, j), (i, j + 1)) for i in range(BLOCKS_EAST + 1) for j in range(BLOCKS_NORTH)]
    return np.array(across + along, np.int64)


def _blocks(rng: np.random.Generator) -> Ints:
    every = np.array([(i, j) for i in range(BLOCKS_EAST) for j in range(BLOCKS_NORTH)])
    middle = np.array([BLOCKS_EAST, BLOCKS_NORTH]) / 2
    # Homes thin out towards the rim; parks and offices take the rest.
    weight = np.exp(-(((every - middle) / (0.62 * middle)) ** 2).sum(axis=1) / 2) + 0.15
    chosen = rng.choice(len(every), ESTATES, replace=False, p=weight / weight.sum())
    return every[np.sort(chosen)]


def _neighbourhoods(centre: Floats, subdistrict: Ints, rng: np.random.Generator) -> Ints:
    """Split every subdistrict into its part of the 185, each with an estate at least."""
    size = np.bincount(subdistrict, minlength=SUBDISTRICTS)
    share = np.maximum(1, np.floor(size * NEIGHBOURHOODS / ESTATES)).astype(int)
    while share.sum() < NEIGHBOURHOODS:
        share[np.argmax(size / share)] += 1
    number = np.zeros(len(centre), np.int64)
    first = 0
    for part in range(SUBDISTRICTS):
        members = np.flatnonzero(subdistrict == part)
        seeds = members[rng.choice(len(members), share[part], replace=False)]
        away = np.linalg.norm(centre[members][:, None] - centre[seeds], axis=2)
        number[members] = first + away.argmin(axis=1)
        first += int(share[part])
    return number
