"""What changed since the last round is a comparison, not a list of what the round did."""

from __future__ import annotations

from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.queries import latest_changes
from anxin.core.rounds.services import run_round
from anxin.core.sentences import say
from days import AT, TODAY


def said():
    return " ".join(say(change) for change in latest_changes())


def again():
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)


def test_the_first_round_has_nothing_to_compare_with(burglaries):
    burglaries(2, 12)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert "新增发案" not in said()


def test_a_new_burglary_is_told_with_the_name_of_its_estate(burglaries):
    burglaries(2, 12)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    burglaries(5, 1, days_ago=2)
    again()
    assert "1 个小区新增发案：安和5村" in said()
    assert "1 个小区出现今年第一起：安和5村" in said()
    assert "今年零发案小区 4 个，比上一轮少 1 个。" in said()
    assert "新进入近期发案周边" in said()


def test_a_round_without_news_says_so(burglaries, signed_in):
    burglaries(2, 12)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    again()
    assert latest_changes() == []
    assert "没有变化。" in signed_in("district_coordinator").get("/overview/").content.decode()


def test_many_names_are_cut_short(burglaries):
    burglaries(2, 12)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    for number in range(1, 7):
        burglaries(number, 1, days_ago=2)
    again()
    assert "6 个小区新增发案：安和1村 · 安和2村 · 安和3村 · 安和4村 · 安和5村 …" in said()
