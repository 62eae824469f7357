"""The question stands before the answer; nothing is registered half."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.burglary.errors import NotYoursError
from anxin.burglary.programmes.models import Programme, ProgrammeEstate, RecordingChange
from anxin.burglary.programmes.services import log_recording_change, register_programme
from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError
from days import AT, TODAY


@pytest.fixture
def register(actor, estate):
    def by(role="district_coordinator", **other):
        given = {
            "name": "楼道门", "question": "发案是不是少了？", "places": [estate(1), estate(2)], "start_date": TODAY,
            "sunset_date": TODAY + timedelta(days=365), "hoped_fall_percent": 30, "measure": None,
        } | other  # fmt: skip
        return register_programme(**given, actor=actor(role), at=AT)

    return by


def test_question_estates_and_start_are_written_down(register):
    programme = register()
    assert programme.was_registered_before
    assert programme.hoped_ratio == pytest.approx(0.7)
    assert programme.estates.count() == 2
    assert AuditEntry.objects.filter(action="burglary.programme.registered", subject="楼道门").count() == 1


def test_what_began_already_is_said_to_be_registered_late(register):
    assert not register(start_date=TODAY - timedelta(days=1)).was_registered_before


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"question": ""},
        {"places": []},
        {"hoped_fall_percent": 3},
        {"hoped_fall_percent": float("nan")},
        {"sunset_date": TODAY},
        {"sunset_date": TODAY + timedelta(days=2000)},
    ],
)
def test_what_is_unsound_is_refused_and_changes_nothing(register, wrong):
    before = AuditEntry.objects.count()
    with pytest.raises(AnxinError):
        register(**wrong)
    assert not Programme.objects.exists()
    assert not ProgrammeEstate.objects.exists()
    assert AuditEntry.objects.count() == before


def test_a_name_is_taken_once(register):
    register()
    with pytest.raises(AnxinError, match="同名"):
        register()
    assert Programme.objects.count() == 1


@pytest.mark.parametrize("role", ["subdistrict_coordinator", "community_officer", "analyst", "volunteer"])
def test_only_a_coordinator_of_all_the_estates_registers(register, estate, role):
    before = AuditEntry.objects.count()
    with pytest.raises(NotYoursError):
        register(role, places=[estate(1), estate(6)])  # the last lies in another subdistrict
    assert not Programme.objects.exists()
    assert AuditEntry.objects.count() == before


def test_the_form_registers_and_names_an_unknown_estate(signed_in, estate):
    browser = signed_in("district_coordinator")
    form = {
        "name": "楼道门", "question": "少了吗？", "estates": "E1\n安和2村，E1", "hoped_fall": "30",
        "start_date": TODAY.isoformat(), "sunset_date": (TODAY + timedelta(days=200)).isoformat(),
    }  # fmt: skip
    answer = browser.post("/record/programmes/register/", form | {"estates": "E1\n桃花源"})
    assert answer.status_code == 422
    assert "桃花源" in answer.content.decode()
    assert not Programme.objects.exists()
    assert browser.post("/record/programmes/register/", form).status_code == 302
    assert set(ProgrammeEstate.objects.values_list("place__code", flat=True)) == {"E1", "E2"}


def test_a_change_of_recording_is_logged_by_the_district_alone(actor):
    log_recording_change(day=TODAY, text="改用新表", actor=actor("district_coordinator"), at=AT)
    with pytest.raises(NotYoursError):
        log_recording_change(day=TODAY, text="x", actor=actor("subdistrict_coordinator"), at=AT)
    with pytest.raises(AnxinError):
        log_recording_change(day=TODAY + timedelta(days=1), text="x", actor=actor("district_coordinator"), at=AT)
    assert RecordingChange.objects.get().text == "改用新表"
