"""A refused form comes back as it was sent: every fault named on top and beside its field, nothing changed."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anxin.burglary.models import FocusListing, FocusTask, Measure, Programme, RecordingChange
from anxin.core.audit.models import AuditEntry
from anxin.core.imports.models import ImportRun
from anxin.core.notices.models import Notice
from anxin.core.people.models import Grant, Person
from anxin.patrols.models import Crew
from days import TODAY


@pytest.fixture
def listing(estate, cast):
    return FocusListing.objects.create(
        place=estate(1), state="listed", proposed_date=TODAY, chance_worst=0.9, last_12_months=9, expected_next_year=5.0
    )


PROGRAMME = {"name": "门锁行动", "question": "", "estates": "E1\n没有这个", "hoped_fall": "99", "start_date": "x"}
CREW = {"name": "", "start": "nowhere", "begins": "25:99", "minutes": "many", "people": "2", "speed_kmh": "4.3"}
PERSON = {"username": "", "display_name": "小王", "email": "no", "password": "123"}
TASK = {"measure": "none", "title": "修好门", "owner": "0", "due_date": "soon"}
FORMS = {
    "programme": (
        "district_coordinator", "/record/programmes/register/", PROGRAMME,
        "question estates hoped_fall start_date sunset_date", "门锁行动",
    ),
    "recording": (
        "district_coordinator", "/record/programmes/recording/", {"date": "x", "text": "新表"}, "date", "新表",
    ),
    "crew": ("district_coordinator", "/patrols/crews/save/", CREW, "name start begins minutes", "nowhere"),
    "person": ("administrator", "/people/add/", PERSON, "username email password", "小王"),
    "measure": (
        "district_coordinator", "/measures/add/", {"name": "敲门", "watching": "9"}, "what privacy watching", "敲门",
    ),
    "cost": ("district_coordinator", "/measures/other/cost/", {"cost": "viel", "note": "报价"}, "cost", "报价"),
}  # fmt: skip


def counts():
    kinds = (Programme, RecordingChange, Crew, Person, Measure, Grant, FocusTask, ImportRun, AuditEntry, Notice)
    return [kind.objects.count() for kind in kinds]


def faults_in(page: str) -> set[str]:
    return set(re.findall(r'<p class="error" id="fault-([\w-]+)">', page))


@pytest.mark.parametrize("form", FORMS)
def test_a_refused_form_comes_back_with_all_its_faults(district, cast, signed_in, form):
    role, address, sent, wrong, written = FORMS[form]
    browser = signed_in(role)
    before = counts()
    answer = browser.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert faults_in(page) == set(wrong.split())
    for field in wrong.split():
        assert f'href="#fault-{field}"' in page  # summed up on top
        assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', page)
    assert f'value="{written}"' in page or f">{written}<" in page
    assert counts() == before


def test_a_refused_task_comes_back_on_its_plan(listing, signed_in):
    before = counts()
    answer = signed_in("district_coordinator").post(f"/focus/{listing.pk}/tasks/", TASK)
    assert answer.status_code == 422
    assert faults_in(answer.content.decode()) == {"measure", "owner", "due_date"}
    assert 'value="修好门"' in answer.content.decode()
    assert counts() == before


def test_a_decision_without_a_reason_comes_back_open(listing, signed_in):
    FocusListing.objects.update(state="proposed")
    answer = signed_in("district_coordinator").post(
        f"/focus/{listing.pk}/decline/", {"reason": " ", "seen": "proposed"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert faults_in(page) == {"reason"}
    assert "<details open>" in page
    assert FocusListing.objects.get().state == "proposed"


def test_a_refused_file_leaves_one_on_the_page_of_data(district, signed_in):
    before = counts()
    file = SimpleUploadedFile("list.csv", "编号,受害人\n1,x\n".encode())
    answer = signed_in("district_coordinator").post("/data/imports/incidents/new/", {"file": file})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "受害人" in page
    assert 'type="file"' in page  # the next try is on the same page
    assert counts() == before


def test_only_the_form_that_was_sent_speaks(district, estate, signed_in):
    for name in ("一队", "二队"):
        Crew.objects.create(name=name, start=estate(1))
    second = Crew.objects.get(name="二队")
    answer = signed_in("district_coordinator").post("/patrols/crews/save/", {**CREW, "crew": second.pk, "name": "新名"})
    page = answer.content.decode()
    assert page.count('id="fault-start"') == 1
    assert page.count('value="新名"') == 1
    assert 'value="一队"' in page


def test_the_links_of_a_page_that_came_back_are_its_own(district, signed_in):
    page = signed_in("district_coordinator").post("/measures/add/", {"name": "敲门"}).content.decode()
    assert 'href="/measures/?sort=' in page
    assert "/measures/add/?" not in page


def test_a_refusal_has_a_way_back(district, signed_in):
    answer = signed_in("volunteer").get("/people/", headers={"Referer": "http://testserver/patrols/?x=1"})
    assert 'href="/patrols/?x=1"' in answer.content.decode()


def test_a_way_back_never_leads_to_another_site(district, signed_in):
    answer = signed_in("volunteer").get("/people/", headers={"Referer": "https://evil.example/x"})
    assert "evil.example" not in answer.content.decode()


def test_a_decision_against_the_proposal_is_answered(listing, signed_in):
    FocusListing.objects.update(state="proposed")
    browser = signed_in("district_coordinator")
    browser.post(f"/focus/{listing.pk}/decline/", {"reason": "已改造", "seen": "proposed"})
    assert "安和1村不挂牌，你的理由已记下。" in browser.get("/focus/").content.decode()
    assert "你的理由已记下" not in browser.get("/focus/").content.decode()
