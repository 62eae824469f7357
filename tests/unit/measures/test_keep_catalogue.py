"""The district coordinator enters costs and keeps the district's own rows; nobody else does."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from anxin.burglary.errors import NotYoursError
from anxin.burglary.measures import services
from anxin.burglary.measures.models import EstateSettings, Measure
from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError
from anxin.core.notices.models import Notice
from days import AT

OWN = services.LocalMeasure(
    name="楼组长看门",
    what="晚上九点看单元门",
    watch_for="别漏了后门",
    watching="0",
    privacy="不看人",
    fits=["flats", "moon"],
)
OTHERS = ["volunteer", "team_leader", "estate_committee", "property_guard", "community_officer",
          "subdistrict_coordinator", "analyst", "administrator", "outsider"]  # fmt: skip


def everything() -> list:
    return [list(model.objects.order_by("pk").values_list()) for model in (Measure, EstateSettings, AuditEntry, Notice)]


def test_a_cost_is_entered_with_its_origin_and_taken_back(measure, actor):
    who = actor("district_coordinator")
    services.set_cost(measure=measure("lighting"), cost="1,250.5", note="2026 offer", actor=who, at=AT)
    assert (measure("lighting").cost_per_home, measure("lighting").cost_note) == (Decimal("1250.50"), "2026 offer")
    services.set_cost(measure=measure("lighting"), cost=" ", note="", actor=who, at=AT)
    assert measure("lighting").cost_per_home is None
    entries = list(AuditEntry.objects.order_by("seq"))
    assert [entry.action for entry in entries] == ["burglary.measure.cost_set"] * 2
    assert json.loads(entries[1].details) == {"old": "1250.50", "new": "", "note": ""}


def test_a_cost_changes_the_order_among_equals(measure, actor):
    who = actor("district_coordinator")
    assert measure("gating").rank < measure("lighting").rank
    services.set_cost(measure=measure("lighting"), cost="5", note="", actor=who, at=AT)
    assert measure("lighting").rank == 1
    services.set_cost(measure=measure("camera"), cost="0", note="", actor=who, at=AT)
    assert measure("door_closer").rank < measure("camera").rank


@pytest.mark.parametrize("cost", ["-1", "abc", "nan", "inf", "1e300", "1000001", "1,2"])
def test_a_cost_that_is_none_is_refused(measure, actor, cost):
    before = everything()
    with pytest.raises(AnxinError):
        services.set_cost(measure=measure("lighting"), cost=cost, note="", actor=actor("district_coordinator"), at=AT)
    assert everything() == before


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_keeps_the_catalogue(measure, actor, role):
    own = Measure.objects.create(key="local-1", name_zh="本区", local=True)
    before = everything()
    who = actor(role)
    with pytest.raises(NotYoursError):
        services.set_cost(measure=measure("lighting"), cost="5", note="", actor=who, at=AT)
    with pytest.raises(NotYoursError):
        services.add_measure(given=OWN, actor=who, at=AT)
    with pytest.raises(NotYoursError):
        services.change_measure(measure=own, given=OWN, offered=True, actor=who, at=AT)
    assert everything() == before


def test_a_measure_of_the_districts_own_stands_last_and_is_written_down(actor):
    made = services.add_measure(given=OWN, actor=actor("district_coordinator"), at=AT)
    made.refresh_from_db()
    assert (str(made), made.text("what"), made.fits, made.local) == ("楼组长看门", "晚上九点看单元门", ["flats"], True)
    assert (made.effect, made.supported, made.quality) == (None, False, "not_known")
    assert made.rank > Measure.objects.get(pk="camera").rank
    assert AuditEntry.objects.get().action == "burglary.measure.added"


@pytest.mark.parametrize(
    "change",
    [{"name": " "}, {"name": "x" * 81}, {"name": "照 明"}, {"name": "Lighting"},
     {"name": "CARD_access"}, {"what": ""}, {"watching": "3"}, {"watching": ""},
     {"privacy": ""}, {"what": "x" * 401}],
)  # fmt: skip
def test_an_incomplete_measure_is_refused(actor, change):
    before = everything()
    given = services.LocalMeasure(**{**OWN.__dict__, **change})
    with pytest.raises(AnxinError):
        services.add_measure(given=given, actor=actor("district_coordinator"), at=AT)
    assert everything() == before


def test_an_own_measure_is_changed_and_laid_aside_and_the_audit_keeps_the_old(actor):
    who = actor("district_coordinator")
    made = services.add_measure(given=OWN, actor=who, at=AT)
    given = services.LocalMeasure(**{**OWN.__dict__, "name": "楼组长巡门", "watching": "1"})
    services.change_measure(measure=made, given=given, offered=False, actor=who, at=AT)
    made.refresh_from_db()
    assert (str(made), made.watching, made.offered) == ("楼组长巡门", 1, False)
    assert json.loads(AuditEntry.objects.get(action="burglary.measure.changed").details)["old"]["name"] == "楼组长看门"


def test_a_shipped_row_is_not_the_districts_to_change(measure, actor):
    before = everything()
    with pytest.raises(AnxinError):
        services.change_measure(
            measure=measure("camera"), given=OWN, offered=False, actor=actor("district_coordinator"), at=AT
        )
    assert everything() == before


def test_those_who_know_the_estate_say_what_is_built_there(estate, actor):
    services.describe_estate(place=estate(1), has=["flats", "moon"], actor=actor("property_guard"), at=AT)
    services.describe_estate(place=estate(1), has=["gated"], actor=actor("subdistrict_coordinator"), at=AT)
    assert EstateSettings.objects.get().has == ["gated"]
    last = AuditEntry.objects.order_by("seq").last()
    assert (last.action, last.subject) == ("burglary.estate.described", "E1")
    assert json.loads(last.details) == {"old": ["flats"], "new": ["gated"]}


@pytest.mark.parametrize(("role", "number"), [("analyst", 1), ("volunteer", 1), ("outsider", 1), ("property_guard", 2),
                                              ("subdistrict_coordinator", 6)])  # fmt: skip
def test_somebody_of_another_place_does_not(estate, actor, role, number):
    before = everything()
    with pytest.raises(NotYoursError):
        services.describe_estate(place=estate(number), has=["flats"], actor=actor(role), at=AT)
    assert everything() == before
