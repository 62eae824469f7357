"""A file of walkers: names and evenings, and nothing else about a person."""

from __future__ import annotations

import pytest

from anxin.core.imports import services
from anxin.core.imports.errors import MappingError, PersonColumnError
from anxin.core.imports.models import ImportRun
from anxin.core.people.actor import SYSTEM
from anxin.patrols.rosters.models import Walker
from days import AT

FILE = "称呼,队伍,已培训,技能,有空,最多次数\n王阿姨,西街道,是,急救、手语,一三五,4\n老李,S2,否,,67,\n"


@pytest.fixture
def bring(district):
    def bring_in(text, encoding="utf-8", *, skip=False):
        run = services.receive_file(
            kind_key="walkers", filename="名单.csv", content=text.encode(encoding), actor=SYSTEM, at=AT
        )
        services.confirm_columns(run=run, mapping=run.mapping, options={}, actor=SYSTEM, at=AT, queue=False)
        decision = services.check(run=run, at=AT)
        if not decision.refusals or skip:
            run = services.approve(run=run, skip_refused=skip, actor=SYSTEM, at=AT, queue=False)
            services.carry_out(run=run, actor=SYSTEM, at=AT)
        return decision

    return bring_in


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_walkers_come_in_whatever_the_encoding(bring, encoding):
    bring(FILE, encoding)
    first, second = Walker.objects.order_by("-trained")
    assert (first.name, first.team.name, first.skills, first.weekdays) == (
        "王阿姨",
        "西街道",
        ["急救", "手语"],
        [0, 2, 4],
    )
    assert (first.most_nights, second.most_nights, second.weekdays) == (4, None, [5, 6])
    assert first.calendar_token != second.calendar_token


def test_the_same_file_again_changes_nothing_and_a_new_one_what_it_says(bring):
    bring(FILE)
    assert bring(FILE).counts == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0}
    bring(FILE.replace("67", "7"))
    assert Walker.objects.get(name="老李").weekdays == [6]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (",西街道,是,,一,", "name"),
        ("小张,没有的街道,是,,一,", "team"),
        ("小张,西街道,也许,,一,", "trained"),
        ("小张,西街道,是,,八,", "weekdays"),
        ("小张,西街道,是,,一,99", "most_nights"),
        ("王阿姨,西街道,否,,二,", "name"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_mend(bring, row, field):
    decision = bring(FILE + row + "\n")
    assert [(one.row, one.field) for one in decision.refusals] == [(4, field)]
    assert not Walker.objects.exists()


def test_an_account_is_linked_and_stays_when_a_later_file_does_not_name_it(bring, cast):
    bring("称呼,队伍,有空,已培训,登录名\n王阿姨,西街道,一,是,volunteer\n")
    bring("称呼,队伍,有空\n王阿姨,西街道,二\n")
    held = Walker.objects.get()
    assert (held.person, held.trained, held.weekdays) == (cast["volunteer"], True, [1])


@pytest.mark.parametrize("name", ["nobody", "volunteer"])
def test_an_account_unknown_or_another_s_is_refused(bring, cast, name):
    decision = bring(f"称呼,队伍,有空,登录名\n王阿姨,西街道,一,volunteer\n老李,西街道,一,{name}\n")
    assert [(one.row, one.field) for one in decision.refusals] == [(3, "account")]
    assert not Walker.objects.exists()


@pytest.mark.parametrize("column", ["电话", "身份证号", "手机号", "出生日期", "微信号"])
def test_a_file_with_more_of_a_person_is_not_kept(bring, column):
    with pytest.raises(PersonColumnError):
        bring(f"称呼,队伍,有空,{column}\n王阿姨,西街道,一,1\n")
    assert not ImportRun.objects.exists()
    assert not Walker.objects.exists()


def test_a_file_without_the_evenings_names_what_is_missing(bring):
    with pytest.raises(MappingError):
        bring("称呼,队伍\n王阿姨,西街道\n")
    assert not Walker.objects.exists()
