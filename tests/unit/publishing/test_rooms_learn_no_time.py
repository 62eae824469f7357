"""What goes to any room tells places and two-hour windows: no minute, no order of visits, no crew and no way."""

from __future__ import annotations

import re
import zlib
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.jobs.models import Job
from anxin.core.jobs.services import run_next
from anxin.core.people.actor import SYSTEM
from anxin.core.rooms.models import Pack, Part, Room
from anxin.core.rooms.services.register import RoomForm, save_room
from anxin.core.rooms.services.release import release
from anxin.core.territory.models import Place
from anxin.patrols.models import Crew, Plan, Route, Stop
from anxin.patrols.publishing.pack import ask_to_publish, pack_for, visits_of
from anxin.patrols.publishing.windows import Visit, windows
from anxin.patrols.queries import plan_of
from days import AT, TODAY

HERE = ZoneInfo("Asia/Shanghai")
CREWS = ("向日葵队", "蒲公英队")
# The same windows, reached in two quite different ways: other minutes, another order, other crews, another line.
ONE_WAY = [[("E1", "18:07"), ("E2", "19:31"), ("E5", "20:13")], [("E4", "19:03"), ("E3", "20:59"), ("E6", "21:41")]]
ANOTHER = [[("E4", "18:19"), ("E6", "20:02"), ("E3", "21:58")], [("E2", "18:44"), ("E1", "19:23"), ("E5", "20:37")]]


def moment(text):
    return datetime.combine(TODAY, time.fromisoformat(text), tzinfo=HERE)


def lay_out(routes, line):
    """Put a confirmed plan in place of the day's."""
    Pack.objects.all().delete()
    Plan.objects.all().delete()
    plan = Plan.objects.create(
        date=TODAY, on_streets=False, prize=1, left_out=0, made_at=AT, confirmed_at=AT, confirmed_by="x"
    )
    for name, stops in zip(CREWS, routes, strict=True):
        start = Place.objects.get(code="E1")
        crew, _fresh = Crew.objects.get_or_create(name=name, defaults={"start": start, "begins": time(18, 0)})
        ends = moment(stops[-1][1]) + timedelta(minutes=12)
        route = Route.objects.create(
            plan=plan, crew=crew, crew_name=name, begins_at=moment("18:00"), ends_at=ends, walk_metres=1234, line=line
        )
        for position, (code, at) in enumerate(stops, start=1):
            Stop.objects.create(
                route=route, position=position, place=Place.objects.get(code=code), arrives_at=moment(at),
                leaves_at=moment(at) + timedelta(minutes=12), walk_minutes=7,
            )  # fmt: skip
    return plan


def everything_said(packs) -> list[tuple]:
    rows = Part.objects.filter(pack__in=packs).order_by("pack__audience", "area__code", "language", "position")
    fields = ("area__code", "language", "position", "kind", "text", "filename", "body")
    return [
        tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
        for row in rows.values_list(*fields)
    ]


@pytest.fixture
def rooms(district):
    """A room of the district, one of each subdistrict, one of an estate; for staff and residents; one in English."""
    kinds = [
        ("全区", "D", "staff", "zh-hans"),
        ("西街道", "S1", "residents", "zh-hans"),
        ("东街道", "S2", "residents", "en"),
    ]
    for name, code, audience, language in [*kinds, ("一村", "E1", "residents", "zh-hans")]:
        form = RoomForm(name, Place.objects.get(code=code), "by_hand", audience, language)
        save_room(form=form, actor=SYSTEM, at=AT)


def test_two_plans_with_the_same_windows_give_the_same_bytes(rooms):
    lay_out(ONE_WAY, [[124.2, 30.6], [124.21, 30.61]])
    first = everything_said(pack_for(day=TODAY, actor=SYSTEM, at=AT))
    lay_out(ANOTHER, [[124.22, 30.6], [124.2, 30.59], [124.23, 30.63]])
    second = everything_said(pack_for(day=TODAY, actor=SYSTEM, at=AT + timedelta(hours=1)))
    assert len(first) == 4 * 3  # text, map, timetable, sheet for the district and its two subdistricts
    assert first == second


def test_another_window_does_change_what_is_said(rooms):
    lay_out(ONE_WAY, [])
    first = everything_said(pack_for(day=TODAY, actor=SYSTEM, at=AT))
    moved = [[("E1", "20:07"), *ONE_WAY[0][1:]], ONE_WAY[1]]
    lay_out(moved, [])
    assert everything_said(pack_for(day=TODAY, actor=SYSTEM, at=AT)) != first


