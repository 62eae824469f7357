"""The page sets each subdistrict's attention beside its burglaries, and says what stands out."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin.burglary.attention.queries import alerts_given, listing_given
from anxin.burglary.models import FocusListing, ForecastCheck, Incident, ListingState
from anxin.burglary.near_repeats.models import NeighbourAlert
from anxin.core import clock
from anxin.core.territory.models import Place
from anxin.patrols.models import Crew, Plan, Route, Stop
from anxin.patrols.queries import stops_given
from days import AT, TODAY

FIRST = TODAY - timedelta(days=364)


@pytest.fixture(autouse=True)
def _the_day_of_the_tests(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def patrolled(estate):
    """Return a function that walks to estates on one evening each, confirmed or not."""
    crew = Crew.objects.create(name="一队", start=estate(1))

    def walk(numbers: list[int], *, confirmed: bool = True, days_ago: int = 3) -> None:
        for i, number in enumerate(numbers):
            plan = Plan.objects.create(
                date=TODAY - timedelta(days=days_ago + i), on_streets=False, prize=1, left_out=0, made_at=AT,
                confirmed_at=AT if confirmed else None,
            )  # fmt: skip
            route = Route.objects.create(
                plan=plan, crew=crew, crew_name="一队", begins_at=AT, ends_at=AT, walk_metres=1
            )
            Stop.objects.create(
                route=route, position=1, place=estate(number), arrives_at=AT, leaves_at=AT, walk_minutes=1
            )

    return walk


@pytest.fixture
def many(district):
    """Two hundred more estates in each subdistrict, so that chance can be told from choice."""
    parents = {code: Place.objects.get(code=code) for code in ("N1", "N3")}
    made = Place.objects.bulk_create(
        Place(
            level="estate", code=f"{code}-{i}", name=f"新村{i}", parent=parent, subdistrict=parent.subdistrict,
            path=f"{parent.path}x{i}/", homes=100,
        )
        for code, parent in parents.items()
        for i in range(200)
    )  # fmt: skip
    return {code: [place for place in made if place.code.startswith(code)] for code in parents}


def keys(*codes: str) -> list[int]:
    return [Place.objects.get(code=code).pk for code in codes]


def listed(place, since: datetime, until: datetime | None = None, state: str = ListingState.LISTED) -> FocusListing:
    return FocusListing.objects.create(
        place=place, state=state, proposed_date=since.date(), chance_worst=0.7, last_12_months=4,
        expected_next_year=2.0, listed_at=since, left_at=until,
    )  # fmt: skip


def test_time_on_the_list_counts_within_the_twelve_months_alone(district, estate):
    west, east = keys("S1", "S2")
    listed(estate(1), datetime(2020, 1, 1, tzinfo=UTC))
    began = datetime(2026, 11, 14, 4, tzinfo=UTC)
    listed(estate(5), began, datetime(2026, 11, 23, 4, tzinfo=UTC), ListingState.ENDED)
    listed(estate(6), datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC), ListingState.ENDED)
    found = listing_given(FIRST, TODAY)
    assert found.by_subdistrict == {west: 365, east: 10}
    assert found.chosen == 2


def test_only_confirmed_plans_count_and_a_place_is_one_choice(patrolled):
    west, east = keys("S1", "S2")
    patrolled([1, 1, 1, 5])
    patrolled([6, 6], confirmed=False, days_ago=40)
    patrolled([6], days_ago=400)
    found = stops_given(FIRST, TODAY)
    assert found.by_subdistrict == {west: 3, east: 1}
    assert found.chosen == 2


def test_an_alert_counts_at_every_estate_it_reaches_and_is_one_choice(burglaries, estate):
    west, east = keys("S1", "S2")
    burglaries(4, 2)
    for incident in Incident.objects.all():
        alert = NeighbourAlert.objects.create(incident=incident, since_date=TODAY, until_date=TODAY)
        alert.estates.add(estate(3), estate(4), estate(5))
    found = alerts_given(FIRST, TODAY)
    assert found.by_subdistrict == {west: 4, east: 2}
    assert found.chosen == 2


def english(browser):
    browser.post("/me/display/", {"language": "en", "next": "/"})
    return browser


def test_attention_in_proportion_is_the_news(burglaries, patrolled, signed_in):
    burglaries(1, 10)
    burglaries(5, 10)
    patrolled([1, 5, 2, 6])
    page = english(signed_in("analyst")).get("/record/attention/").content.decode()
    assert "Attention follows burglary: no subdistrict has more than 1.0 times its share." in page


def test_a_subdistrict_that_gets_far_more_is_named(many, burglaries, signed_in):
    burglaries(1, 60)
    burglaries(5, 60)
    since = datetime(2026, 1, 1, tzinfo=UTC)
    for place in many["N3"][:90]:
        listed(place, since)
    for place in many["N1"][:10]:
        listed(place, since)
    answer = english(signed_in("analyst")).get("/record/attention/")
    page = answer.content.decode()
    # The west lies further from its share, as a factor, than the east.
    assert "西街道 gets 0.2 times its share of time on the focus list, less than chance gives." in page
    assert "more than its share" in page
    assert answer.context["others"] == 1


def test_a_subdistrict_that_gets_too_much_is_named_where_the_others_share_the_loss(many, burglaries, signed_in):
    burglaries(1, 90)
    burglaries(5, 10)
    for place in many["N3"][:60] + many["N1"][:60]:
        listed(place, datetime(2026, 1, 1, tzinfo=UTC))
    page = english(signed_in("analyst")).get("/record/attention/").content.decode()
    assert "东街道 gets 5.0 times its share of time on the focus list, more than chance gives." in page


def test_a_few_estates_are_never_enough_to_accuse_anybody(burglaries, estate, signed_in):
    burglaries(1, 10)
    burglaries(5, 10)
    listed(estate(5), datetime(2026, 1, 1, tzinfo=UTC))
    page = english(signed_in("analyst")).get("/record/attention/").content.decode()
    assert "than chance gives" not in page


def test_too_little_to_tell_is_not_called_even(burglaries, estate, signed_in):
    burglaries(1, 10)
    burglaries(5, 4)
    listed(estate(5), datetime(2026, 1, 1, tzinfo=UTC))
    page = english(signed_in("analyst")).get("/record/attention/").content.decode()
    assert "No share lies beyond chance, but there is too little to tell: the largest is 3.5 times its due." in page


def test_without_anything_on_record_the_page_says_so(district, signed_in):
    page = english(signed_in("analyst")).get("/record/attention/").content.decode()
    assert "There is no attention to compare with burglary yet." in page
    assert "nan" not in page.lower().replace("finance", "")


def test_attention_where_nothing_happens_has_no_ratio(burglaries, patrolled, signed_in):
    burglaries(1, 10)
    patrolled([1, 5])
    answer = english(signed_in("analyst")).get("/record/attention/")
    east = next(row for row in answer.context["rows"] if row.name == "东街道")
    assert east.cells[1].ratio is None
    assert "and more" in answer.content.decode()


def test_the_forecasts_calibration_stands_beside(burglaries, signed_in):
    burglaries(1, 10)
    areas = [{"label": "西街道", "expected": 8.0, "observed": 10}]
    ForecastCheck.objects.create(
        as_of_date=TODAY, at=AT, weeks=52, events=10, places=6, shown=True,
        judged=[{"name": "last_year", "areas": []}, {"name": "multi_scale", "areas": areas}],
    )  # fmt: skip
    rows = signed_in("analyst").get("/record/attention/").context["rows"]
    assert [row.calibration for row in rows] == [1.25, None]


def test_the_download_names_every_figure(burglaries, patrolled, signed_in):
    burglaries(1, 10)
    patrolled([1, 5])
    browser = english(signed_in("analyst"))
    lines = list(csv.reader(io.StringIO(browser.get("/record/attention/?format=csv").content.decode("utf-8-sig"))))
    assert len(lines) == 3
    assert {len(line) for line in lines} == {20}
    assert lines[0][9] == "Patrol stops"
    assert float(lines[1][9]) == 0.5
    assert browser.get("/record/attention/?format=xlsx").content.startswith(b"PK")


def test_the_page_asks_little(burglaries, patrolled, signed_in):
    burglaries(1, 10)
    patrolled([1, 5])
    browser = signed_in("district_coordinator")
    browser.get("/record/attention/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/record/attention/")
    assert len(asked) <= 15, [query["sql"][:90] for query in asked]


@pytest.mark.parametrize("role", ["volunteer", "team_leader", "property_guard"])
def test_who_may_not_read_the_record_may_not_read_this(role, signed_in):
    assert signed_in(role).get("/record/attention/").status_code == 403
