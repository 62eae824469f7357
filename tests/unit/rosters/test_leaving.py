"""Who leaves a team or loses the account: their coming duties are asked for, none is lost."""

from __future__ import annotations

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import NotAllowedError
from anxin.core.notices.models import Notice
from anxin.core.people.models import Grant
from anxin.core.territory.models import Place
from anxin.patrols.rosters.leaving import let_go, take_back, those_without_a_team
from anxin.patrols.rosters.models import CoverRequest, Duty, Walker
from anxin.patrols.rosters.round import STEPS
from days import AT, TODAY


@pytest.fixture
def leaver(confirmed):
    return Duty.objects.filter(shift__begins_at__gt=AT).order_by("shift__date").first().walker


def coming(walker):
    return set(Duty.objects.filter(walker=walker, shift__begins_at__gt=AT).values_list("pk", flat=True))


def test_each_coming_duty_is_asked_for(leaver, actor, cast):
    duties = coming(leaver)
    assert let_go(walker_id=leaver.pk, actor=actor("team_leader"), at=AT) == len(duties) > 0
    assert set(CoverRequest.objects.filter(closed_at=None).values_list("duty_id", flat=True)) == duties
    told = Notice.objects.filter(person=cast["team_leader"], key__startswith="patrols.cover:")
    assert told.count() == len(duties)
    assert coming(leaver) == duties


def test_who_walks_again_has_what_nobody_took(leaver, actor):
    let_go(walker_id=leaver.pk, actor=actor("team_leader"), at=AT)
    take_back(walker_id=leaver.pk, actor=actor("team_leader"), at=AT)
    assert Walker.objects.get(pk=leaver.pk).active
    assert not CoverRequest.objects.filter(closed_at=None).exists()


def test_a_leader_of_another_place_changes_nothing(leaver, actor):
    Walker.objects.filter(pk=leaver.pk).update(team=Place.objects.get(code="S2"))
    before = (AuditEntry.objects.count(), Notice.objects.count())
    with pytest.raises(NotAllowedError):
        let_go(walker_id=leaver.pk, actor=actor("team_leader"), at=AT)
    assert Walker.objects.get(pk=leaver.pk).active
    assert not CoverRequest.objects.exists()
    assert (AuditEntry.objects.count(), Notice.objects.count()) == before


@pytest.mark.parametrize("how", ["account", "role"])
def test_the_round_finds_whose_account_or_role_has_ended(leaver, how):
    assert those_without_a_team() == []
    if how == "account":
        leaver.person.is_active = False
        leaver.person.save()
    else:
        Grant.objects.filter(person=leaver.person).update(ended_at=AT)
    step = STEPS[0]
    report = step.do(step.decide(TODAY), TODAY, AT)
    assert "walk no longer" in str(report.did)
    assert not Walker.objects.get(pk=leaver.pk).active
    assert CoverRequest.objects.filter(closed_at=None).count() == len(coming(leaver))
    assert "walk no longer" not in str(step.do(step.decide(TODAY), TODAY, AT).did)


def test_who_has_left_has_no_page_of_shifts(leaver, actor, client):
    let_go(walker_id=leaver.pk, actor=actor("team_leader"), at=AT)
    client.force_login(leaver.person)
    assert "还没有" in client.get("/patrols/shifts/").content.decode()


def test_the_leader_s_page_does_it_and_undoes_it(leaver, signed_in, monkeypatch):
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    browser, page = signed_in("team_leader"), f"/patrols/walkers/{leaver.pk}/"
    assert leaver.name in browser.get("/patrols/walkers/").content.decode()
    browser.post(f"{page}leave/")
    assert "已不再参加" in browser.get(page).content.decode()
    browser.post(f"{page}return/")
    assert Walker.objects.get(pk=leaver.pk).active
