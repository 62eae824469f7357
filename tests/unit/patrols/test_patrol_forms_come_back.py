"""A refused form of the patrols and rooms comes back whole, each fault beside its field, and nothing is changed."""

from __future__ import annotations

from datetime import time

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.rooms.models import Pack, Room
from anxin.patrols.models import Crew, Plan, Wish
from anxin.patrols.rosters.models import Walker
from days import AT, TODAY

CREW = {"name": "新队", "start": "E1", "begins": "19:30", "people": "2", "minutes": "120", "speed_kmh": "4.3"}
WISH = {"kind": "visit", "place": "E1", "from_date": TODAY.isoformat()}
ROOM = {"name": "一村群", "place": "E1", "platform": "by_hand", "audience": "staff"}


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)


@pytest.fixture
def scene(cast, district, estate):
    """An evening that is confirmed, a crew, a room and a pack that went out."""
    Crew.objects.create(name="一队", start=estate(1), begins=time(19, 30))
    Plan.objects.create(date=TODAY, on_streets=False, prize=0, left_out=0, made_at=AT, confirmed_at=AT)
    Room.objects.create(name="群", place=estate(1), platform="by_hand", audience="staff", saved_at=AT)
    return Pack.objects.create(
        title="今晚", day=TODAY, source="t", audience="staff", state="released", made_by="x", made_at=AT, released_at=AT
    )


REFUSED = [
    (f"/patrols/{TODAY}/change/", {"cause": "urgent", "place": "E99"}, "place", "E99"),
    (f"/patrols/{TODAY}/change/", {"cause": "crew_out", "place": "E3"}, "route", "E3"),
    (f"/patrols/{TODAY}/change/", {"place": "E3"}, "cause", "E3"),
    ("/patrols/doors/print/", {"place": "E99"}, "place", "E99"),
    ("/patrols/shifts/off/", {"date": "soon"}, "date", ""),
    ("/patrols/weeks/draw/", {"first": "", "weeks": "3", "share": "95"}, "first", "3"),
    ("/patrols/weeks/draw/", {"first": TODAY.isoformat(), "weeks": "77", "share": "95"}, "weeks", "77"),
    ("/patrols/weeks/draw/", {"first": TODAY.isoformat(), "weeks": "3", "share": "95"}, "weekday", "3"),
    ("/patrols/wishes/add/", {**WISH, "place": "E99", "note": "看门"}, "place", "看门"),
    ("/patrols/wishes/add/", {**WISH, "kind": "together", "crews": "3"}, "opens", 'value="3"'),
    ("/patrols/wishes/add/", {**WISH, "opens": "21:00", "closes": "20:00"}, "closes", "21:00"),
    ("/patrols/wishes/add/", {**WISH, "from_date": "2020-01-01"}, "from_date", "2020-01-01"),
    ("/patrols/wishes/add/", {**WISH, "minutes": "999"}, "minutes", "999"),
    ("/patrols/rosters/draft/", {"first": "0001-01-01"}, "first", "0001-01-01"),
    ("/patrols/crews/save/", {**CREW, "name": "一队"}, "name", "19:30"),
    ("/rooms/add/", {**ROOM, "place": "E99"}, "place", "一村群"),
    ("/rooms/add/", {**ROOM, "platform": "wecom"}, "address", "一村群"),
    ("/rooms/add/", {**ROOM, "name": ""}, "name", "E1"),
    ("/rooms/1/save/", {**ROOM, "platform": "fax"}, "platform", "一村群"),
    ("/rooms/packs/1/call-back/", {"words": " "}, "words", ""),
]


@pytest.mark.parametrize(("address", "sent", "field", "kept"), REFUSED)
def test_it_comes_back_with_its_fault(scene, cast, signed_in, address, sent, field, kept):
    address = address.replace("/rooms/packs/1/", f"/rooms/packs/{scene.pk}/")
    address = address.replace("/rooms/1/", f"/rooms/{Room.objects.get().pk}/")
    if field == "date":
        Walker.objects.create(name="甲", team=Room.objects.get().place, person=cast["district_coordinator"])
    browser = signed_in("district_coordinator")
    before = counts()
    answer = browser.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="fault-{field}"' in page
    assert kept in page
    assert counts() == before


def test_a_name_that_is_taken_is_said_in_the_product_s_own_words(scene, signed_in):
    page = signed_in("district_coordinator").post("/patrols/crews/save/", {**CREW, "name": "一队"}).content.decode()
    assert "已有巡逻队用这个名称" in page
    assert "Crew" not in page


@pytest.mark.parametrize(
    ("kind", "asked", "not_asked"),
    [("visit", "minutes", "metres"), ("twice", "gap_minutes", "crews"), ("together", "crews", "closes"),
     ("nearby", "metres", "minutes")],
)  # fmt: skip
def test_a_wish_asks_only_for_what_belongs_to_its_kind(scene, signed_in, kind, asked, not_asked):
    page = signed_in("district_coordinator").get(f"/patrols/wishes/?kind={kind}").content.decode()
    assert f'name="{asked}"' in page
    assert f'name="{not_asked}"' not in page


def test_a_crew_s_form_stands_only_where_it_may_be_saved(scene, estate, signed_in):
    east = Crew.objects.create(name="东队", start=estate(6), begins=time(19, 30))
    page = signed_in("subdistrict_coordinator").get("/patrols/crews/").content.decode()
    own = Crew.objects.get(name="一队")
    assert f'id="name-{own.pk}"' in page
    assert "东队" in page
    assert f'id="name-{east.pk}"' not in page


def counts():
    return [model.objects.count() for model in (Wish, Crew, Room, AuditEntry)] + list(Pack.objects.values_list("state"))
