"""A walker says with whom they like to walk; the roster keeps it and nobody is told whose wish it is."""

from __future__ import annotations

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError
from anxin.core.notices.models import Notice
from anxin.core.people.queries import actor_of
from anxin.patrols.rosters.company import kept_wishes, save_company_wish
from anxin.patrols.rosters.models import CompanyWish, Duty, Walker
from anxin.patrols.rosters.services import draft_roster
from days import AT, TODAY


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)


def named(name):
    return Walker.objects.get(name=name)


def test_a_wish_is_kept_and_taken_back_on_its_own_page(walkers, signed_in):
    browser = signed_in("volunteer")
    browser.post("/patrols/shifts/company/save/", {"name": "乙", "apart": "1"})
    assert "不想" in browser.get("/patrols/shifts/company/").content.decode()
    wish = CompanyWish.objects.get(walker=named("甲"), other=named("乙"), apart=True)
    browser.post("/patrols/shifts/company/save/", {"name": "乙", "apart": "0"})
    wish.refresh_from_db()
    assert not wish.apart
    browser.post(f"/patrols/shifts/company/{wish.pk}/forget/")
    assert not CompanyWish.objects.exists()


def test_a_name_that_is_none_of_the_team_comes_back_with_its_fault(walkers, signed_in):
    before = AuditEntry.objects.count()
    answer = signed_in("volunteer").post("/patrols/shifts/company/save/", {"name": "没有的人", "apart": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="没有的人"' in page
    assert 'id="fault-name"' in page
    assert not CompanyWish.objects.exists()
    assert AuditEntry.objects.count() == before


def test_those_who_do_not_want_to_walk_together_never_do(walkers, actor):
    save_company_wish(name="乙", apart=True, actor=actor_of(walkers[0].person), at=AT)
    roster = draft_roster(first=TODAY, actor=actor("district_coordinator"), at=AT)
    together = [set(shift.duties.values_list("walker__name", flat=True)) for shift in roster.shifts.all()]
    assert any("甲" in crew for crew in together)
    assert not any({"甲", "乙"} <= crew for crew in together)


def test_neither_the_other_nor_the_leader_sees_the_wish(walkers, actor, signed_in, client):
    save_company_wish(name="甲", apart=True, actor=actor_of(named("乙").person), at=AT)
    assert not Notice.objects.exists()
    assert "乙" not in signed_in("volunteer").get("/patrols/shifts/company/").content.decode()
    assert all("甲" not in str(vars(entry)) for entry in AuditEntry.objects.all())
    page = signed_in("team_leader").get(f"/patrols/walkers/{named('乙').pk}/").content.decode()
    assert "不想" not in page
    wish = CompanyWish.objects.get()
    assert signed_in("volunteer").post(f"/patrols/shifts/company/{wish.pk}/forget/").status_code == 404
    assert CompanyWish.objects.count() == 1


def test_wishes_are_counted_once_there_are_enough_that_no_count_is_a_name(confirmed, walkers, actor):
    leader = actor("team_leader")
    for one, other in zip("甲乙丙丁", "乙丙丁戊", strict=True):
        CompanyWish.objects.create(walker=named(one), other=named(other))
    assert kept_wishes(confirmed, leader) is None
    CompanyWish.objects.create(walker=named("戊"), other=named("己"))
    CompanyWish.objects.create(walker=named("己"), other=named("甲"), apart=True)
    shifts = [set(shift.duties.values_list("walker__name", flat=True)) for shift in confirmed.shifts.all()]
    pairs = [{"甲", "乙"}, {"乙", "丙"}, {"丙", "丁"}, {"丁", "戊"}, {"戊", "己"}]
    kept = kept_wishes(confirmed, leader)
    assert (kept.wishes, kept.kept) == (5, sum(any(pair <= crew for crew in shifts) for pair in pairs))


def test_nobody_names_half_the_team(walkers):
    first, team = walkers[0], walkers[0].team
    for i in range(5):
        CompanyWish.objects.create(walker=first, other=Walker.objects.create(name=f"人{i}", team=team), apart=True)
    with pytest.raises(AnxinError):
        save_company_wish(name="乙", apart=True, actor=actor_of(first.person), at=AT)
    assert CompanyWish.objects.count() == 5
    assert Duty.objects.count() == 0
