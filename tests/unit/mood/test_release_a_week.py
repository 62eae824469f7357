"""A week's answers are released once, with noise, and the exact counts are gone."""

from __future__ import annotations

import pytest
from django.db import transaction

from anxin.core.audit.models import AuditEntry
from anxin.core.budgets.errors import BudgetSpentError
from anxin.core.budgets.models import Budget, Spend
from anxin.core.people.actor import SYSTEM
from anxin.core.territory.models import Place
from anxin.mood.pulse.models import PulseCount, PulseRelease, ReleasedHistogram
from anxin.mood.pulse.release import release_week, weeks_to_release
from days import AT, TODAY


def test_the_counts_become_noised_histograms_and_are_deleted(answered, monday):
    answered("N1", 1, 200)
    answered("N2", 1, 90, item="trust")
    assert weeks_to_release(TODAY) == [monday(1)]
    release_week(week=monday(1), actor=SYSTEM, at=AT)
    assert not PulseCount.objects.exists()
    own = ReleasedHistogram.objects.get(place__code="N1", item="satisfaction")
    assert len(own.bins) == 11
    assert abs(sum(own.bins) - 200) < 60  # the noise on eleven bins has a spread of 4.5
    assert AuditEntry.objects.filter(action="mood.pulse.released").count() == 1


def test_every_place_of_the_register_is_a_group_answered_or_not(answered, monday):
    answered("N1", 1, 20)
    release_week(week=monday(1), actor=SYSTEM, at=AT)
    leaves = ReleasedHistogram.objects.filter(item="satisfaction").values_list("place__code", flat=True)
    assert sorted(leaves) == ["N1", "N2", "N3"]
    turns = ReleasedHistogram.objects.exclude(item="satisfaction")
    assert turns.count() == 6 * 2
    assert set(turns.values_list("place__code", flat=True)) == {"S1", "S2"}


def test_questions_that_take_turns_are_added_up_by_subdistrict(answered, monday):
    answered("N1", 1, 300, item="trust")
    answered("N2", 1, 300, item="trust")
    release_week(week=monday(1), actor=SYSTEM, at=AT)
    assert abs(sum(ReleasedHistogram.objects.get(place__code="S1", item="trust").bins) - 600) < 60
    assert abs(sum(ReleasedHistogram.objects.get(place__code="S2", item="trust").bins)) < 60


def test_a_week_is_never_released_twice(answered, monday):
    answered("N1", 1, 50)
    release_week(week=monday(1), actor=SYSTEM, at=AT)
    answered("N2", 1, 50)
    with pytest.raises(BudgetSpentError), transaction.atomic():
        release_week(week=monday(1), actor=SYSTEM, at=AT)
    assert PulseRelease.objects.count() == 1
    assert Spend.objects.count() == 1
    assert PulseCount.objects.exists()  # nothing of it went out


def test_a_release_that_fails_costs_nothing_and_loses_nothing(answered, monday, monkeypatch):
    answered("N1", 1, 50)
    before = PulseCount.objects.count()
    monkeypatch.setattr("anxin.methods.privacy.release_histograms", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        release_week(week=monday(1), actor=SYSTEM, at=AT)
    assert PulseCount.objects.count() == before
    assert not PulseRelease.objects.exists()
    assert not Budget.objects.filter(spent__gt=0).exists()


def test_the_running_week_waits(answered):
    answered("N1", 0, 50)
    assert weeks_to_release(TODAY) == []


def test_a_place_that_came_after_the_answers_is_a_group_too(answered, monday):
    answered("N1", 1, 20)
    top = Place.objects.get(code="S2")
    Place.objects.create(level="neighbourhood", code="N9", name="新居民区", parent=top, subdistrict=top, path="new/")
    release_week(week=monday(1), actor=SYSTEM, at=AT)
    assert ReleasedHistogram.objects.filter(place__code="N9").count() == 1
