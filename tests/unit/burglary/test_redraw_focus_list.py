"""The round proposes by rule; a person decides."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.burglary.errors import AlreadyDecidedError, NotYoursError, ReasonMissingError
from anxin.burglary.models import FocusListing, FocusTask, Incident, Judgement, ListingState
from anxin.burglary.services import focus_list
from anxin.core.audit.models import AuditEntry
from anxin.core.notices.models import Notice
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.services import run_round
from days import AT, TODAY


@pytest.fixture
def proposal(district, burglaries, settings):
    """A proposal for estate 2, drawn by the round itself."""
    settings.ANXIN = {**settings.ANXIN, "worst_share": 0.2}
    burglaries(2, 30)
    burglaries(5, 2)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    return FocusListing.objects.get()


def test_the_round_proposes_the_estate_that_stands_out(proposal, estate):
    assert proposal.place == estate(2)
    assert proposal.state == ListingState.PROPOSED
    assert proposal.chance_worst > 0.5
    assert len(proposal.why) == 3


def test_the_page_speaks_of_what_to_expect_not_of_last_year_alone(proposal, signed_in):
    page = signed_in("district_coordinator").get(f"/focus/{proposal.pk}/").content.decode()
    assert f"近 12 个月发案 {proposal.last_12_months} 起，如不采取措施" in page


def test_accepting_lists_the_estate_and_starts_a_plan(proposal, actor):
    focus_list.accept(listing=proposal, actor=actor("district_coordinator"), at=AT)
    proposal.refresh_from_db()
    assert proposal.state == ListingState.LISTED
    assert FocusTask.objects.count() == 3
    assert Notice.objects.count() == 3


def test_declining_needs_a_reason(proposal, actor):
    with pytest.raises(ReasonMissingError):
        focus_list.decline(listing=proposal, reason="  ", actor=actor("district_coordinator"), at=AT)
    proposal.refresh_from_db()
    assert proposal.state == ListingState.PROPOSED
    assert not AuditEntry.objects.filter(action="burglary.listing.declined").exists()


def test_a_declined_estate_is_not_proposed_again_this_quarter(proposal, actor):
    focus_list.decline(listing=proposal, reason="施工已改造", actor=actor("district_coordinator"), at=AT)
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)
    assert FocusListing.objects.count() == 1


def test_deciding_twice_is_refused_and_changes_nothing(proposal, actor):
    focus_list.accept(listing=proposal, actor=actor("district_coordinator"), at=AT)
    before = AuditEntry.objects.count()
    with pytest.raises(AlreadyDecidedError):
        focus_list.accept(listing=proposal, actor=actor("district_coordinator"), at=AT)
    assert AuditEntry.objects.count() == before


def test_a_coordinator_of_another_subdistrict_cannot_decide(proposal, actor, estate):
    proposal.place = estate(6)  # in the eastern subdistrict
    proposal.save()
    before = AuditEntry.objects.count()
    with pytest.raises(NotYoursError):
        focus_list.accept(listing=proposal, actor=actor("subdistrict_coordinator"), at=AT)
    proposal.refresh_from_db()
    assert proposal.state == ListingState.PROPOSED
    assert AuditEntry.objects.count() == before
    assert not Notice.objects.exists()


def test_too_few_burglaries_make_no_estimate_and_no_proposal(district, burglaries):
    burglaries(2, 4)
    run_round(day=TODAY, actor=SYSTEM, at=AT)
    assert not FocusListing.objects.exists()
    assert set(Judgement.objects.values_list("rate", flat=True)) == {None}


def test_a_page_that_was_open_too_long_decides_nothing(proposal, actor):
    proposal.state = ListingState.LEAVING
    proposal.save()
    with pytest.raises(AlreadyDecidedError):
        focus_list.accept(listing=proposal, seen="proposed", actor=actor("district_coordinator"), at=AT)
    proposal.refresh_from_db()
    assert proposal.state == ListingState.LEAVING


def test_a_committee_of_another_neighbourhood_does_not_see_the_plan(proposal, signed_in, estate):
    assert signed_in("estate_committee").get(f"/focus/{proposal.pk}/").status_code == 200
    proposal.place = estate(5)
    proposal.save()
    assert signed_in("estate_committee").get(f"/focus/{proposal.pk}/").status_code == 404


def test_a_declined_estate_rests_from_the_day_of_the_decision(proposal, actor):
    FocusListing.objects.update(proposed_date=TODAY - timedelta(days=200))
    focus_list.decline(listing=proposal, reason="施工已改造", actor=actor("district_coordinator"), at=AT)
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)
    assert FocusListing.objects.count() == 1


def test_a_proposal_that_no_longer_holds_is_taken_back_and_written_down(proposal):
    Incident.objects.all().delete()
    run_round(day=TODAY, actor=SYSTEM, at=AT, again=True)
    assert not FocusListing.objects.exists()
    newest = AuditEntry.objects.filter(action="burglary.focus_list.redrawn").order_by("-seq").first()
    assert '"taken_back":["E2"]' in newest.details
