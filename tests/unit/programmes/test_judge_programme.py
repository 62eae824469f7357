"""The round judges every programme; too few burglaries are an answer."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from anxin.burglary.models import Incident, PlacedBy
from anxin.burglary.programmes.models import ProgrammeJudgement, Verdict
from anxin.burglary.programmes.rules import verdict_of
from anxin.burglary.programmes.services import register_programme
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.queries import latest_round
from anxin.core.rounds.services import run_round
from days import AT, TODAY

START = date(2025, 6, 1)


@pytest.fixture
def programme(district, estate, actor):
    def at(*numbers, start=START, **other):
        return register_programme(
            name=f"楼道门{start}", question="?", places=[estate(n) for n in numbers], start_date=start,
            sunset_date=other.get("sunset", start + timedelta(days=1000)), hoped_fall_percent=50, measure=None,
            actor=actor("district_coordinator"), at=AT,
        )  # fmt: skip

    return at


@pytest.fixture
def four_years(district, estate):
    """About `a_month` burglaries at each estate for four years; at 1 and 2 a share `left` of them after the start."""

    def draw(a_month=3.0, left=1.0, seed=1):
        rng = np.random.default_rng(seed)
        rows = []
        for number in range(1, 7):
            place = estate(number)
            for ago in rng.integers(1, 1460, rng.poisson(48 * a_month)):
                day = TODAY - timedelta(days=int(ago))
                if number in (1, 2) and day >= START and rng.random() > left:
                    continue
                rows.append(
                    Incident(
                        source_key=f"{number}-{len(rows)}", place=place, occurred_date=day, placed_by=PlacedBy.CODE
                    )
                )
        Incident.objects.bulk_create(rows)

    return draw


def judged():
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    return ProgrammeJudgement.objects.get()


def test_a_true_fall_by_half_is_seen(programme, four_years):
    programme(1, 2)
    four_years(left=0.5)
    found = judged()
    assert found.verdict == Verdict.FEWER
    assert found.low < 0.5 < found.high < 1
    assert found.details["difference"]["ratio"] < 0.8
    assert len(found.details["months"]["x"]) == len(found.details["months"]["expected"])


def test_without_an_effect_no_effect_is_said(programme, four_years):
    programme(1, 2)
    four_years(left=1.0)
    assert judged().verdict == Verdict.NO_DIFFERENCE


def test_too_few_burglaries_are_an_answer(programme, four_years, signed_in):
    held = programme(1)
    four_years(a_month=0.3)
    found = judged()
    assert found.verdict == Verdict.NOT_ENOUGH
    assert found.expected < found.needed == 50
    page = signed_in("analyst").get(f"/record/programmes/{held.pk}/").content.decode()
    assert "案件还不够下结论：需要预计满 50 起" in page


def test_before_it_begins_the_page_says_how_long_it_will_take(programme, four_years, signed_in):
    held = programme(1, 2, start=TODAY + timedelta(days=5))
    four_years()
    found = judged()
    assert found.verdict == Verdict.NOT_BEGUN
    assert found.expected_a_month == pytest.approx(6, rel=0.3)
    page = signed_in("analyst").get(f"/record/programmes/{held.pk}/").content.decode()
    assert "个月才能下结论" in page
    assert "NaN" not in page


@pytest.mark.parametrize("how", ["nothing", "short", "all_zero"])
def test_a_poor_record_gives_a_sentence_and_no_error(programme, burglaries, signed_in, how):
    held = programme(1)
    if how == "short":
        burglaries(2, 40, days_ago=5, spread=100)
    if how == "all_zero":
        burglaries(2, 1, days_ago=900, spread=1)
        burglaries(2, 1, days_ago=5, spread=1)
    assert judged().verdict == Verdict.NOT_JUDGED
    browser = signed_in("analyst")
    for page in ("/record/programmes/", f"/record/programmes/{held.pk}/"):
        answer = browser.get(page)
        assert answer.status_code == 200
        assert "nan" not in answer.content.decode().lower().replace("finance", "")


def test_a_programme_past_its_end_asks_for_a_decision(programme, four_years):
    held = programme(1, 2, sunset=TODAY - timedelta(days=1))
    four_years()
    assert judged().as_of_date == TODAY - timedelta(days=1)
    needs = [need for step in latest_round().steps.all() for need in step.needs]
    assert any(need.get("url") == f"/record/programmes/{held.pk}/" for need in needs)


def test_every_programme_is_listed_and_downloaded(programme, four_years, signed_in):
    programme(1, 2)
    programme(3, start=date(2025, 9, 1))
    four_years()
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    browser = signed_in("district_coordinator")
    assert "已登记 2 个项目" in browser.get("/record/programmes/").content.decode()
    assert len(browser.get("/record/programmes/?format=csv").content.decode().splitlines()) == 3


def test_no_verdict_within_what_placebo_lists_show():
    fall = {"expected": 100, "needed": 50, "ratio": 0.82, "low": 0.7, "high": 0.95}
    assert verdict_of(**fall, placebo=[]) == "fewer"
    assert verdict_of(**fall, placebo=[0.9, 1.0, 1.1] * 5) == "fewer"
    assert verdict_of(**fall, placebo=[0.6, 0.7, 0.8, 1.0] * 5) == "no_difference"
    assert verdict_of(**fall | {"expected": 49}, placebo=[]) == "not_enough"
    assert verdict_of(expected=100, needed=50, ratio=1.3, low=1.1, high=1.5, placebo=[0.9, 1.0]) == "more"


def test_a_programme_at_every_estate_has_nothing_to_compare_with_and_stops_nothing(programme, four_years, signed_in):
    held = programme(1, 2, 3, 4, 5, 6)
    four_years()
    found = judged()
    assert (found.verdict, found.details["reason"]) == (Verdict.NOT_JUDGED, "no_controls")
    assert found.details["interrupted"]["ratio"] == pytest.approx(1, abs=0.6)
    assert latest_round().finished_at
    assert "没有可比的小区" in signed_in("analyst").get(f"/record/programmes/{held.pk}/").content.decode()


def test_a_start_at_the_beginning_of_the_record_is_not_judged(programme, four_years):
    programme(1, 2, start=date(2023, 3, 1), sunset=date(2025, 3, 1))
    four_years()
    found = judged()
    assert (found.verdict, found.details["reason"]) == (Verdict.NOT_JUDGED, "short_record")


def test_estates_of_another_programme_are_no_controls(programme, four_years):
    """Another programme that works must not make this one look bad."""
    programme(1, 2)
    four_years(left=1.0)
    alone = judged().ratio
    Incident.objects.filter(place__code__in=["E3", "E4"], occurred_date__gte=START).delete()
    programme(3, 4, start=START + timedelta(days=1))
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)
    beside = ProgrammeJudgement.objects.get(programme__start_date=START)
    assert beside.ratio == pytest.approx(alone, rel=0.25)
    assert beside.verdict == Verdict.NO_DIFFERENCE


def test_a_name_that_two_estates_bear_is_refused(signed_in, estate):
    two = estate(2)
    two.name = estate(1).name
    two.save()
    form = {
        "name": "楼道门", "question": "少了吗？", "estates": estate(1).name, "hoped_fall": "30",
        "start_date": TODAY.isoformat(), "sunset_date": (TODAY + timedelta(days=200)).isoformat(),
    }  # fmt: skip
    answer = signed_in("district_coordinator").post("/record/programmes/register/", form)
    assert answer.status_code == 422
    assert "E1, E2" in answer.content.decode()
    answer = signed_in("district_coordinator").post("/record/programmes/register/", form | {"start_date": "9999-01-01"})
    assert answer.status_code == 422
