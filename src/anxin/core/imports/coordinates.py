"""Coordinates of any kind become WGS-84 degrees."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from anxin.core.errors import AnxinError

Array = NDArray[np.float64]
Forward = Callable[[Array, Array], tuple[Array, Array]]
SEMI_MAJOR = 6378245.0  # Krasovsky 1940, on which GCJ-02 is built
ECCENTRICITY_SQUARED = 0.006693421622965943
BAIDU_ANGLE = math.pi * 3000.0 / 180.0


class UnknownCoordinatesError(AnxinError):
    """The coordinate system's name is not known."""


def to_wgs84(x: ArrayLike, y: ArrayLike, system: str) -> tuple[Array, Array]:
    """Return longitude and latitude (n,) in WGS-84 degrees; points outside the system become inf or NaN.

    `system`: WGS-84, GCJ-02 (amap, tencent), BD-09 (baidu) or EPSG:<code>. x is east, y is north.
    GCJ-02 and BD-09 have no published inverse; ours is iterated to below a millimetre.
    """
    east, north = np.asarray(x, float), np.asarray(y, float)
    name = system.strip().upper().replace("_", "-")
    if name in ("WGS-84", "WGS84", "EPSG:4326", "CGCS2000", "EPSG:4490"):
        return east, north
    if name in ("GCJ-02", "GCJ02"):
        return _inverse(_gcj_from_wgs, east, north)
    if name in ("BD-09", "BD09"):
        return _inverse(_gcj_from_wgs, *_inverse(_bd_from_gcj, east, north))
    longitude, latitude = _transformer(name).transform(east, north)
    # Far outside its area a projection may wrap around the earth: what does not lead back was never there.
    again_east, again_north = _transformer(name).transform(longitude, latitude, direction="INVERSE")
    there = np.isclose(again_east, east, 1e-6, 1e-3) & np.isclose(again_north, north, 1e-6, 1e-3)
    return np.where(there, longitude, np.inf), np.where(there, latitude, np.inf)


@lru_cache(maxsize=16)
def _transformer(name: str) -> Transformer:
    try:
        if not re.fullmatch(r"EPSG:\d{4,6}", name, re.ASCII):
            raise CRSError(name)
        system = CRS.from_user_input(name)
        if not (system.is_geographic or system.is_projected):
            raise CRSError(name)  # heights and the like, which have no place on the ground
        return Transformer.from_crs(system, CRS.from_epsg(4326), always_xy=True)
    except ProjError as error:
        raise UnknownCoordinatesError(
            _("“%(name)s” is not a coordinate system that Anxin knows. Use WGS-84, GCJ-02, BD-09 or EPSG:<code>.")
            % {"name": name}
        ) from error


def _inverse(forward: Forward, x: Array, y: Array) -> tuple[Array, Array]:
    guess_x, guess_y = x.copy(), y.copy()
    for _round in range(8):
        seen_x, seen_y = forward(guess_x, guess_y)
        guess_x, guess_y = guess_x + (x - seen_x), guess_y + (y - seen_y)
    return guess_x, guess_y


def _bd_from_gcj(x: Array, y: Array) -> tuple[Array, Array]:
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * BAIDU_ANGLE)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * BAIDU_ANGLE)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _gcj_from_wgs(longitude: Array, latitude: Array) -> tuple[Array, Array]:
    x, y = longitude - 105.0, latitude - 35.0
    phi = np.radians(latitude)
    magic = 1 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    north = _shift_north(x, y) * 180.0 / (SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED) / (magic * np.sqrt(magic)) * math.pi)
    east = _shift_east(x, y) * 180.0 / (SEMI_MAJOR / np.sqrt(magic) * np.cos(phi) * math.pi)
    inside = (longitude > 72.004) & (longitude < 137.8347) & (latitude > 0.8293) & (latitude < 55.8271)
    return longitude + np.where(inside, east, 0.0), latitude + np.where(inside, north, 0.0)


def _shift_north(x: Array, y: Array) -> Array:
    pi = math.pi
    shift = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    shift += (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    shift += (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    return np.asarray(shift + (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0)


def _shift_east(x: Array, y: Array) -> Array:
    pi = math.pi
    shift = 300.0 + x + 2.0 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    shift += (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    shift += (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    return np.asarray(shift + (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0)
