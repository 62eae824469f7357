"""Pages say the news, keep their promises on size, and answer what is asked of tables."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.services import run_round
from days import AT, TODAY


@pytest.fixture
def judged(burglaries):
    burglaries(2, 30)
    burglaries(5, 3)
    run_round(day=TODAY, actor=SYSTEM, at=AT)


def test_the_overview_begins_with_the_news(judged, signed_in):
    page = signed_in("district_coordinator").get("/overview/").content.decode()
    assert "6 个小区中，4 个今年没有发案" in page


def test_english_is_a_switch_away(judged, signed_in):
    browser = signed_in("district_coordinator")
    browser.post("/me/display/", {"language": "en", "next": "/overview/"})
    page = browser.get("/overview/").content.decode()
    assert "4 of 6 estates have had no burglary this year" in page
    assert 'lang="en"' in page


def test_large_text_is_kept_with_the_account(judged, signed_in, cast):
    browser = signed_in("volunteer")
    browser.post("/me/display/", {"elder": "1", "next": "/"})
    assert 'class="elder"' in browser.get("/").content.decode()


def test_switching_never_leads_to_another_site(judged, signed_in):
    answer = signed_in("volunteer").post("/me/display/", {"elder": "1", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("path", ["/overview/", "/estates/E2/", "/estates/", "/focus/", "/record/", "/"])
def test_a_page_asks_the_database_at_most_twelve_times(judged, signed_in, path):
    browser = signed_in("district_coordinator")
    browser.get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(path).status_code == 200
    assert len(asked) <= 12, [query["sql"][:90] for query in asked]


def test_a_table_sorts_filters_and_finds(judged, signed_in):
    browser = signed_in("district_coordinator")

    def names(query):
        response = browser.get(f"/estates/?format=csv&{query}")
        return [row[0] for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig")))][1:]

    assert names("sort=-homes")[0] == "安和6村"
    assert names("sort=homes")[0] == "安和1村"
    assert names("subdistrict=S2&sort=code") == ["安和5村", "安和6村"]
    assert names("state=hit&sort=code") == ["安和2村", "安和5村"]
    assert names("find=ah3") == ["安和3村"]
    assert names("find=nowhere") == []


STRANGE = ["sort=password", "page=-3", "page=999", "page=x", "subdistrict=';--", "find=" + "x" * 60_000]


@pytest.mark.parametrize("query", STRANGE, ids=lambda query: query[:12])
def test_a_strange_query_still_gives_a_table(judged, signed_in, query):
    assert signed_in("district_coordinator").get(f"/estates/?{query}").status_code == 200


def test_a_download_opens_in_a_spreadsheet_with_numbers_as_numbers(judged, signed_in):
    response = signed_in("district_coordinator").get("/estates/?format=xlsx&sort=-last_12_months")
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert len(rows) == 7
    assert rows[1][0] == "安和2村"
    assert rows[1][4] == 30


def test_an_estate_speaks_of_next_year(judged, signed_in):
    page = signed_in("estate_committee").get("/estates/E2/").content.decode()
    assert "近 12 个月发案 30 起，如不采取措施，预计未来一年" in page
    assert "90% 区间" in page


@pytest.mark.parametrize("text", ["安和3", "ah3c", "anhe3", "e3", "E3"])
def test_search_by_name_pinyin_initials_and_code(judged, signed_in, text):
    page = signed_in("volunteer").get("/search/", {"q": text}).content.decode()
    assert "安和3村" in page


def test_the_map_layer_is_ready_made_and_known_again(judged, signed_in):
    browser = signed_in("district_coordinator")
    first = browser.get("/map/estates.json", headers={"Accept-Encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    again = browser.get("/map/estates.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(browser.get("/map/estates.json").json()["features"]) == 6


def test_today_tells_each_role_its_own(judged, signed_in):
    assert "等你决定" in signed_in("district_coordinator").get("/").content.decode()
    assert "没有事等着你" in signed_in("volunteer").get("/").content.decode()


def test_an_idle_session_ends(judged, signed_in):
    browser = signed_in("district_coordinator")
    browser.get("/")
    session = browser.session
    session["seen"] = session["seen"] - 31 * 60
    session.save()
    assert browser.get("/overview/").status_code == 302


def test_an_account_that_was_closed_is_out_at_the_next_request(judged, signed_in, cast):
    browser = signed_in("district_coordinator")
    cast["district_coordinator"].is_active = False
    cast["district_coordinator"].save()
    assert browser.get("/overview/").status_code == 302


def test_nobody_signs_up_from_outside(client, db):
    from anxin.core.people.models import Person

    client.post("/account/signup/", {"username": "x", "email": "x@x.example", "password1": "a long password 9"})
    assert not Person.objects.exists()


def test_guessing_passwords_is_slowed_down(client, cast):
    from django.core.management import call_command

    call_command("createcachetable")
    cast["volunteer"].set_password("the right password")
    cast["volunteer"].save()
    answers = [
        client.post("/account/login/", {"login": "volunteer", "password": f"wrong {i}"}).content.decode()
        for i in range(7)
    ]
    right = client.post("/account/login/", {"login": "volunteer", "password": "the right password"})
    assert right.status_code != 302, answers[-1][-600:]


def test_headers_allow_nothing_from_outside(client, db):
    answer = client.get("/account/login/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_strange_host_is_refused_not_broken(client, db):
    assert client.get("/account/login/", headers={"Host": "evil.example"}).status_code == 400


def test_volunteers_see_the_streets_but_no_estates_figures(judged, signed_in):
    browser = signed_in("volunteer")
    assert browser.get("/map/streets.json").status_code == 200
    assert browser.get("/map/estates.json").status_code == 403


def test_a_subdistrict_coordinator_is_told_of_proposals_at_home_alone(judged, signed_in, estate):
    from anxin.burglary.models import FocusListing

    FocusListing.objects.all().delete()
    away = {"proposed_date": TODAY, "chance_worst": 0.7, "last_12_months": 4, "expected_next_year": 2.0}
    FocusListing.objects.create(place=estate(6), **away)
    assert "等你决定" not in signed_in("subdistrict_coordinator").get("/").content.decode()
    FocusListing.objects.create(place=estate(2), **away)
    assert "等你决定" in signed_in("subdistrict_coordinator").get("/").content.decode()


def test_the_record_of_a_year_is_downloaded_as_that_year(judged, signed_in):
    page = signed_in("district_coordinator").get("/record/?period=2026").content.decode()
    assert "period=2026&amp;format=csv" in page


def test_the_map_is_told_what_fits_the_filter(judged, signed_in):
    browser = signed_in("district_coordinator")
    assert '<script id="map-fitting" type="application/json">null</script>' in browser.get("/estates/").content.decode()
    hit = browser.get("/estates/?state=hit").content.decode()
    assert '<script id="map-fitting" type="application/json">["E2", "E5"]</script>' in hit
