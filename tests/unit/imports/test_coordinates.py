"""Coordinates of every system in use come out as WGS-84, to the millimetre."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Proj

from anxin.core.imports.coordinates import UnknownCoordinatesError, _bd_from_gcj, _gcj_from_wgs, to_wgs84

MILLIMETRE = 1e-8  # degrees
# What coordtransform (github.com/wandergis/coordtransform, test/app.js) publishes for this point.
POINT = (116.404, 39.915)
GCJ_OF_POINT = (116.41024449916938, 39.91640428150164)
BD_OF_POINT_AS_GCJ = (116.41036949371029, 39.92133699351021)
GCJ_OF_POINT_AS_BD = (116.39762729119315, 39.90865673957631)


def degrees(x, y, system):
    longitude, latitude = to_wgs84([x], [y], system)
    return float(longitude[0]), float(latitude[0])


def test_gcj_02_agrees_with_what_is_published():
    assert np.allclose([float(axis) for axis in _gcj_from_wgs(*map(np.array, POINT))], GCJ_OF_POINT, rtol=0, atol=1e-12)
    assert degrees(*GCJ_OF_POINT, "GCJ-02") == pytest.approx(POINT, rel=0, abs=MILLIMETRE)


def test_bd_09_agrees_with_what_is_published():
    assert np.allclose(
        [float(axis) for axis in _bd_from_gcj(*map(np.array, POINT))], BD_OF_POINT_AS_GCJ, rtol=0, atol=1e-12
    )
    assert degrees(*BD_OF_POINT_AS_GCJ, "BD-09") == pytest.approx(degrees(*POINT, "GCJ-02"), rel=0, abs=MILLIMETRE)


def test_the_published_inverse_of_bd_09_is_the_rough_one():
    exact, rough = degrees(*POINT, "BD-09"), degrees(*GCJ_OF_POINT_AS_BD, "GCJ-02")
    assert exact == pytest.approx(rough, rel=0, abs=1e-5)


@settings(deadline=None)
@given(longitude=st.floats(73, 135.5), latitude=st.floats(3, 54))
def test_forward_and_back_ends_where_it_began(longitude, latitude):
    gcj = _gcj_from_wgs(np.array(longitude), np.array(latitude))
    assert degrees(*map(float, gcj), "gcj02") == pytest.approx((longitude, latitude), rel=0, abs=MILLIMETRE)
    bd = _bd_from_gcj(*gcj)
    assert degrees(*map(float, bd), "bd_09") == pytest.approx((longitude, latitude), rel=0, abs=MILLIMETRE)


def test_outside_of_china_gcj_02_shifts_nothing():
    assert degrees(-123.1, 49.25, "GCJ-02") == (-123.1, 49.25)


@pytest.mark.parametrize("system", ["WGS-84", "wgs84", " EPSG:4326 ", "CGCS2000", "epsg:4490", "WGS_84"])
def test_degrees_stay_degrees(system):
    assert degrees(121.4, 31.2, system) == (121.4, 31.2)


def test_utm_agrees_with_the_projection_itself():
    east, north = np.array([486837.1, 490791.1, 500000.0]), np.array([5453468.2, 5456127.9, 0.0])
    expected = Proj(proj="utm", zone=10, datum="WGS84")(east, north, inverse=True)
    assert np.allclose(to_wgs84(east, north, "EPSG:32610"), expected, rtol=0, atol=MILLIMETRE)
    assert degrees(500000.0, 0.0, "epsg:32610") == pytest.approx((-123.0, 0.0), abs=MILLIMETRE)


def test_burglaries_of_vancouver_lie_in_vancouver(shared):
    rows = np.loadtxt(
        shared / "data/burglary/vancouver_res_be_2003_2014.csv", str, delimiter=",", skiprows=1, max_rows=500
    )
    longitude, latitude = to_wgs84(rows[:, 2].astype(float), rows[:, 3].astype(float), "EPSG:32610")
    assert ((longitude > -123.3) & (longitude < -123.0)).all()
    assert ((latitude > 49.19) & (latitude < 49.32)).all()


@pytest.mark.parametrize(
    "system",
    [
        *("火星", "", "EPSG:", "EPSG:0", "EPSG:999999", "4326", "GCJ", "+proj=merc", "EPSG:4326+5773", "../x", "\x00"),
        *("EPSG:5773", "EPSG:4978", "EPSG:9001", "EPSG:٤٣٢٦", "EPSG:32651\x00x", "EPSG:4326 x"),
    ],
)
def test_a_system_that_nobody_knows_or_that_has_no_place_on_the_ground_is_refused(system):
    with pytest.raises(UnknownCoordinatesError, match="is not a coordinate system that Anxin knows"):
        to_wgs84([1.0], [2.0], system)


@pytest.mark.parametrize("system", ["GCJ-02", "BD-09", "EPSG:3857", "EPSG:32651", "WGS-84"])
@pytest.mark.parametrize("point", [(np.nan, 1.0), (np.inf, 1.0), (1e300, -1e300)])
def test_what_is_no_point_does_not_become_one(system, point):
    with np.errstate(all="ignore"):
        longitude, latitude = degrees(*point, system)
    assert not (abs(longitude) <= 180 and abs(latitude) <= 90)


def test_no_points_give_no_points():
    for system in ("WGS-84", "GCJ-02", "BD-09", "EPSG:32610"):
        assert [len(axis) for axis in to_wgs84([], [], system)] == [0, 0]
