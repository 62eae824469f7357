"""Released histograms become figures with intervals; where answers are few, the subdistrict's stand."""

from __future__ import annotations

import pytest

from anxin.mood.thermometer.models import IndexReading, Reading


def four_weeks(code: str, item: str = "satisfaction") -> Reading:
    return Reading.objects.filter(place__code=code, item=item, weeks=4).order_by("-week")[0]


def test_many_answers_give_a_figure_near_the_truth(answered, read_all):
    for back in range(1, 5):
        answered("N1", back, 500, mean=6.0)
        answered("N3", back, 500, mean=8.0)
    read_all()
    west, east = four_weeks("S1"), four_weeks("S2")
    assert west.mean == pytest.approx(6.0, abs=0.35)
    assert west.low < west.mean < west.high
    assert east.mean > west.mean + 1
    assert four_weeks("D").answers == pytest.approx(4000, abs=250)


def test_a_week_alone_is_read_beside_four(answered, read_all, monday):
    for back in range(1, 5):
        answered("N1", back, 300)
    read_all()
    one = Reading.objects.get(place__code="S1", item="satisfaction", weeks=1, week=monday(1))
    assert one.error > four_weeks("S1").error


def test_a_neighbourhood_with_few_answers_has_its_subdistricts_figure(answered, read_all):
    for back in range(1, 5):
        answered("N1", back, 400, mean=7.0)
        answered("N2", back, 8, mean=3.0)
    read_all()
    few = four_weeks("N2")
    assert not few.own
    assert few.mean == four_weeks("S1").mean
    assert four_weeks("N1").own


def test_nobody_answered_is_no_figure(answered, read_all):
    answered("N1", 1, 100)
    read_all()
    nobody = four_weeks("S2")
    assert nobody.mean is None
    assert nobody.low is None


def test_a_week_that_was_read_is_not_read_again(answered, read_all):
    answered("N1", 1, 100)
    read_all()
    before = list(Reading.objects.values_list("pk", flat=True))
    read_all()
    assert list(Reading.objects.values_list("pk", flat=True)) == before


def test_the_index_waits_for_a_past_and_falls_with_the_mood(answered, read_all, monday):
    for back in range(20, 0, -1):
        for code in ("N1", "N3"):
            answered(code, back, 400, mean=5.5 if code == "N1" and back <= 4 else 7.2)
    read_all()
    weeks = set(IndexReading.objects.filter(place__code="D").values_list("week", flat=True))
    assert monday(20) not in weeks
    fallen = IndexReading.objects.get(place__code="S1", week=monday(1))
    steady = IndexReading.objects.get(place__code="S2", week=monday(1))
    assert fallen.high < 85
    assert abs(steady.value - 100) < 20
    assert fallen.band_low <= fallen.value <= fallen.band_high
    assert fallen.moved["satisfaction"] < -5
