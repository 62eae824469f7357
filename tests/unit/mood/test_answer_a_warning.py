"""Somebody looks after a warning, says what is done by when, and closes it with what was learnt."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import NotAllowedError
from anxin.mood.warnings import services
from anxin.mood.warnings.errors import ClosedWarningError, UnfitTextError, UntakenWarningError
from anxin.mood.warnings.models import MoodWarning, WarningResponse
from days import AT, TODAY

RESPONSE = {"kind": "talk", "what": "居民讲座", "office": "街道办", "due_date": TODAY + timedelta(days=7)}


@pytest.fixture
def taken(warning, actor):
    services.acknowledge(warning=warning, actor=actor("subdistrict_coordinator"), at=AT)
    return warning


def everything():
    return (
        list(MoodWarning.objects.values_list()),
        list(WarningResponse.objects.values_list()),
        AuditEntry.objects.count(),
    )


def test_who_takes_it_up_is_known(taken):
    held = MoodWarning.objects.get()
    assert (held.state, held.acknowledged_by, held.acknowledged_at) == ("taken", "subdistrict_coordinator", AT)
    assert AuditEntry.objects.filter(action="mood.warning.acknowledged").count() == 1


def test_taking_it_up_twice_changes_nothing(taken, actor):
    before = everything()
    services.acknowledge(warning=taken, actor=actor("district_coordinator"), at=AT)
    assert everything() == before


def test_a_response_has_its_office_and_its_day_and_is_done_once(taken, actor):
    who = actor("subdistrict_coordinator")
    response = services.open_response(warning=taken, **RESPONSE, actor=who, at=AT)
    services.finish_response(response=response, actor=who, at=AT)
    before = everything()
    services.finish_response(response=response, actor=who, at=AT + timedelta(days=3))
    assert everything() == before
    assert WarningResponse.objects.get().done_date == TODAY


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "arrest"), ("what", ""), ("what", "x" * 201), ("office", "  "), ("due_date", TODAY - timedelta(days=1))],
)
def test_a_response_that_does_not_fit_is_refused_by_field(taken, actor, field, value):
    before = everything()
    with pytest.raises(UnfitTextError) as refusal:
        services.open_response(
            warning=taken, **(RESPONSE | {field: value}), actor=actor("subdistrict_coordinator"), at=AT
        )
    assert refusal.value.field == field
    assert everything() == before


def test_nothing_is_done_about_what_nobody_took_up(warning, actor):
    before = everything()
    with pytest.raises(UntakenWarningError):
        services.open_response(warning=warning, **RESPONSE, actor=actor("district_coordinator"), at=AT)
    with pytest.raises(UntakenWarningError):
        services.close(warning=warning, note="好了", actor=actor("district_coordinator"), at=AT)
    assert everything() == before


def test_it_closes_with_what_was_learnt(taken, actor):
    services.close(warning=taken, note="路灯修好后恢复", actor=actor("subdistrict_coordinator"), at=AT)
    assert MoodWarning.objects.get().closing_note == "路灯修好后恢复"
    before = everything()
    with pytest.raises(ClosedWarningError):
        services.acknowledge(warning=taken, actor=actor("subdistrict_coordinator"), at=AT)
    assert everything() == before


@pytest.mark.parametrize("role", ["analyst", "estate_committee", "community_officer", "volunteer", "outsider"])
def test_others_may_not(warning, actor, role):
    before = everything()
    for act in (
        lambda: services.acknowledge(warning=warning, actor=actor(role), at=AT),
        lambda: services.publish(warning=warning, text="x", actor=actor(role), at=AT),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert everything() == before


def test_a_coordinator_of_another_subdistrict_may_not(warning, actor, district):
    from anxin.core.territory.models import Place

    MoodWarning.objects.update(place=Place.objects.get(code="S2"))
    before = everything()
    with pytest.raises(NotAllowedError):
        services.acknowledge(warning=warning, actor=actor("subdistrict_coordinator"), at=AT)
    assert everything() == before


def test_only_the_district_tells_everybody(taken, actor):
    before = everything()
    with pytest.raises(NotAllowedError):
        services.publish(warning=taken, text="服务站延长到 21 点", actor=actor("subdistrict_coordinator"), at=AT)
    assert everything() == before
    services.publish(warning=taken, text="服务站延长到 21 点", actor=actor("district_coordinator"), at=AT)
    held = MoodWarning.objects.get()
    assert (held.published_at, held.public_text) == (AT, "服务站延长到 21 点")
