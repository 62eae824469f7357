"""The crew's page: who gets it, what it shows, and that it works without a script."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from anxin.core.audit.models import AuditEntry
from anxin.patrols.models import Plan
from anxin.patrols.street.models import CrewLink, StreetAct
from anxin.patrols.street.services.doors import make_door_codes
from days import AT
from unit.street.conftest import BEGINS, NOON_AFTER


@pytest.fixture
def phone(client, token):
    client.get(f"/street/open/{token}/")
    return client


def text_of(answer):
    return answer.content.decode()


def test_the_link_shows_tonights_stops_in_order_and_leaves_the_address(client, token):
    answer = client.get(f"/street/open/{token}/")
    assert answer["Location"] == "/street/"
    page = text_of(client.get("/street/"))
    assert [f"安和{i}村" in page for i in (2, 3, 4)] == [True] * 3
    assert page.index("安和2村") < page.index("安和3村") < page.index("安和4村")
    assert "安和6村" not in page


def test_without_a_link_nothing_of_the_evening_is_shown(client, plan):
    page = text_of(client.get("/street/"))
    assert "安和" not in page
    assert client.get("/street/streets.json").status_code == 404


@pytest.mark.parametrize("token", ["0" * 64, "x"])
def test_a_wrong_link_opens_nothing(client, plan, token):
    answer = client.get(f"/street/open/{token}/")
    assert answer.status_code == 404
    assert "anxin_street" not in answer.cookies


def test_a_link_that_ended_shows_no_button(phone, monkeypatch):
    monkeypatch.setattr("anxin.core.clock.now", lambda: NOON_AFTER + timedelta(minutes=1))
    page = text_of(phone.get("/street/"))
    assert 'value="arrive"' not in page
    monkeypatch.setattr("anxin.core.clock.now", lambda: NOON_AFTER + timedelta(days=8))
    assert "安和2村" not in text_of(phone.get("/street/"))


def test_the_database_keeps_no_token(token):
    assert not CrewLink.objects.filter(serial=token).exists()
    assert not CrewLink.objects.filter(token_hash=token).exists()


def test_only_the_crews_page_may_use_the_camera_and_none_asks_where_one_is(phone, client):
    here, elsewhere = phone.get("/street/"), client.get("/account/login/")
    assert "camera=(self)" in here["Permissions-Policy"]
    assert "camera=()" in elsewhere["Permissions-Policy"]
    for answer in (here, elsewhere):
        assert "geolocation=()" in answer["Permissions-Policy"]
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_no_script_of_the_page_asks_where_the_phone_is():
    from pathlib import Path

    import anxin

    folder = Path(anxin.__file__).parent
    scripts = [*folder.glob("console/static/anxin/**/*.mjs"), folder / "patrols/street/worker.js"]
    assert len(scripts) >= 10
    assert not [path.name for path in scripts if "geolocation" in path.read_text(encoding="utf-8")]


def test_a_tick_works_without_a_script(phone):
    form = {"id": str(uuid4()), "kind": "arrive", "place": "E2"}
    for _twice in range(2):  # a second press of the same button is the same act
        assert phone.post("/street/act/", form).status_code == 302
    held = StreetAct.objects.get()
    assert (held.place.code, held.at, held.remarks) == ("E2", BEGINS, [])
    assert re.search(r'data-place="E2" data-state="there"', text_of(phone.get("/street/")))


def test_a_form_from_elsewhere_is_refused(token):
    strict = Client(enforce_csrf_checks=True)
    strict.get(f"/street/open/{token}/")
    answer = strict.post("/street/act/", {"id": str(uuid4()), "kind": "arrive", "place": "E2"})
    assert answer.status_code == 403
    assert not StreetAct.objects.exists()


@pytest.mark.parametrize("form", [{}, {"id": "x", "kind": "arrive"}, {"id": str(uuid4()), "kind": "fly"}])
def test_a_form_that_cannot_be_read_is_refused(phone, form):
    before = AuditEntry.objects.count()
    assert phone.post("/street/act/", form).status_code == 422
    assert not StreetAct.objects.exists()
    assert AuditEntry.objects.count() == before


def test_a_door_code_names_its_place_and_looking_records_nothing(phone, estate, actor):
    code = make_door_codes(places=[estate(2)], actor=actor("team_leader"), at=AT)[0]
    before = AuditEntry.objects.count()
    assert "安和2村" in text_of(phone.get(f"/street/door/{code.token}/"))
    stranger = text_of(Client().get(f"/street/door/{code.token}/"))
    assert "安和2村" in stranger
    assert "安和3村" not in stranger
    assert not StreetAct.objects.exists()
    assert AuditEntry.objects.count() == before


def test_the_pages_data_hold_what_a_phone_needs_without_a_network(phone, token):
    page = text_of(phone.get("/street/"))
    data = json.loads(re.search(r'<script id="street-data" type="application/json">(.*?)</script>', page)[1])
    assert data["token"] == token
    assert [stop["place"] for stop in data["stops"]] == ["E2", "E3", "E4"]
    assert len(data["line"]) == 5
    assert "走" in page or "Go east" in page


def test_a_crew_whose_route_was_dropped_is_told(phone):
    Plan.objects.all().delete()
    answer = phone.get("/street/")
    assert answer.status_code == 200
    assert "安和2村" not in text_of(answer)


@pytest.mark.parametrize(("role", "status"), [("volunteer", 302), ("team_leader", 302), ("district_coordinator", 302)])
def test_whoever_is_signed_in_walks_with_a_crew_of_their_place(plan, signed_in, link, role, status):
    browser = signed_in(role)
    answer = browser.post(f"/patrols/routes/{plan.routes.get(crew=link.crew).pk}/walk/")
    assert answer.status_code == status
    assert "安和2村" in text_of(browser.get("/street/"))


def test_nobody_walks_with_a_crew_of_another_place(plan, signed_in, crews):
    browser = signed_in("volunteer")
    answer = browser.post(f"/patrols/routes/{plan.routes.get(crew=crews[1]).pk}/walk/")
    assert answer.status_code == 403
    assert "anxin_street" not in browser.cookies


def test_the_link_is_shown_to_those_who_hand_it_out(plan, link, token, signed_in, crews):
    own, other = (plan.routes.get(crew=crew).pk for crew in crews)
    browser = signed_in("team_leader")
    assert token in text_of(browser.get(f"/patrols/routes/{own}/link/"))
    assert browser.get(f"/patrols/routes/{other}/link/").status_code == 403


def test_another_places_link_is_not_renewed(plan, signed_in, crews):
    links, rows = list(CrewLink.objects.values()), AuditEntry.objects.count()
    answer = signed_in("team_leader").post(f"/patrols/routes/{plan.routes.get(crew=crews[1]).pk}/link/renew/")
    assert answer.status_code == 403
    assert list(CrewLink.objects.values()) == links
    assert AuditEntry.objects.count() == rows


def test_a_draft_has_no_link(plan, signed_in):
    Plan.objects.update(confirmed_at=None)
    route = plan.routes.first().pk
    browser = signed_in("district_coordinator")
    assert "/street/open/" not in text_of(browser.get(f"/patrols/routes/{route}/link/"))
    assert browser.post(f"/patrols/routes/{route}/walk/").status_code == 422