def test_no_minute_and_no_crew_stands_in_any_text_or_sheet(rooms):
    lay_out(ONE_WAY, [])
    pack_for(day=TODAY, actor=SYSTEM, at=AT)
    exact = {at for route in ONE_WAY for _code, at in route}
    for part in Part.objects.all():
        said = f"{part.text} {part.filename}" + (unpacked(bytes(part.body)) if part.kind == "file" else "")
        assert not any(at in said or name in said for at in exact for name in CREWS)
        assert set(re.findall(r"\d\d:(\d\d)", part.text)) <= {"00"}
    assert {"18:00–20:00", "20:00–22:00"} == set(re.findall(r"\d\d:00–\d\d:00", Part.objects.first().text))


def unpacked(pdf: bytes) -> str:
    found = []
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[match.end() :]))
        except zlib.error:
            continue
    return b"".join(found).decode("latin-1")


def test_a_room_gets_its_own_subdistrict_and_the_district_room_all(rooms, actor):
    lay_out(ONE_WAY, [])
    packs = pack_for(day=TODAY, actor=SYSTEM, at=AT)
    for pack in packs:
        release(pack=pack, actor=actor("district_coordinator"), at=AT)
    said = {}
    for room in Room.objects.all():
        posting = room.postings.get()
        said[room.name] = posting.deliveries.get().part.text
    assert [number for number in range(1, 7) if f"安和{number}村" in said["全区"]] == [1, 2, 3, 4, 5, 6]
    assert [number for number in range(1, 7) if f"安和{number}村" in said["西街道"]] == [1, 2, 3, 4]
    assert [number for number in range(1, 7) if f"安和{number}村" in said["东街道"]] == [5, 6]
    assert said["一村"] == said["西街道"]
    assert "in danger call 110" in said["东街道"]


def test_rooms_where_nobody_comes_by_get_nothing(rooms, actor):
    lay_out([[("E1", "18:07")], [("E2", "19:03")]], [])
    for pack in pack_for(day=TODAY, actor=SYSTEM, at=AT):
        release(pack=pack, actor=actor("district_coordinator"), at=AT)
    assert not Room.objects.get(name="东街道").postings.exists()


def test_a_shift_beyond_midnight_keeps_its_windows_in_order():
    rows = [
        Visit("E2", "二", "", "1/", 124.2, 30.6, datetime(2026, 11, 24, 0, 30, tzinfo=HERE)),
        Visit("E1", "一", "", "1/", 124.2, 30.6, datetime(2026, 11, 23, 23, 30, tzinfo=HERE)),
    ]
    assert [row.label for row in windows(rows)] == ["22:00–00:00", "00:00–02:00"]


def test_a_place_that_two_crews_visit_in_one_window_is_said_once(district):
    lay_out([[("E1", "18:07")], [("E1", "19:55")]], [])
    assert len(windows(visits_of(plan_of(TODAY)))) == 1


def test_a_plan_that_nobody_confirmed_is_not_published(rooms, actor):
    lay_out(ONE_WAY, [])
    Plan.objects.update(confirmed_at=None)
    before = AuditEntry.objects.count()
    with pytest.raises(AnxinError):
        ask_to_publish(day=TODAY, actor=actor("district_coordinator"), at=AT)
    with pytest.raises(AnxinError):
        pack_for(day=TODAY, actor=SYSTEM, at=AT)
    assert (Pack.objects.count(), Job.objects.count(), AuditEntry.objects.count()) == (0, 0, before)


def test_only_the_district_s_coordinator_publishes(rooms, actor):
    lay_out(ONE_WAY, [])
    for role in ("subdistrict_coordinator", "community_officer", "analyst"):
        with pytest.raises(NotAllowedError):
            ask_to_publish(day=TODAY, actor=actor(role), at=AT)
    assert (Pack.objects.count(), Job.objects.count()) == (0, 0)


def test_the_button_makes_one_pack_an_audience_however_often_it_is_pressed(rooms, signed_in):
    lay_out(ONE_WAY, [])
    client = signed_in("district_coordinator")
    page = f"/patrols/{TODAY}/"
    assert "publish/" in client.get(page).content.decode()
    for _press in range(2):
        assert client.post(f"{page}publish/").status_code == 302
    while run_next(at=AT + timedelta(days=400)):
        pass
    assert sorted(Pack.objects.values_list("audience", "state")) == [("residents", "waiting"), ("staff", "waiting")]
    assert "publish/" not in client.get(page).content.decode()
    client.post(f"{page}publish/")
    while run_next(at=AT + timedelta(days=400)):
        pass
    assert Pack.objects.count() == 2
