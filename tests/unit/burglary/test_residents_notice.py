"""The notice for residents: who may read it, what it says, what it never says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.burglary.models import Incident, PlacedBy
from anxin.burglary.near_repeats.models import NeighbourAlert
from anxin.burglary.near_repeats.residents_text import residents_texts
from anxin.core.audit.models import AuditEntry
from anxin.core.notices.models import Notice
from anxin.core.people.models import Grant
from anxin.core.territory.models import Place
from days import AT, TODAY


@pytest.fixture
def alert(cast, estate):
    """An alert for estates 1 and 3, after a burglary at estate 2."""
    burglary = Incident.objects.create(
        source_key="A-0", place=estate(2), occurred_date=TODAY, placed_by=PlacedBy.CODE, longitude=124.2, latitude=30.6
    )
    made = NeighbourAlert.objects.create(incident=burglary, since_date=TODAY, until_date=TODAY + timedelta(days=13))
    made.estates.set([estate(1), estate(3)])
    return made


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)


def test_the_committee_sees_its_own_estates_and_the_text_in_both_languages(alert, signed_in):
    page = signed_in("estate_committee").get(f"/near-repeats/{alert.pk}/").content.decode()
    assert "安和1村" in page
    assert "安和3村" not in page  # another committee's
    assert "各位邻居" in page
    assert "Dear neighbours" in page
    assert "2026年12月6日" in page


@pytest.mark.parametrize("role", ["community_officer", "subdistrict_coordinator", "district_coordinator", "analyst"])
def test_those_who_work_for_the_place_may_read_it(alert, signed_in, role):
    assert signed_in(role).get(f"/near-repeats/{alert.pk}/").status_code == 200


def traces() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (AuditEntry, Notice, NeighbourAlert, Incident))


@pytest.mark.parametrize("address", ["/near-repeats/{}/", "/near-repeats/{}.pdf"])
def test_the_committee_of_other_estates_is_refused_and_nothing_changes(alert, signed_in, cast, address):
    Grant.objects.filter(person=cast["estate_committee"]).update(place=Place.objects.get(code="N3"))
    before = traces()
    assert signed_in("estate_committee").get(address.format(alert.pk)).status_code == 404
    assert traces() == before


@pytest.mark.parametrize("role", ["volunteer", "team_leader", "property_guard", "outsider", "administrator"])
@pytest.mark.parametrize("address", ["/near-repeats/", "/near-repeats/{}/", "/near-repeats/{}.pdf"])
def test_patrols_and_others_are_refused_and_nothing_changes(alert, signed_in, role, address):
    before = traces()
    assert signed_in(role).get(address.format(alert.pk)).status_code == 403
    assert traces() == before


def test_a_notice_that_does_not_exist_is_not_found(alert, signed_in):
    assert signed_in("analyst").get("/near-repeats/999999/").status_code == 404
    assert signed_in("analyst").get("/near-repeats/999999.pdf").status_code == 404


def test_it_prints_as_one_a4_page(alert, signed_in):
    answer = signed_in("estate_committee").get(f"/near-repeats/{alert.pk}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page/") <= 1
    assert b"/Count 1" in answer.content


def test_when_the_advice_is_over_the_page_says_so_and_nothing_is_printed(alert, signed_in):
    NeighbourAlert.objects.update(until_date=TODAY - timedelta(days=1))
    browser = signed_in("estate_committee")
    assert "已经结束" in browser.get(f"/near-repeats/{alert.pk}/").content.decode()
    assert browser.get(f"/near-repeats/{alert.pk}.pdf").status_code == 404


def test_the_text_names_no_address_and_suspects_nobody(alert, estate):
    chinese, english = (text.as_plain() for text in residents_texts(alert.until_date))
    for place in Place.objects.all():
        assert place.name not in chinese + english
    for word in ("陌生", "可疑", "外来", "盯", "举报", "嫌疑", "stranger", "suspicious", "suspect", "watch", "report"):
        assert word not in (chinese + english).lower(), word
    assert chinese.startswith("花几分钟")
    assert english.startswith("A few minutes")
    assert chinese.count("·") == english.count("·") == 5


def test_the_page_lists_the_estates_under_alert_and_until_when(alert, signed_in):
    NeighbourAlert.objects.create(
        incident=Incident.objects.create(source_key="old", occurred_date=TODAY, placed_by=PlacedBy.NONE),
        since_date=TODAY - timedelta(days=30), until_date=TODAY - timedelta(days=17),
    ).estates.add(Place.objects.get(code="E5"))  # fmt: skip
    page = signed_in("analyst").get("/near-repeats/").content.decode()
    assert "安和1村" in page
    assert "安和3村" in page
    assert "安和2村" not in page
    assert "安和5村" not in page  # its alert is over
    assert "2026年12月6日" in page
    assert f"/near-repeats/{alert.pk}/" in page
