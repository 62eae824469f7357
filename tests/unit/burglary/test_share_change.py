"""The round says why the share changed; the page and the estate's page say it in sentences."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin.burglary.models import Incident, Judgement, PlacedBy
from anxin.burglary.share_change.models import ShareChange
from anxin.burglary.share_change.rules import comparable_years, is_worth_explaining, last_whole_years, same_day, spans
from anxin.burglary.share_change.words import Points, news, why_estate_changed
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.services import run_round
from days import AT, TODAY


@pytest.fixture
def years(district, estate):
    """Return a function that writes `count` burglaries at an estate through the first days of a year."""

    def write(year: int, number: int, count: int) -> None:
        Incident.objects.bulk_create(
            Incident(
                source_key=f"{year}-{number}-{i}",
                place=estate(number),
                occurred_date=date(year, 1, 5) + timedelta(days=3 * i),
                placed_by=PlacedBy.CODE,
            )
            for i in range(count)
        )

    return write


@pytest.fixture
def two_years(years):
    years(2024, 1, 10)
    years(2024, 2, 8)
    years(2024, 3, 4)
    years(2025, 2, 4)
    years(2026, 2, 1)
    run_round(day=TODAY, actor=SYSTEM, at=AT)


def test_a_year_that_began_after_january_is_no_year():
    assert comparable_years(date(2024, 2, 1), TODAY) == [2025, 2026]
    assert comparable_years(date(2024, 1, 31), TODAY) == [2024, 2025, 2026]


def test_a_year_that_is_not_over_is_compared_up_to_the_same_day():
    before, after = spans(2025, 2026, TODAY)
    assert (before.first, before.last, after.last) == (date(2025, 1, 1), date(2025, 11, 23), TODAY)
    assert spans(2024, 2025, TODAY)[0].last == date(2024, 12, 31)
    assert same_day(date(2024, 2, 29), 2023) == date(2023, 2, 28)
    assert same_day(date(2024, 2, 29), 2020) == date(2020, 2, 29)


def test_the_last_day_of_a_year_ends_it():
    assert last_whole_years(date(2026, 12, 31)) == (2025, 2026)
    assert last_whole_years(date(2026, 12, 30)) == (2024, 2025)


@pytest.mark.parametrize(("before", "after", "worth"), [(3, 2, False), (2, 0, True), (0, 2, True), (4, 4, False)])
def test_a_change_by_two_is_worth_a_sentence(before, after, worth):
    assert is_worth_explaining(before, after) is worth


def test_the_round_takes_every_pair_of_years_apart(two_years):
    pairs = {(row.before_year, row.after_year): row for row in ShareChange.objects.all()}
    assert set(pairs) == {(2024, 2025), (2024, 2026)}  # five burglaries in 2025 and 2026 are too few
    whole, so_far = pairs[2024, 2025], pairs[2024, 2026]
    assert (whole.share_before, whole.share_after) == (3 / 6, 5 / 6)
    assert (whole.incidents_before, whole.incidents_after) == (22, 4)
    assert whole.size + whole.events + whole.chance == pytest.approx(whole.change)
    assert (whole.to_date, so_far.to_date) == (False, True)


def test_a_second_round_replaces_what_the_first_found(two_years):
    run_round(day=TODAY + timedelta(days=1), actor=SYSTEM, at=AT + timedelta(days=1))
    assert ShareChange.objects.count() == 2


def made(**figures) -> ShareChange:
    plain = {"before_year": 2017, "after_year": 2018, "to_date": False, "as_of_date": date(2018, 12, 31)}
    shares = {"share_before": 0.83, "share_after": 0.935, "incidents_before": 261, "incidents_after": 76}
    parts = {"size": 0.001, "events": 0.098, "events_range": 0.02, "chance": 0.006, "chance_range": 0.026}
    return ShareChange(**{**plain, **shares, **parts, **figures})


@pytest.fixture
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


def test_the_news_is_one_sentence_with_its_numbers(english):
    assert news(made()) == (
        "Of the 10.5 points by which the share rose, 9.8 come from fewer burglaries, 0.1 from size, "
        "0.6 could be chance (range ± 2.6)."
    )


def test_parts_that_pull_apart_carry_their_sign(english):
    change = made(share_after=0.85, events=0.03, size=0.0, chance=-0.01)
    assert news(change) == (
        "The share rose by 2.0 points: +3.0 come from fewer burglaries, −1.0 could be chance (range ± 2.6)."
    )


def test_a_fall_in_number_within_chance_says_so(english):
    assert "no more than chance gives" in news(made(events_range=0.2))


def test_a_rest_beyond_chance_is_not_called_chance(english):
    said = news(made(events=0.055, size=0.0, chance=0.05))
    assert "5.0 from burglaries gathering at fewer estates" in said
    assert "could be chance" not in said


def test_as_many_burglaries_as_before_move_nothing(english):
    assert "the burglaries are as many as before" in news(made(incidents_after=261, events=0.0, chance=0.105))


@pytest.mark.parametrize("events", [0.0983, 0.09849, 0.1001])
def test_the_parts_shown_add_up(events):
    points = Points.of(made(events=events, chance=0.105 - 0.001 - events))
    assert points.size + points.events + points.rest == pytest.approx(points.change)


def test_one_estates_fall_is_split_in_words(english):
    found = {
        "before_year": 2024, "after_year": 2025, "before": 10.0, "after": 0.0,
        "regression": -5.2, "district": -2.9, "rest": -1.9, "chance": 0.27,
    }  # fmt: skip
    assert why_estate_changed(found) == (
        "Of the fall from 10 in 2024 to 0 in 2025, 5.2 were to be expected by chance alone after so bad a year, "
        "2.9 are the fall of the whole district; what is left, 1.9, chance gives in 27 of 100 such estates."
    )
    lesser = {**found, "after": 3.0, "rest": 1.1, "chance": 0.4}
    assert "It was 3 in 2025: 1.1 more, which chance gives in 40 of 100 such estates." in why_estate_changed(lesser)


def test_what_chance_hardly_ever_gives_is_not_called_nought(english):
    found = {
        "before_year": 2024, "after_year": 2025, "before": 0.0, "after": 6.0,
        "regression": 0.3, "district": -0.02, "rest": 5.72, "chance": 0.0007,
    }  # fmt: skip
    assert why_estate_changed(found).endswith("5.7 more, which chance gives in fewer than 1 of 100 such estates.")


def test_only_estates_that_changed_by_enough_are_explained(two_years):
    explained = dict(Judgement.objects.values_list("place__code", "explained"))
    assert [code for code, found in explained.items() if found] == ["E1", "E2", "E3"]
    fall = explained["E1"]
    assert fall["regression"] + fall["district"] + fall["rest"] == pytest.approx(-10)
    assert fall["regression"] < 0


def test_the_estates_page_says_why(two_years, signed_in):
    page = signed_in("district_coordinator").get("/estates/E1/").content.decode()
    assert "2024 年发案 10 起，2025 年 0 起" in page
    assert "2024 年发案" not in signed_in("district_coordinator").get("/estates/E6/").content.decode()


def test_the_page_begins_with_the_last_two_whole_years(two_years, signed_in):
    browser = signed_in("analyst")
    browser.post("/me/display/", {"language": "en", "next": "/"})
    page = browser.get("/record/change/").content.decode()
    assert "Of the 33.3 points by which the share rose" in page or "The share rose by 33.3 points" in page
    assert "Why the share alone cannot say why" in page
    assert "2,024" not in page
    so_far = browser.get("/record/change/?before=2024&after=2026").content.decode()
    assert "The later year is not over" in so_far


@pytest.mark.parametrize("query", ["before=x", "before=2025&after=2024", "before=1&after=99999999999999"])
def test_years_that_were_not_compared_show_the_last_two(two_years, signed_in, query):
    browser = signed_in("analyst")
    usual = ShareChange.objects.get(before_year=2024, after_year=2025)
    assert browser.get(f"/record/change/?{query}").context["change"] == usual


def test_the_page_asks_little(two_years, signed_in):
    browser = signed_in("district_coordinator")
    browser.get("/record/change/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/record/change/")
    assert len(asked) <= 12


def test_the_download_holds_every_pair_unrounded(two_years, signed_in):
    answer = signed_in("analyst").get("/record/change/?format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert float(rows[1][3]) == pytest.approx(100 * ShareChange.objects.first().change)
    assert signed_in("analyst").get("/record/change/?format=xlsx").content.startswith(b"PK")


def test_without_two_years_the_page_says_what_will_stand_there(district, signed_in):
    assert "还没有可以比较的两年" in signed_in("analyst").get("/record/change/").content.decode()


def test_all_zeros_and_one_outlier_never_show_nan(years, signed_in):
    years(2024, 1, 110)
    years(2025, 1, 0)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    page = signed_in("analyst").get("/record/change/").content.decode()
    assert "nan" not in page.lower().replace("nanny", "")
    assert ShareChange.objects.filter(before_year=2024, after_year=2025).exists()
