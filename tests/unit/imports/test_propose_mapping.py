"""The columns are understood by their usual names, and by what they meant last time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.burglary.imports import INCIDENTS
from anxin.core.imports.columns import checked_mapping, propose_mapping
from anxin.core.imports.errors import MappingError
from anxin.core.imports.models import ColumnMapping
from anxin.places.imports import PLACES


@pytest.mark.parametrize(
    "columns",
    [
        ("小区编号", "小区名称", "街道", "居委会", "户数", "经度", "纬度", "边界"),
        ("Estate code", "Estate_Name", "SUBDISTRICT", "neighbourhood", "Households", "lng", "lat", "WKT"),
        ("编码", "小区", "所属街道", "所属居委", "总户数", "经 度", "纬-度", "范围"),
        ("ｃｏｄｅ", "name", "town", "committee", "units", "easting", "northing", "polygon"),
        ("code", "name", "area", "居民区", "homes", "geometry_x", "geometry_y", "geometry"),
    ],
)
def test_the_register_is_understood_in_chinese_and_english(columns):
    fields = ("code", "name", "subdistrict", "neighbourhood", "homes", "x", "y", "boundary")
    assert propose_mapping(columns, PLACES.fields) == dict(zip(fields, columns, strict=True))


@pytest.mark.parametrize(
    "columns",
    [
        ("案件编号", "案发日期", "小时", "小区编号", "经度", "纬度"),
        ("incident_id", "date", "hour", "estate_code", "longitude", "latitude"),
        ("编号", "发案时间", "时段", "小区代码", "geometry_x", "geometry_y"),
    ],
)
def test_burglaries_are_understood_in_chinese_and_english(columns):
    fields = ("source_key", "date", "hour", "estate", "x", "y")
    assert propose_mapping(columns, INCIDENTS.fields) == dict(zip(fields, columns, strict=True))


def test_the_field_s_own_name_comes_first():
    assert propose_mapping(["编号", "id", "code"], PLACES.fields)["code"] == "code"


@settings(deadline=None)
@given(columns=st.lists(st.text(max_size=12), max_size=12, unique=True))
def test_no_column_is_proposed_twice(columns):
    proposed = list(propose_mapping(columns, PLACES.fields).values())
    assert len(proposed) == len(set(proposed))
    assert set(proposed) <= set(columns)


def test_a_column_that_the_file_does_not_have_is_named():
    with pytest.raises(MappingError, match="no column “街道”"):
        checked_mapping({"subdistrict": "街道"}, ["a", "b"], PLACES.fields)


def test_a_needed_field_is_asked_for_with_what_the_file_has():
    with pytest.raises(MappingError, match=r"“Subdistrict”.*a, b"):
        checked_mapping({"code": "a", "unknown": "b", "name": ""}, ["a", "b"], PLACES.fields)


def test_the_next_file_with_this_header_means_the_same(receive):
    first = receive("places", "k,s,n\nX1,西街道,新村\n")
    assert "code" not in first.run.mapping
    first.check({"code": "k", "subdistrict": "s", "name": "n"}, coordinates="GCJ-02", unknown="x")
    second = receive("places", "k,s,n\nX2,西街道,旧村\n")
    assert second.run.mapping == {"code": "k", "subdistrict": "s", "name": "n"}
    assert second.run.options == {"coordinates": "GCJ-02"}


def test_another_kind_or_header_is_not_taught_by_it(receive):
    receive("places", "k,s\nX1,西街道\n").check({"code": "k", "subdistrict": "s"})
    assert receive("places", "s,k\n西街道,X1\n").run.mapping == {}
    assert receive("incidents", "k,s\nX1,西街道\n").run.mapping == {}


def test_a_refused_mapping_is_not_remembered(receive, nothing_changes):
    brought = receive("places", "k,s\nX1,西街道\n")
    with nothing_changes(), pytest.raises(MappingError):
        brought.check({"code": "k"})
    brought.run.refresh_from_db()
    assert brought.run.state == "columns"
    assert not ColumnMapping.objects.exists()


def test_an_option_that_is_too_long_is_refused_by_name(receive, nothing_changes):
    brought = receive("places", "code,subdistrict\nX1,西街道\n")
    with nothing_changes(), pytest.raises(MappingError, match="Name of the district: Shorten this to 80"):
        brought.check(district="字" * 81)


def test_an_option_is_kept_without_letters_that_cannot_be_shown(receive):
    brought = receive("places", "code,subdistrict\nX1,西街道\n").check(district=" \x00安\u202e和区 ", skip_refused="1")
    assert brought.run.options == {"district": "安和区"}
