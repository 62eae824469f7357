"""The round measures whether burglaries follow one another; the page says it in one sentence."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from anxin.burglary.models import Incident, PlacedBy
from anxin.burglary.near_repeats.measure import Measured, measure
from anxin.burglary.near_repeats.models import NearRepeatBand, NearRepeatFinding
from anxin.burglary.near_repeats.rules import Neighbours, News, last_day, news_of, worth_a_notice
from anxin.core.config import SettingError, load
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.services import run_round
from days import AT, TODAY

METRE = 1 / 111_195  # degrees of latitude


@pytest.fixture
def record(district, estate):
    """Return a function that writes burglaries around estate 1 over three years, each followed by some or by none."""

    def write(events: int, followed: float) -> None:
        rng = np.random.default_rng(7)
        rows = [(int(rng.integers(40, 1000)), rng.uniform(-900, 900, 2)) for _event in range(events)]
        rows += [
            (days - int(rng.integers(1, 5)), point + rng.normal(0, 20, 2))
            for days, point in rows
            if rng.random() < followed
        ]
        place = estate(1)
        Incident.objects.bulk_create(
            Incident(
                source_key=f"n{i}",
                place=place,
                occurred_date=TODAY - timedelta(days=days),
                longitude=place.longitude + east * METRE * 1.16,
                latitude=place.latitude + north * METRE,
                placed_by=PlacedBy.CODE,
            )
            for i, (days, (east, north)) in enumerate(rows)
        )

    return write


def page(signed_in, role: str = "analyst") -> str:
    return signed_in(role).get("/near-repeats/").content.decode()


def test_where_burglaries_follow_one_another_the_page_begins_with_it(record, signed_in):
    record(300, followed=0.25)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    near = NearRepeatBand.objects.get(of_reach=True)
    assert near.ratio > 1.5
    assert near.ratio_low < near.ratio < near.ratio_high
    assert near.p_value <= 0.05
    assert f"14 天内，周边 200 米的风险是平时的 {near.ratio:.1f} 倍" in page(signed_in)


def test_where_they_do_not_the_page_says_so(record, signed_in):
    record(400, followed=0.0)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert "看不出一起案件之后，周边 200 米、14 天内会接连发案" in page(signed_in)


def test_too_few_are_too_few(burglaries, signed_in):
    burglaries(1, 3)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert "挨得近的案件太少" in page(signed_in)


def test_before_any_round_the_page_says_what_will_stand_here(district, signed_in):
    assert "还没有测算过" in page(signed_in)


@pytest.mark.parametrize("count", [0, 1])
def test_a_round_without_a_pair_says_so_and_leaves_no_finding(district, burglaries, count):
    if count:
        burglaries(1, 1)
    report = run_round(day=TODAY, actor=SYSTEM, at=AT)
    step = report.steps.get(name="burglary.measure_near_repeats")
    assert "too few burglaries" in step.did[0]["text"]
    assert not NearRepeatFinding.objects.exists()


def test_a_burglary_without_a_point_stands_at_its_estate_and_one_without_either_is_left_out(burglaries):
    burglaries(1, 2, days_ago=3, spread=4)
    Incident.objects.update(longitude=None, latitude=None)
    Incident.objects.create(source_key="nowhere", occurred_date=TODAY, placed_by=PlacedBy.NONE)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    finding = NearRepeatFinding.objects.get()
    assert (finding.burglaries, finding.without_point) == (2, 1)
    assert finding.bands.get(metres_high=0, days_low=0).observed == 1


def test_a_further_round_replaces_the_finding(record):
    record(60, followed=0.1)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    before = list(NearRepeatBand.objects.values_list("observed", "expected", "ratio_low", "p_value"))
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)
    assert NearRepeatFinding.objects.count() == 1
    assert list(NearRepeatBand.objects.values_list("observed", "expected", "ratio_low", "p_value")) == before


def test_the_bands_are_those_of_the_settings(record, settings, signed_in):
    settings.ANXIN = {
        **settings.ANXIN, "near_repeat_bands_metres": (50.0, 250.0), "near_repeat_bands_days": (3.0, 10.0)
    }  # fmt: skip
    record(60, followed=0.1)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    bands = NearRepeatBand.objects.filter(of_reach=False).values_list(
        "metres_low", "metres_high", "days_low", "days_high"
    )
    assert set(bands) == {
        (low, high, *days) for low, high in ((0, 0), (0, 50), (50, 250)) for days in ((0, 3), (3, 10))
    }
    shown = page(signed_in)
    assert "50 至 250 米" in shown
    assert "3 至 9 天" in shown


def test_too_many_close_pairs_are_said_not_tried(record, monkeypatch):
    from anxin.methods.near_repeat import close_pairs

    monkeypatch.setattr(close_pairs, "MOST_PAIRS", 10)
    record(60, followed=0.1)
    report = run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert "smaller distance bands" in report.steps.get(name="burglary.measure_near_repeats").did[0]["text"]
    assert not NearRepeatFinding.objects.exists()


def test_no_figure_of_an_empty_band_is_shown_as_nan(burglaries, signed_in):
    burglaries(1, 1, days_ago=3)
    burglaries(6, 1, days_ago=9)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert "nan" not in page(signed_in).lower()


def test_both_tables_are_given_as_files(record, signed_in):
    record(60, followed=0.1)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    browser = signed_in("community_officer")
    bands = browser.get("/near-repeats/?of=bands&format=csv").content.decode("utf-8-sig")
    assert bands.count("\n") == 1 + 5 * 4
    assert "同一地点" in bands
    estates = browser.get("/near-repeats/?format=csv").content.decode("utf-8-sig")
    assert estates.startswith("小区,")


def test_what_is_news():
    assert news_of(observed=24, expected=10.0, ratio_low=1.5, p_value=0.001) is News.EFFECT
    assert news_of(observed=12, expected=2.0, ratio_low=3.0, p_value=0.001) is News.EFFECT  # few expected, yet clear
    assert news_of(observed=24, expected=20.0, ratio_low=0.9, p_value=0.2) is News.NO_SIGN
    assert news_of(observed=24, expected=20.0, ratio_low=0.98, p_value=0.04) is News.NO_SIGN
    assert news_of(observed=4, expected=20.0, ratio_low=0.1, p_value=1.0) is News.NO_SIGN
    assert news_of(observed=3, expected=0.4, ratio_low=1.2, p_value=0.01) is News.TOO_FEW
    assert news_of(observed=0, expected=0.0, ratio_low=None, p_value=1.0) is News.TOO_FEW


def test_the_news_speaks_of_the_reach_of_an_alert(record, settings):
    settings.ANXIN = {**settings.ANXIN, "near_repeat_metres": 150.0, "near_repeat_days": 5}
    record(60, followed=0.1)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    band = NearRepeatBand.objects.get(of_reach=True)
    assert (band.metres_low, band.metres_high, band.days_low, band.days_high) == (0, 150, 0, 5)


def test_how_long_an_alert_holds_and_when_it_is_worth_a_notice():
    rule = Neighbours(metres=200, days=14, notices_a_week=2)
    assert last_day(TODAY, rule) == TODAY + timedelta(days=13)
    for days, worth in ((0, True), (7, True), (8, False), (-1, False)):
        assert worth_a_notice(TODAY - timedelta(days=days), TODAY, rule) is worth


@pytest.mark.parametrize("text", ["", "100,100", "200,100", "0,100", "100,99999", "a", "1,2,3,4,5,6,7,8,9"])
def test_bands_that_make_no_sense_stop_the_start(text):
    with pytest.raises(SettingError, match="ANXIN_NEAR_REPEAT_BANDS_METRES"):
        load({"ANXIN_SECRET_KEY": "k", "ANXIN_NEAR_REPEAT_BANDS_METRES": text})


def test_bands_may_be_a_list_in_the_settings_file(tmp_path):
    file = tmp_path / "a.toml"
    file.write_text('secret_key = "k"\nnear_repeat_bands_days = [7, 14]\n')
    assert load({"ANXIN_CONFIG": str(file)})["near_repeat_bands_days"] == (7.0, 14.0)


def test_burglaries_known_by_their_estate_alone_are_no_pairs_at_one_point(burglaries, estate):
    """Two of the same week that have no point of their own lie at the estate, not at one and the same door."""
    burglaries(2, 30)
    for number, incident in enumerate(Incident.objects.order_by("pk")):
        Incident.objects.filter(pk=incident.pk).update(longitude=124.2 + 0.0003 * number)
    burglaries(5, 4, days_ago=3, spread=2)
    Incident.objects.filter(place__code="E5").update(longitude=None, latitude=None)
    found = measure(TODAY)
    assert isinstance(found, Measured)
    assert sum(band.observed for band in found.bands if band.same_point) == 0
    assert found.finding.without_point == 4


def test_where_nobody_gives_points_the_same_place_is_the_same_estate(burglaries):
    burglaries(2, 10)
    burglaries(5, 10)
    Incident.objects.update(longitude=None, latitude=None)
    found = measure(TODAY)
    assert isinstance(found, Measured)
    assert found.finding.without_point == 0
    assert sum(band.observed for band in found.bands if band.same_point) > 0


def test_a_cell_with_too_few_pairs_says_nothing():
    few = NearRepeatBand(observed=2, expected=0.05, ratio=40.0)
    assert not few.tells
    assert NearRepeatBand(observed=9, expected=2.0, ratio=4.5).tells
    assert NearRepeatBand(observed=0, expected=6.0, ratio=0.0).tells
