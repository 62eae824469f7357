"""Places, never persons: a file that names persons is refused whole, and nothing of it is kept."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.core.imports.columns import refuse_person_columns
from anxin.core.imports.errors import PersonColumnError
from anxin.core.imports.models import ColumnMapping, ImportRun
from anxin.core.jobs.models import Job

PERSONS = [
    *("suspect", "Offender ID", "victim_age", "Perpetrator", "arrested?", "complainant", "Witness 1", "Full Name"),
    *("first_name", "LAST-NAME", "surname", "person id", "Phone", "mobile no.", "Contact", "passport", "Date of Birth"),
    *(
        "DOB",
        "Gender",
        "ethnicity",
        "Race",
        "licence plate",
        "Plate Number",
        "Face Image",
        "fingerprint",
        "WeChat",
        "e-mail",
    ),
    *(
        "姓名",
        "嫌疑人",
        "犯罪嫌疑人",
        "嫌犯",
        "作案人员",
        "被害人",
        "受害人",
        "失主",
        "事主",
        "报案人",
        "报警人电话",
        "当事人",
    ),
    *(
        "身份证号",
        "证件号码",
        "手机号",
        "联系电话",
        "联系人",
        "联系方式",
        "出生日期",
        "性别",
        "民族",
        "籍贯",
        "车牌号",
        "人脸照片",
    ),
    *("指纹", "微信号", "户主", "业主", "房东", "租客", "家属", "前科", "電話"),
    *("ＳＵＳＰＥＣＴ", "sus\u200bpect", "嫌 疑 人", "嫌·疑·人", "(姓名)", "\ufeff姓名", "Ｐｈｏｎｅ", "身\u3000份证"),
]
PLACES = [
    *("code", "date", "hour", "x", "surface", "Surface area", "interface", "trace", "terrace", "area", "subdistrict"),
    *("小区编号", "案发日期", "户数", "业主户数", "业主委员会", "街道", "居委会", "经度", "边界", "封闭小区", "", "  "),
]


@pytest.mark.parametrize("column", PERSONS)
@pytest.mark.parametrize("name_is_a_place", [True, False])
def test_a_column_of_persons_is_refused(column, name_is_a_place):
    with pytest.raises(PersonColumnError, match="has not kept the file"):
        refuse_person_columns(["date", column], name_is_a_place=name_is_a_place)


@pytest.mark.parametrize("column", PLACES)
def test_a_column_of_places_is_none(column):
    refuse_person_columns([column], name_is_a_place=False)


@pytest.mark.parametrize("column", ["name", "Names", "名字", "age", "Sex", "年龄"])
def test_a_name_is_a_place_s_only_where_places_are_imported(column):
    refuse_person_columns([column], name_is_a_place=True)
    with pytest.raises(PersonColumnError):
        refuse_person_columns([column], name_is_a_place=False)


marks = st.text(st.sampled_from(" _-./()（）:：·\u200b\u3000#"), max_size=3)
wide = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}


@settings(deadline=None)
@given(word=st.sampled_from(PERSONS[:60]), parts=st.lists(marks, min_size=3, max_size=3), style=st.integers(0, 3))
def test_neither_case_nor_width_nor_marks_hide_a_person(word, parts, style):
    written = [word.upper(), word.title(), word, "".join(wide.get(letter, letter) for letter in word)][style]
    half = len(written) // 2
    with pytest.raises(PersonColumnError):
        refuse_person_columns([parts[0] + written[:half] + parts[1] + written[half:] + parts[2]], name_is_a_place=True)


@pytest.fixture
def nothing_is_kept(nothing_changes, uploads):
    """A context after which there is no run, no file, no job and no remembered column."""
    yield nothing_changes
    assert not ImportRun.objects.exists()
    assert not ColumnMapping.objects.exists()
    assert not Job.objects.exists()
    assert uploads() == []


@pytest.mark.parametrize("kind", ["places", "incidents"])
@pytest.mark.parametrize("ending", ["csv", "tsv", "txt"])
def test_a_file_with_persons_is_not_kept(receive, nothing_is_kept, kind, ending):
    with nothing_is_kept(), pytest.raises(PersonColumnError, match="嫌疑人"):
        receive(kind, "街道\t日期\t嫌疑人\n西街道\t2026-01-01\t张三\n", f"a.{ending}")


def test_a_workbook_with_persons_on_any_sheet_is_not_kept(receive, nothing_is_kept, xlsx):
    sheets = {"空": [], "名单": [[], ["编号", "嫌疑人"], [1, "张三"]]}
    with nothing_is_kept(), pytest.raises(PersonColumnError, match="嫌疑人"):
        receive("places", xlsx([["code", "subdistrict"], ["X1", "西街道"]], **sheets), "a.xlsx")


@pytest.mark.parametrize("properties", [{"姓名": "张三"}, {"info": {"姓名": "张三"}}, {"info": [1, [{"phone": 1}]]}])
@pytest.mark.parametrize("kind", ["places", "incidents", "streets"])
def test_geojson_with_persons_however_deep_is_not_kept(receive, nothing_is_kept, geojson, kind, properties):
    line = {"type": "LineString", "coordinates": [[124.2, 30.6], [124.3, 30.6]]}
    with nothing_is_kept(), pytest.raises(PersonColumnError):
        receive(kind, geojson(({"date": "2026-01-01"}, None), (properties, line)), "a.geojson")


def test_the_page_says_so_and_keeps_nothing(signed_in, nothing_is_kept):
    browser = signed_in("district_coordinator")
    with nothing_is_kept():
        file = SimpleUploadedFile("a.csv", "日期,受害人\n2026-01-01,张三\n".encode())
        answer = browser.post("/data/imports/incidents/new/", {"file": file})
    assert answer.status_code == 422
    assert "受害人" in answer.content.decode()
    assert "张三" not in answer.content.decode()
