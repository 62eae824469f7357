"""What changed is one true comparison with the last round of an earlier day, not a list of what the rounds did."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.burglary.models import FocusListing, Incident
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.queries import latest_changes
from anxin.core.rounds.services import run_round
from anxin.core.sentences import say
from days import AT, TODAY

A_DAY = timedelta(days=1)


def said():
    return " ".join(say(change) for change in latest_changes())


def again():
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)


@pytest.fixture
def yesterday(burglaries):
    burglaries(2, 12)
    run_round(day=TODAY - A_DAY, actor=SYSTEM, at=AT - A_DAY)


def test_the_first_round_has_nothing_to_compare_with(burglaries):
    burglaries(2, 12)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert "新增发案" not in said()


def test_on_the_first_day_a_second_round_is_compared_with_the_first(burglaries):
    burglaries(2, 12)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    burglaries(5, 1, days_ago=2)
    again()
    assert "1 个小区新增发案：安和5村" in said()


def test_a_new_burglary_is_told_with_the_name_of_its_estate(yesterday, burglaries):
    burglaries(5, 1, days_ago=2)
    again()
    assert "1 个小区新增发案：安和5村" in said()
    assert "1 个小区出现今年第一起：安和5村" in said()
    assert "今年零发案小区 4 个，比上一轮少 1 个。" in said()
    assert "新进入近期发案周边" in said()


def test_a_second_round_of_the_day_says_the_same_difference_once(yesterday, burglaries):
    burglaries(5, 1, days_ago=2)
    again()
    first = latest_changes()
    again()
    assert latest_changes() == first


def test_a_second_round_of_the_day_takes_back_what_is_no_longer_so(yesterday, burglaries):
    burglaries(5, 1, days_ago=2)
    again()
    Incident.objects.filter(place__code="E5").delete()
    again()
    assert "安和5村" not in said()
    assert "比上一轮" not in said()


def test_a_later_round_adds_to_the_difference_instead_of_telling_two(yesterday, burglaries):
    burglaries(5, 1, days_ago=2)
    again()
    burglaries(6, 1, days_ago=2)
    again()
    assert "2 个小区新增发案：安和5村 · 安和6村" in said()
    assert "1 个小区新增发案" not in said()
    assert said().count("今年零发案小区") == 1


def test_a_proposal_of_the_morning_is_still_news_in_the_evening(burglaries, settings):
    settings.ANXIN = {**settings.ANXIN, "worst_share": 0.2}
    burglaries(5, 2)
    run_round(day=TODAY - A_DAY, actor=SYSTEM, at=AT - A_DAY)
    burglaries(2, 30)
    again()
    assert FocusListing.objects.filter(proposed_date=TODAY).count() == 1
    assert "新提出挂牌 1 个小区" in said()
    again()
    assert "新提出挂牌 1 个小区" in said()


def test_a_round_without_news_says_so(yesterday, signed_in):
    again()
    again()
    assert latest_changes() == []
    assert "没有变化。" in signed_in("district_coordinator").get("/overview/").content.decode()


def test_many_names_are_cut_short(yesterday, burglaries):
    for number in range(1, 7):
        burglaries(number, 1, days_ago=2)
    again()
    assert "6 个小区新增发案：安和1村 · 安和2村 · 安和3村 · 安和4村 · 安和5村 …" in said()
