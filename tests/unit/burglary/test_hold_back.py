"""An estate that was listed for long is not proposed anew, and everybody concerned is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from anxin.burglary.attention.queries import long_listed
from anxin.burglary.models import FocusListing, Judgement, ListingState
from anxin.burglary.queries import focus_rule
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.models import RoundStep
from anxin.core.rounds.services import run_round
from days import AT, TODAY


@pytest.fixture
def worst(burglaries, settings):
    """Estate 2 stands out, so that the rule would list it."""
    settings.ANXIN = {**settings.ANXIN, "worst_share": 0.2}
    burglaries(2, 30)
    burglaries(5, 2)


@pytest.fixture
def listed(estate):
    """Return a function that writes a time on the list at estate 2."""

    def write(since: datetime, until: datetime | None) -> FocusListing:
        return FocusListing.objects.create(
            place=estate(2),
            state=ListingState.ENDED if until else ListingState.LISTED,
            proposed_date=since.date(),
            chance_worst=0.7,
            last_12_months=4,
            expected_next_year=2.0,
            listed_at=since,
            left_at=until,
        )

    return write


LONG = datetime(2024, 1, 2, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)  # ten quarter ends
SHORT = datetime(2025, 1, 2, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)  # six


def test_an_estate_listed_for_long_is_not_proposed_anew(worst, listed):
    listed(*LONG)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert Judgement.objects.get(place__code="E2").chance_worst > 0.5
    assert not FocusListing.objects.filter(state=ListingState.PROPOSED).exists()
    needs = RoundStep.objects.get(name="burglary.redraw_focus_list").needs
    assert [need["url"] for need in needs] == ["/record/attention/"]


def test_one_listed_for_less_is_proposed(worst, listed):
    listed(*SHORT)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert FocusListing.objects.get(state=ListingState.PROPOSED).place.code == "E2"
    assert long_listed(TODAY, focus_rule()) == []


def test_the_mark_is_the_districts_own(worst, listed, settings):
    settings.ANXIN = {**settings.ANXIN, "focus_most_quarters": 6}
    listed(*SHORT)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert not FocusListing.objects.filter(state=ListingState.PROPOSED).exists()


@pytest.mark.parametrize("path", ["/focus/", "/record/attention/"])
def test_nothing_is_hidden_silently(worst, listed, signed_in, path):
    listed(*LONG)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    page = signed_in("district_coordinator").get(path).content.decode()
    assert "近 12 个季度中有 10 个季度挂牌" in page
    assert "安和2村" in page
    assert "不再提名" in page


def test_the_coordinators_first_page_asks_too(worst, listed, signed_in):
    listed(*LONG)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert "/record/attention/" in signed_in("district_coordinator").get("/").content.decode()


def test_an_estate_that_stays_on_the_list_is_asked_about_but_stays(worst, listed):
    held = listed(LONG[0], None)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    held.refresh_from_db()
    assert held.state == ListingState.LISTED
    (row,) = long_listed(TODAY, focus_rule())
    assert (row.quarters, row.on_list) == (11, True)
    assert RoundStep.objects.get(name="burglary.redraw_focus_list").needs == []


def test_an_estate_that_the_rule_no_longer_finds_is_left_in_peace(listed, burglaries):
    listed(*LONG)
    burglaries(5, 12)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert long_listed(TODAY, focus_rule()) == []
