from __future__ import annotations

from datetime import timedelta

from anxin.burglary.models import FocusListing, ListingState
from anxin.burglary.services import focus_list
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.services import run_round
from days import AT, TODAY


def listed(estate, since_days):
    return FocusListing.objects.create(
        place=estate, state=ListingState.LISTED, proposed_date=TODAY, chance_worst=0.9, last_12_months=9,
        expected_next_year=4.0, listed_at=AT - timedelta(days=since_days),
    )  # fmt: skip


def test_a_quiet_estate_is_proposed_to_leave_after_two_quarters(burglaries, estate, actor):
    burglaries(2, 40)
    held = listed(estate(6), since_days=300)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    held.refresh_from_db()
    assert held.state == ListingState.LEAVING
    focus_list.accept(listing=held, actor=actor("district_coordinator"), at=AT)
    held.refresh_from_db()
    assert (held.state, held.left_at) == (ListingState.ENDED, AT)


def test_one_quarter_on_the_list_is_not_enough(burglaries, estate):
    burglaries(2, 40)
    held = listed(estate(6), since_days=100)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    held.refresh_from_db()
    assert held.state == ListingState.LISTED


def test_a_coordinator_may_keep_it_listed(burglaries, estate, actor):
    burglaries(2, 40)
    held = listed(estate(6), since_days=300)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    focus_list.decline(listing=held, reason="年底再看", actor=actor("district_coordinator"), at=AT)
    held.refresh_from_db()
    assert (held.state, held.reason) == (ListingState.LISTED, "年底再看")


def test_what_a_coordinator_keeps_is_not_proposed_to_leave_again_this_quarter(burglaries, estate, actor):
    burglaries(2, 40)
    held = listed(estate(6), since_days=300)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    focus_list.decline(listing=held, reason="年底再看", actor=actor("district_coordinator"), at=AT)
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)
    held.refresh_from_db()
    assert held.state == ListingState.LISTED
    FocusListing.objects.update(decided_at=AT - timedelta(days=92))
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)
    held.refresh_from_db()
    assert held.state == ListingState.LEAVING


def test_who_listed_it_stays_known_after_a_later_decision(burglaries, estate, actor):
    held = listed(estate(6), since_days=300)
    held.state, held.listed_by = ListingState.LEAVING, "先前的协调员"
    held.save()
    focus_list.decline(listing=held, reason="年底再看", actor=actor("district_coordinator"), at=AT)
    held.refresh_from_db()
    assert (held.listed_by, held.decided_by) == ("先前的协调员", "district_coordinator")
