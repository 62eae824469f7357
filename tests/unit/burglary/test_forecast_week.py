"""The round forecasts the next week, checks itself, and shows nothing that does not beat counting."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.utils.translation import override

from anxin.burglary.forecasts.tables import pace
from anxin.burglary.models import ForecastCheck, Incident, PlacedBy, PlaceForecast
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.services import run_round
from days import AT, TODAY


@pytest.fixture
def years_of_burglaries(district, estate):
    """Four years in which estate 2 is hit far more often than the others."""
    rng = np.random.default_rng(1)
    weights = np.array([1, 9, 1, 1, 2, 1])
    numbers = rng.choice(6, 600, p=weights / weights.sum()) + 1
    places = {number: estate(number) for number in range(1, 7)}
    Incident.objects.bulk_create(
        Incident(
            source_key=f"y{i}", place=places[int(number)], occurred_date=TODAY - timedelta(days=int(ago)),
            placed_by=PlacedBy.CODE,
        )
        for i, (number, ago) in enumerate(zip(numbers, rng.integers(1, 1460, 600), strict=True))
    )  # fmt: skip


def test_the_round_forecasts_every_estate_and_says_why(years_of_burglaries, estate):
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    hottest = PlaceForecast.objects.order_by("-expected").first()
    assert hottest.place == estate(2)
    assert hottest.first_date == TODAY + timedelta(days=1)
    assert hottest.low < hottest.expected < hottest.high
    assert sum(hottest.shares.values()) == pytest.approx(1, abs=1e-3)
    assert PlaceForecast.objects.count() == 6


def test_the_check_is_kept_and_not_made_every_night(years_of_burglaries):
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    first = ForecastCheck.objects.get()
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)
    check = ForecastCheck.objects.get()
    assert (check.weeks, check.places, check.at) == (52, 6, first.at)
    assert [judged["name"] for judged in check.judged] == ["last_year", "decayed_count", "gamma_poisson", "multi_scale"]


@pytest.mark.parametrize("shown", [True, False])
def test_a_forecast_that_does_not_beat_counting_is_shown_nowhere(years_of_burglaries, signed_in, shown):
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    ForecastCheck.objects.update(shown=shown)
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)
    browser = signed_in("district_coordinator")
    page = browser.get("/record/forecast/").content.decode()
    assert ("并不优于只看去年起数" in page) is not shown
    assert ("data-figure" in page) is shown
    assert ("七天预计起数" in browser.get("/estates/").content.decode()) is shown
    assert ("未来七天预计" in browser.get("/estates/E2/").content.decode()) is shown
    on_the_map = [f["properties"]["expected_next_week"] for f in browser.get("/map/estates.json").json()["features"]]
    assert any(on_the_map) is shown
    assert len(browser.get("/record/forecast/?format=csv").content.decode().splitlines()) == (7 if shown else 1)


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (3.0, "one a week or more"), (1.0, "one a week or more"), (0.054, "about one in 19 weeks"),
        (0.0192, "about one in 52 weeks"), (0.0187, "about one a year"), (0.003, "about one in 6 years"),
        (1e-5, "less than one in 100 years"), (0.0, "less than one in 100 years"),
    ],
)  # fmt: skip
def test_a_small_number_is_said_as_a_pace(expected, words):
    with override("en"):
        assert pace(expected) == words


def test_a_steep_fall_is_said_on_the_check(years_of_burglaries, signed_in):
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    check = ForecastCheck.objects.get()
    for judged in check.judged:
        judged["overall"].update(observed=100.0, expected=100.0)
    check.save()
    browser = signed_in("analyst")
    assert "预计偏多" not in browser.get("/record/forecast/check/").content.decode()
    for judged in check.judged:
        judged["overall"].update(observed=70.0)
    check.save()
    assert "预计偏多" in browser.get("/record/forecast/check/").content.decode()


def test_without_enough_burglaries_every_page_says_so(burglaries, signed_in):
    burglaries(2, 12)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    browser = signed_in("analyst")
    assert "记录还太少" in browser.get("/record/forecast/").content.decode()
    assert "还没有检验过" in browser.get("/record/forecast/check/").content.decode()
    assert browser.get("/record/forecast/check/?format=csv").status_code == 404
    assert not PlaceForecast.objects.exists()


def test_the_check_shows_the_naive_count_beside_ours(years_of_burglaries, signed_in):
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    browser = signed_in("analyst")
    page = browser.get("/record/forecast/check/").content.decode()
    assert "只看去年起数（最简单的方法）" in page
    assert "西街道" in page
    lines = browser.get("/record/forecast/check/?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 5
