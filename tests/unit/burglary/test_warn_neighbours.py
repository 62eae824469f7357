"""After a burglary the committees around get one notice of advice each; nobody else gets any."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from anxin.burglary.models import Incident, PlacedBy
from anxin.burglary.near_repeats.models import NeighbourAlert
from anxin.core.audit.models import AuditEntry
from anxin.core.notices.models import Notice
from anxin.core.people.actor import SYSTEM
from anxin.core.people.models import Grant, Person
from anxin.core.people.roles import Role
from anxin.core.rounds.services import run_round
from anxin.core.sentences import say
from anxin.core.territory.models import Place
from days import AT, TODAY


@pytest.fixture
def burgled(cast, estate):
    """Return a function that records one burglary at an estate, some days ago."""

    def record(number: int, days_ago: int = 1) -> Incident:
        place = estate(number)
        return Incident.objects.create(
            source_key=f"A-{Incident.objects.count()}", place=place, occurred_date=TODAY - timedelta(days=days_ago),
            longitude=place.longitude, latitude=place.latitude, placed_by=PlacedBy.CODE,
        )  # fmt: skip

    return record


@pytest.fixture
def round_of(monkeypatch):
    """Return a function that runs the round of a day on that day, again if need be."""

    def run(days_later: int = 0, today: int | None = None):
        later = timedelta(days=days_later)
        now = AT + timedelta(days=days_later if today is None else today)
        monkeypatch.setattr("anxin.core.rounds.services.now", lambda: now)
        return run_round(day=TODAY + later, actor=SYSTEM, at=AT + later, again=True)

    return run


@pytest.fixture
def reach(settings):
    """Set how far, how long and how often."""

    def change(**values):
        settings.ANXIN = {**settings.ANXIN, **{f"near_repeat_{name}": value for name, value in values.items()}}

    return change


def notices() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(key__startswith="near-repeat:").order_by("pk")
    return list(rows.values_list("person__username", "key"))


def committee_at(code: str, name: str) -> Person:
    person = Person.objects.create(username=name, display_name=name)
    Grant.objects.create(
        person=person, role=Role.ESTATE_COMMITTEE, place=Place.objects.get(code=code), granted_at=AT, granted_by="test"
    )
    return person


def test_the_committees_within_the_distance_get_one_notice_each(burgled, round_of, reach):
    """Estates stand 400 m apart: 3 and 1 lie 410 m from 2; 4 and beyond do not count. N1 holds 1 and 2, N2 3 and 4."""
    committee_at("N2", "second")
    committee_at("N3", "third")
    reach(metres=450.0)
    burgled(2)
    round_of()
    assert sorted(notices()) == [("estate_committee", "near-repeat:A-0"), ("second", "near-repeat:A-0")]
    alert = NeighbourAlert.objects.get()
    assert sorted(alert.estates.values_list("code", flat=True)) == ["E1", "E2", "E3"]
    assert alert.until_date == TODAY + timedelta(days=12)


def test_the_notice_names_the_committees_own_estates_and_leads_to_the_text(burgled, round_of, reach, signed_in):
    committee_at("N2", "second")
    reach(metres=450.0)
    burgled(2)
    round_of()
    told = Notice.objects.get(person__username="second")
    assert "安和3村" in say(told.body)
    assert "安和2村" not in say(told.body)  # where it happened is not told to the neighbours
    assert told.url == f"/near-repeats/{NeighbourAlert.objects.get().pk}/"


def test_patrols_get_no_alert(burgled, round_of, reach, cast):
    reach(metres=2000.0)
    burgled(1)
    round_of()
    assert {name for name, _key in notices()} == {"estate_committee"}
    for role in ("volunteer", "team_leader", "property_guard", "community_officer"):
        assert not Notice.objects.filter(person=cast[role]).exists(), role


def test_a_round_run_again_tells_nobody_twice(burgled, round_of):
    burgled(1)
    round_of()
    before = notices()
    round_of()
    round_of(1)
    assert notices() == before
    assert len(before) == 1


def test_an_old_burglary_imported_late_is_told_to_nobody(burgled, round_of):
    burgled(1, days_ago=8)
    burgled(1, days_ago=20)
    burgled(1, days_ago=700)
    round_of()
    assert notices() == []
    assert NeighbourAlert.objects.count() == 1  # the first still holds some days; the page shows it


def test_the_round_of_a_day_long_past_tells_nobody(burgled, round_of):
    burgled(1)
    round_of(0, today=21)
    assert notices() == []


def test_no_more_than_the_weeks_number_reach_a_person_and_the_newest_come_first(burgled, round_of, reach):
    reach(notices_a_week=2)
    for days_ago in (5, 4, 3, 2):
        burgled(1, days_ago=days_ago)
    round_of()
    assert notices() == [("estate_committee", "near-repeat:A-3"), ("estate_committee", "near-repeat:A-2")]
    assert NeighbourAlert.objects.count() == 4
    burgled(2, days_ago=-8)
    round_of(8)
    assert len(notices()) == 3


def test_none_a_week_is_none(burgled, round_of, reach):
    reach(notices_a_week=0)
    burgled(1)
    round_of()
    assert notices() == []


def test_the_week_is_counted_apart_for_every_committee(burgled, round_of, reach):
    committee_at("N2", "second")
    reach(notices_a_week=1)
    burgled(1, days_ago=3)
    burgled(3, days_ago=2)
    round_of()
    assert sorted(name for name, _key in notices()) == ["estate_committee", "second"]


def test_a_committee_that_ended_is_not_told(burgled, round_of, cast):
    Grant.objects.filter(person=cast["estate_committee"]).update(ended_at=AT)
    burgled(1)
    round_of()
    assert notices() == []


def test_a_burglary_without_an_estate_alerts_nobody(round_of, cast):
    Incident.objects.create(source_key="x", occurred_date=TODAY, placed_by="none", longitude=124.2, latitude=30.6)
    round_of()
    assert not NeighbourAlert.objects.exists()
    assert notices() == []


def test_an_estate_without_a_point_is_under_its_own_alert(burgled, round_of, estate):
    Place.objects.filter(code="E1").update(longitude=None, latitude=None)
    Incident.objects.create(source_key="x", place=estate(1), occurred_date=TODAY, placed_by=PlacedBy.CODE)
    round_of()
    assert list(NeighbourAlert.objects.get().estates.values_list("code", flat=True)) == ["E1"]


def test_a_corrected_burglary_moves_its_alert_and_a_withdrawn_one_ends_it(burgled, round_of, estate):
    incident = burgled(1)
    round_of()
    Incident.objects.filter(pk=incident.pk).update(place=estate(5))
    round_of()
    assert list(NeighbourAlert.objects.get().estates.values_list("code", flat=True)) == ["E5"]
    Incident.objects.filter(pk=incident.pk).update(occurred_date=TODAY - timedelta(days=300))
    round_of()
    assert not NeighbourAlert.objects.exists()
    assert len(notices()) == 1


def test_the_audit_says_what_was_sent(burgled, round_of):
    burgled(1)
    round_of()
    entry = AuditEntry.objects.filter(action="burglary.neighbours.warned").latest("pk")
    details = json.loads(entry.details)
    assert (details["new"], details["told"]) == (1, 1)
