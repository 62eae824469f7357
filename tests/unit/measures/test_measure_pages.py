"""The catalogue's pages say what is known and what is not."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anxin.burglary.measures.models import EstateSettings, Measure, MeasureDone
from anxin.core.audit.models import AuditEntry
from anxin.core.notices.models import Notice
from days import TODAY


@pytest.fixture
def english(signed_in):
    """Return a browser of a role that reads English."""

    def come(role: str):
        browser = signed_in(role)
        browser.post("/me/display/", {"language": "en", "next": "/"})
        return browser

    return come


def table(browser, query: str = "") -> list[list[str]]:
    response = browser.get(f"/measures/?format=csv&{query}")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]


def test_the_catalogue_stands_in_the_evidence_order_and_sorts(english):
    browser = english("community_officer")
    assert [row[0] for row in table(browser)][:2] == ["Gates across rear passages", "Lighting"]
    assert table(browser, "sort=effect")[0][2] == "-37.0"
    assert {row[6] for row in table(browser, "watching=2")} == {"watches everybody"}
    assert table(browser, "sort=-name")[0][0] == "Talk with residents"


def test_no_interval_is_made_up(english):
    page = english("analyst").get("/measures/").content.decode()
    assert "No study that was read gives an interval" in page
    assert {row[4] for row in table(english("analyst"))} == {"none given", "–"}


def test_a_figure_from_memory_says_so_and_is_no_headline(english):
    page = english("analyst").get("/measures/camera/").content.decode()
    assert "no figure that could be checked" in page
    assert "−12 % (all crime)" in page
    assert "not checked against the source" in page


def test_what_speaks_against_a_measure_stands_with_the_rest(english):
    page = english("estate_committee").get("/measures/patrol/").content.decode()
    assert "+25 % (all crime)" in page
    assert "speaks against it" in page
    assert "10.1007/s10940-016-9312-y" in page


def test_a_measure_shows_where_it_was_done(english, estate, measure):
    MeasureDone.objects.create(place=estate(2), measure=measure("gating"), date=TODAY, homes_covered=150)
    page = english("district_coordinator").get("/measures/gating/").content.decode()
    assert "安和2村" in page
    assert "150 homes" in page
    assert "安和2村" not in english("property_guard").get("/measures/gating/").content.decode()


def test_only_the_coordinator_is_asked_for_costs(english):
    assert "have no cost yet" in english("district_coordinator").get("/measures/").content.decode()
    page = english("subdistrict_coordinator").get("/measures/").content.decode()
    assert "have no cost yet" not in page
    assert "Add a measure of your own" not in page


def test_the_coordinator_enters_a_cost_and_adds_a_measure_in_the_browser(english):
    browser = english("district_coordinator")
    assert browser.post("/measures/lighting/cost/", {"cost": "12.5", "note": "offer"}).status_code == 302
    assert "12.50 yuan" in browser.get("/measures/lighting/").content.decode()
    form = {"name": "Whistle", "what": "A whistle on every stairway", "watching": "0", "privacy": "watches nobody"}
    answer = browser.post("/measures/add/", {**form, "fits": ["flats", "sheds"]})
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    assert "A whistle on every stairway" in page
    answer = browser.post(f"{answer['Location']}change/", {**form, "name": "Bell"})
    held = Measure.objects.get(local=True)
    assert (str(held), held.offered, held.fits) == ("Bell", False, [])


ACTS = [
    ("/measures/lighting/cost/", {"cost": "5"}),
    ("/measures/add/", {"name": "x", "what": "y", "watching": "0", "privacy": "z"}),
    ("/measures/lighting/change/", {"name": "x", "what": "y", "watching": "0", "privacy": "z"}),
]


OTHERS = ["volunteer", "property_guard", "community_officer", "subdistrict_coordinator", "analyst", "administrator"]


@pytest.mark.parametrize("role", [*OTHERS, "outsider"])
def test_a_refused_act_changes_nothing_and_tells_nobody(signed_in, listing, role):
    browser = signed_in(role)
    models = (Measure, EstateSettings, AuditEntry, Notice)
    before = [list(model.objects.order_by("pk").values_list()) for model in models]
    for path, form in ACTS:
        assert browser.post(path, form).status_code == 403, path
        assert browser.get(path).status_code in (403, 405), path
    assert [list(model.objects.order_by("pk").values_list()) for model in models] == before


@pytest.mark.parametrize("role", ["team_leader", "property_guard"])
def test_an_estate_out_of_sight_cannot_be_described(signed_in, listing, estate, role):
    listing.place = estate(6)
    listing.save()
    assert signed_in(role).post(f"/focus/{listing.pk}/estate/", {"has": ["flats"]}).status_code == 404
    assert not EstateSettings.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_estate_is_described_on_its_plan(english, listing):
    browser = english("property_guard")
    assert "Nobody has said yet what is built here" in browser.get(f"/focus/{listing.pk}/").content.decode()
    assert browser.post(f"/focus/{listing.pk}/estate/", {"has": ["flats", "gated"]}).status_code == 302
    page = browser.get(f"/focus/{listing.pk}/").content.decode()
    assert 'value="gated" checked' in page
    assert "Gates across rear passages" not in page


@pytest.mark.parametrize("path", ["/measures/", "/measures/patrol/", "/measures/planned/", "/focus/{}/"])
def test_a_page_asks_the_database_at_most_twelve_times(signed_in, listing, path):
    browser = signed_in("district_coordinator")
    path = path.format(listing.pk)
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    assert len(asked) <= 12, [query["sql"][:90] for query in asked]


@pytest.mark.parametrize("path", ["/measures/moon/", "/measures/moon/cost/"])
def test_an_unknown_measure_is_not_there(signed_in, district, path):
    browser = signed_in("district_coordinator")
    answer = browser.post(path, {"cost": "1"}) if path.endswith("cost/") else browser.get(path)
    assert answer.status_code == 404
