"""A plan draws on the catalogue: what fits, what it costs, and a reason where something gentler may do as much."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest

from anxin.burglary.errors import ReasonMissingError
from anxin.burglary.measures import queries
from anxin.burglary.measures.models import EstateSettings, Measure
from anxin.burglary.models import FocusListing, FocusTask, ListingState
from anxin.burglary.services import tasks
from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError
from anxin.core.notices.models import Notice
from days import AT, TODAY


@pytest.fixture
def plan(listing, actor, cast):
    """Return a function that plans a measure at E1."""

    def do(measure: str, reason: str = "", role: str = "district_coordinator") -> FocusTask:
        return tasks.plan_task(
            listing=listing, measure=measure, title=f"do {measure}", owner=cast["property_guard"], due_date=TODAY,
            actor=actor(role), at=AT, reason=reason,
        )  # fmt: skip

    return do


def nothing_happened() -> bool:
    return not (FocusTask.objects.exists() or AuditEntry.objects.exists() or Notice.objects.exists())


def view(listing) -> queries.PlanView:
    listing.place.refresh_from_db()
    planned = list(FocusTask.objects.filter(listing=listing).select_related("measure"))
    return queries.plan_of(listing, planned, listing.expected_next_year)


@pytest.mark.parametrize("reason", ["", "  "])
def test_cameras_without_a_reason_are_not_planned_while_locks_may_do_as_much(plan, reason):
    with pytest.raises(ReasonMissingError, match="Lighting"):
        plan("camera", reason)
    assert nothing_happened()


def test_the_reason_and_what_was_passed_over_are_kept(plan):
    plan("camera", "  the lock on the gate was\nbroken twice ")
    details = json.loads(AuditEntry.objects.get(action="burglary.task.planned").details)
    assert details["reason"] == "the lock on the gate was broken twice"
    assert details["measure"] == "camera"
    assert "lighting" in details["instead_of"].split(", ")
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("measure", ["lighting", "patrol", "talk", "other"])
def test_what_does_not_watch_everybody_needs_no_reason(plan, measure):
    plan(measure)
    assert "reason" not in json.loads(AuditEntry.objects.get().details)


def test_cameras_that_are_shown_to_do_more_need_none(plan):
    Measure.objects.filter(watching=0).update(low=-10, high=-5)
    Measure.objects.filter(pk="camera").update(low=-30, high=-20)
    plan("camera")
    assert FocusTask.objects.count() == 1


@pytest.mark.parametrize("measure", ["", "moon", "gating"])
def test_only_what_is_offered_is_planned(plan, measure):
    Measure.objects.filter(pk="gating").update(offered=False)
    with pytest.raises(AnxinError):
        plan(measure)
    assert nothing_happened()


def test_the_plan_proposes_what_fits_in_the_evidence_order(listing):
    assert [row.measure.key for row in view(listing).proposed][:2] == ["gating", "lighting"]
    EstateSettings.objects.create(place=listing.place, has=["flats"])
    keys = [row.measure.key for row in view(listing).proposed]
    assert "gating" not in keys
    assert "card_access" not in keys
    assert "other" not in keys
    assert keys == [m.key for m in Measure.objects.order_by("rank") if m.key in keys]


def test_the_plan_reckons_cost_and_effect_for_its_homes(listing, plan):
    Measure.objects.filter(pk="lighting").update(cost_per_home=Decimal("12.50"))
    plan("lighting")
    plan("lighting")
    plan("talk")
    found = view(listing)
    assert (found.cost.known, found.cost.measures, found.cost.without) == (Decimal(1250), 2, 1)
    lighting = next(row for row in found.proposed if row.measure.key == "lighting")
    assert (lighting.cost, lighting.fewer, lighting.planned) == (1250.0, pytest.approx(0.56), True)
    camera = next(row for row in found.proposed if row.measure.key == "camera")
    assert (camera.cost, camera.fewer, camera.planned) == (None, None, False)


def test_an_estate_without_homes_has_no_cost(listing, plan, estate):
    Measure.objects.filter(pk="lighting").update(cost_per_home=Decimal(10))
    plan("lighting")
    place = estate(1)
    place.homes = None
    place.save()
    assert view(listing).cost.without == 1
    assert view(listing).proposed[0].cost is None


def test_the_page_asks_kindly_and_loses_nothing(listing, signed_in, cast):
    browser = signed_in("community_officer")
    owner = cast["property_guard"].pk
    form = {"measure": "camera", "title": "东门装两个", "owner": owner, "due_date": TODAY + timedelta(9)}
    answer = browser.post(f"/focus/{listing.pk}/tasks/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="reason"' in page
    assert 'value="东门装两个"' in page
    assert '<option value="camera" selected>' in page
    assert nothing_happened()
    answer = browser.post(f"/focus/{listing.pk}/tasks/", {**form, "reason": "门锁被撬过两次"})
    assert answer.status_code == 302
    assert "门锁被撬过两次" in json.loads(AuditEntry.objects.get().details)["reason"]


@pytest.fixture
def several(listing, cast, estate):
    """Tasks in every state at E1, one at E6 of another subdistrict, one at an estate that left the list."""
    Measure.objects.filter(pk="lighting").update(cost_per_home=Decimal(10))

    def task(where, measure, **more):
        return FocusTask.objects.create(
            listing=where, measure_id=measure, title=measure, owner=cast["property_guard"], due_date=TODAY, **more
        )

    def listed(number, state):
        return FocusListing.objects.create(
            place=estate(number), state=state, proposed_date=TODAY, chance_worst=0.6, last_12_months=3,
            expected_next_year=2.0, listed_at=AT,
        )  # fmt: skip

    task(listing, "lighting")
    task(listing, "talk", done_at=AT, done_by=cast["property_guard"])
    task(listing, "camera", done_at=AT, done_by=cast["property_guard"], verified_at=AT, verified_by=cast["analyst"])
    task(listed(6, ListingState.LISTED), "lighting")
    task(listed(2, ListingState.ENDED), "lighting")


def rows(browser, query: str = "") -> list[list[str]]:
    response = browser.get(f"/measures/planned/?format=csv&{query}")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]


def test_the_district_sees_every_planned_measure_with_state_and_cost(several, signed_in):
    browser = signed_in("district_coordinator")
    assert {(row[0], row[5], row[9]) for row in rows(browser)} == {
        ("安和1村", "已计划", "1000.0"),
        ("安和1村", "已完成，待核实", ""),
        ("安和1村", "已核实", ""),
        ("安和6村", "已计划", "6000.0"),
    }
    assert rows(browser, "sort=-cost")[0][0] == "安和6村"
    assert browser.get("/measures/planned/").status_code == 200


@pytest.mark.parametrize(
    ("query", "count"),
    [("state=planned", 2), ("state=done", 1), ("state=verified", 1), ("measure=lighting", 2),
     ("measure=lighting&state=done", 0), ("measure=moon", 4)],
)  # fmt: skip
def test_planned_measures_are_filtered_by_measure_and_state(several, signed_in, query, count):
    assert len(rows(signed_in("district_coordinator"), query)) == count


@pytest.mark.parametrize(
    ("role", "estates"),
    [("subdistrict_coordinator", {"安和1村"}), ("estate_committee", {"安和1村"}), ("analyst", {"安和1村", "安和6村"})],
)
def test_others_see_their_own_places(several, signed_in, role, estates):
    assert {row[0] for row in rows(signed_in(role))} == estates
