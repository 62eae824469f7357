"""How much patrol a programme's estates got, beside the others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anxin.burglary.programmes.dose import patrol_dose, spans_of
from anxin.burglary.programmes.models import Programme, ProgrammeEstate
from anxin.core.released.models import PlaceDose
from days import AT, TODAY

START = TODAY - timedelta(days=30)


@pytest.fixture
def programme(estate):
    held = Programme.objects.create(
        name="楼道门", question="?", hoped_ratio=0.7, start_date=START, sunset_date=TODAY + timedelta(days=300),
        registered_at=AT,
    )  # fmt: skip
    for number in (1, 2):
        ProgrammeEstate.objects.create(programme=held, place=estate(number), start_date=START)
    return held


def walk(place, days_ago, minutes):
    PlaceDose.objects.create(
        source="patrols", kind="patrol", place=place, date=TODAY - timedelta(days=days_ago), minutes=minutes, people=2
    )


def test_without_a_visit_on_record_nothing_is_said(programme):
    assert patrol_dose(programme, TODAY) is None


def test_minutes_are_an_estate_and_month(programme, estate):
    walk(estate(3), 61, 40)  # the record begins
    walk(estate(1), 45, 31)
    walk(estate(1), 5, 62)
    walk(estate(2), 4, 62)
    found = patrol_dose(programme, TODAY)
    assert found.spans.after == (START, TODAY)
    assert found.spans.before == (START - timedelta(days=31), START - timedelta(days=1))
    assert found.taking_part.estates == 2
    assert (found.taking_part.before, found.taking_part.after) == (pytest.approx(15), pytest.approx(60))
    assert found.compared.estates == 4
    assert found.compared.before == pytest.approx(40 / 4 / 31 * 30)
    assert found.compared.after == 0


def test_a_record_that_began_after_the_start_compares_nothing(programme, estate, signed_in):
    walk(estate(1), 5, 12)
    found = patrol_dose(programme, TODAY)
    assert (found.spans.before, found.taking_part.before) == (None, None)
    page = signed_in("analyst").get(f"/record/programmes/{programme.pk}/").content.decode()
    assert "参加的 2 个小区" in page


def test_spans_stay_on_record():
    first, start = date(2026, 1, 1), date(2026, 2, 1)
    spans = spans_of(start, date(2026, 6, 30), first)
    assert spans.before == (first, date(2026, 1, 31))
    assert spans_of(start, date(2026, 1, 20), first).after is None
