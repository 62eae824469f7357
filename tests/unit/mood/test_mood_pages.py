"""The pages of mood: the sentence first; small confided counts unseen; nothing for those who police."""

from __future__ import annotations

import pytest

from anxin.core.territory.models import Place
from anxin.mood.inputs.models import IndicatorCount, ReportingChange
from anxin.mood.warnings.models import MoodWarning
from days import TODAY


@pytest.fixture(autouse=True)
def _in_english(cast):
    from anxin.core.people.models import Person

    Person.objects.update(language="en")
    for person in cast.values():
        person.language = "en"


def text_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_before_the_first_answers_the_page_says_how_to_begin(signed_in):
    assert "Nothing has been read yet" in text_of(signed_in("district_coordinator"), "/mood/")


def test_a_new_district_is_told_what_can_be_told_yet(signed_in, answered, read_all):
    for back in range(1, 4):
        answered("N1", back, 400)
    read_all()
    page = text_of(signed_in("district_coordinator"), "/mood/")
    assert "in 9 weeks" in page
    assert "Warnings begin in 17 weeks" in page


def test_a_place_without_answers_says_so(signed_in, answered, read_all):
    answered("N1", 1, 400)
    read_all()
    page = text_of(signed_in("analyst"), "/mood/?place=S2")
    assert "too few answers for a figure" in page, page[page.find("<main") :][:1500]


@pytest.mark.parametrize("code", ["E1", "nowhere"])
def test_an_estate_has_no_thermometer(signed_in, code):
    assert signed_in("analyst").get("/mood/", {"place": code}).status_code == 404


@pytest.mark.parametrize("role", ["community_officer", "property_guard", "volunteer", "team_leader", "administrator"])
def test_no_page_of_it_opens_for_those_who_police_or_patrol(signed_in, warning, role):
    client = signed_in(role)
    for path in ("/mood/", "/mood/warnings/", f"/mood/warnings/{warning.pk}/", "/mood/sources/", "/map/mood.json"):
        assert client.get(path).status_code == 403, path
    assert "/mood/" not in client.get("/").content.decode()


def test_a_week_that_waits_too_long_shouts(signed_in, answered):
    answered("N1", 3, 50)
    assert "are not released yet" in text_of(signed_in("district_coordinator"), "/mood/")


def test_a_small_confided_count_is_not_shown(signed_in, warning, monday):
    place = Place.objects.get(code="S1")
    for back, count in ((3, 25), (2, 4), (1, 31)):
        IndicatorCount.objects.create(indicator="service_contacts", place=place, week=monday(back), count=count)
    MoodWarning.objects.filter(pk=warning.pk).update(what="service_contacts", since=monday(1), week=monday(1))
    page = text_of(signed_in("analyst"), f"/mood/warnings/{warning.pk}/")
    assert '"y": [25.0, 31.0]' in page


def test_a_refused_response_comes_back_whole(signed_in, warning):
    client = signed_in("district_coordinator")
    client.post(f"/mood/warnings/{warning.pk}/take/")
    sent = {"kind": "talk", "what": "居民讲座", "office": "", "due_date": TODAY.isoformat()}
    response = client.post(f"/mood/warnings/{warning.pk}/respond/", sent)
    assert response.status_code == 422
    assert "居民讲座" in response.content.decode()
    assert not warning.responses.exists()


def test_a_change_of_counting_is_logged_and_a_wrong_one_is_not(signed_in):
    client = signed_in("subdistrict_coordinator")
    sent = {"indicator": "hotline_noise", "week": "2026-10-01", "what": "热线并线"}
    for wrong in ({"indicator": "x"}, {"week": "2030-01-01"}, {"week": ""}, {"what": " "}):
        assert client.post("/mood/sources/change/", sent | wrong).status_code == 422
    assert not ReportingChange.objects.exists()
    assert client.post("/mood/sources/change/", sent).status_code == 302
    assert ReportingChange.objects.get().week.isoformat() == "2026-09-28"


def test_warnings_of_my_places_wait_on_today(signed_in, warning):
    assert "1 warnings about mood wait" in text_of(signed_in("subdistrict_coordinator"), "/")
    MoodWarning.objects.update(place=Place.objects.get(code="S2"))
    assert "warnings about mood" not in text_of(signed_in("subdistrict_coordinator"), "/")
