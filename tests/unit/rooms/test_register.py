"""Keeping the register: sealed addresses, whose rooms they are, files of rooms."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.imports import services as imports
from anxin.core.people.actor import SYSTEM
from anxin.core.rooms.errors import UnfitAddressError, UnfitRoomError
from anxin.core.rooms.keys import keys_of
from anxin.core.rooms.models import Delivery, Robot, Room
from anxin.core.rooms.services.greeting import greet
from anxin.core.rooms.services.register import RoomForm, save_room
from anxin.core.sealing import UnsealError, seal, unseal
from anxin.core.territory.models import Place
from days import AT

KEY = "693a91f6-7c0f-4bc4-97a0-0ec2sifa5aaa"


def everything_stored() -> bytes:
    """Return all that the database and the files of this installation hold."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cells = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            cells += [str(bytes(c) if isinstance(c, memoryview) else c) for row in cursor.fetchall() for c in row]
    files = [path.read_bytes() for path in Path(settings.HOME).rglob("*") if path.is_file()]
    return " ".join(cells).encode() + b" ".join(files)


def test_an_address_is_sealed_and_never_shown_again(room, service, signed_in):
    held = room(address=f"http://127.0.0.1:{service.port}/cgi-bin/webhook/send?key={KEY}", secret="SECretWord-1234567")
    stored = everything_stored()
    for secret in (KEY, "SECretWord"):
        assert secret.encode() not in stored
    held.refresh_from_db()
    assert (keys_of(held).address[-36:], keys_of(held).secret) == (KEY, "SECretWord-1234567")
    client = signed_in("district_coordinator")
    for page in ("/rooms/", f"/rooms/{held.pk}/", "/rooms/?format=csv", "/rooms/packs/"):
        shown = client.get(page).content.decode("utf-8-sig")
        assert KEY not in shown
        assert "SECretWord" not in shown
    assert "5aaa" in client.get(f"/rooms/{held.pk}/").content.decode()
    assert KEY not in " ".join(AuditEntry.objects.values_list("details", flat=True))


def test_what_was_sealed_for_one_use_opens_for_no_other():
    sealed = seal(b"x", use="rooms.address")
    assert unseal(sealed, use="rooms.address") == b"x"
    for wrong, use in ((sealed, "rooms.secret"), (sealed[:-1] + b"0", "rooms.address"), (b"", "rooms.address")):
        with pytest.raises(UnsealError):
            unseal(wrong, use=use)


def test_a_new_address_takes_the_old_one_s_place_and_an_empty_one_keeps_it(room, service, district):
    held = room(secret="a signing secret")
    old = keys_of(held)
    form = RoomForm("改名群", district, "wecom", "staff")
    save_room(form=form, actor=SYSTEM, at=AT, room=held)
    assert keys_of(Room.objects.get()) == old
    Room.objects.update(proved_at=AT)
    new = f"http://127.0.0.1:{service.port}/cgi-bin/webhook/send?key={KEY}"
    save_room(
        form=RoomForm("改名群", district, "wecom", "staff", address=new), actor=SYSTEM, at=AT, room=Room.objects.get()
    )
    fresh = Room.objects.get()
    assert (keys_of(fresh).address, keys_of(fresh).secret, fresh.proved_at) == (new, old.secret, None)
    assert Robot.objects.count() == 2
    save_room(form=RoomForm("改名群", district, "by_hand", "staff"), actor=SYSTEM, at=AT, room=fresh)
    assert keys_of(Room.objects.get()).address == ""


def test_a_coordinator_keeps_the_rooms_of_the_own_places_alone(room, actor, district):
    held = room("东街群", "by_hand", place="S2")
    before = AuditEntry.objects.count()
    west, east = Place.objects.get(code="S1"), Place.objects.get(code="S2")
    coordinator = actor("subdistrict_coordinator")
    for place, changed in ((east, None), (west, held), (district, None)):
        with pytest.raises(NotAllowedError):
            save_room(form=RoomForm("抢来的群", place, "by_hand", "staff"), actor=coordinator, at=AT, room=changed)
    with pytest.raises(NotAllowedError):
        greet(room=held, actor=coordinator, at=AT)
    assert (Room.objects.get().name, AuditEntry.objects.count()) == ("东街群", before)
    assert not Delivery.objects.exists()
    save_room(form=RoomForm("西街群", west, "by_hand", "staff"), actor=coordinator, at=AT)


@pytest.mark.parametrize(
    ("platform", "address"),
    [
        ("wecom", ""),
        ("wecom", "not an address"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
        ("wecom", "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"),
        ("wecom", "https://evil.example/cgi-bin/webhook/send?key=k"),
        ("wecom", "https://qyapi.weixin.qq.com@evil.example/send?key=k"),
        ("wecom", "https://user:word@qyapi.weixin.qq.com/send?key=k"),
        ("wecom", "https://qyapi.weixin.qq.com/send?key=k\r\nHost: evil"),
        ("wecom", "https://qyapi.weixin.qq.com:99999/send?key=k"),
        ("wecom", "file:///etc/passwd?key=k"),
        ("wecom", "https://169.254.169.254/latest/meta-data?key=k"),
        ("wecom", "https://[::1]/send?key=k"),
        ("wecom", "https://ｑyapi.weixin.qq.com/send?key=k"),
        ("wecom", "https://qyapi.weixin.qq.com/send?key=" + "k" * 2000),
        ("dingtalk", "https://oapi.dingtalk.com/robot/send"),
        ("email", "not a mailbox"),
        ("apprise", "json://10.0.0.1/"),
        ("nowhere", "https://qyapi.weixin.qq.com/send?key=k"),
    ],
)
def test_an_unfit_address_is_refused_and_nothing_is_kept(platform, address, district):
    with pytest.raises((UnfitAddressError, UnfitRoomError)):
        save_room(form=RoomForm("群", district, platform, "staff", address=address), actor=SYSTEM, at=AT)
    assert not Room.objects.exists()
    assert not Robot.objects.exists()


def test_a_name_that_leads_into_a_private_network_is_refused_when_it_is_called(room, released, send, service, settings):
    settings.ANXIN = {**settings.ANXIN, "room_private_hosts": []}
    room()
    released()
    send()
    assert service.requests == []
    assert set(Delivery.objects.values_list("state", flat=True)) == {"failed"}


def test_a_greeting_proves_that_the_address_works(room, actor, send, service):
    held = room()
    greet(room=held, actor=actor("district_coordinator"), at=AT)
    send()
    held.refresh_from_db()
    assert held.proved_at is not None
    assert "一村群" in service.heard[0].content
    Room.objects.update(active=False)
    held.refresh_from_db()
    with pytest.raises(UnfitRoomError):
        greet(room=held, actor=actor("district_coordinator"), at=AT)
    assert len(service.heard) == 1


def file_of(rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def run_of(content, name="rooms.csv"):
    run = imports.receive_file(kind_key="rooms", filename=name, content=content, actor=SYSTEM, at=AT)
    imports.confirm_columns(run=run, mapping=run.mapping, options={}, actor=SYSTEM, at=AT, queue=False)
    return run


def test_191_rooms_come_in_as_a_file_and_the_file_is_sealed(district, settings):
    head = ["微信警务室", "所属", "平台", "对象", "机器人地址", "加签密钥"]
    address = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=topsecret-{}"
    rows = [[f"{n}号群", f"E{n % 6 + 1}", "企业微信", "居民群", address.format(n), ""] for n in range(191)]
    run = run_of(file_of([head, *rows]))
    decision = imports.check(run=run, at=AT)
    assert decision.counts == {"new": 191, "changed": 0, "unchanged": 0, "refused": 0}
    assert "topsecret" not in str(run.preview)
    run = imports.approve(run=run, skip_refused=False, actor=SYSTEM, at=AT, queue=False)
    imports.carry_out(run=run, actor=SYSTEM, at=AT)
    assert Room.objects.count() == 191
    assert keys_of(Room.objects.get(name="7号群")).address == address.format(7)
    assert b"topsecret" not in everything_stored()
    again = imports.check(run=run_of(file_of([head, *rows])), at=AT)
    assert again.counts == {"new": 0, "changed": 0, "unchanged": 191, "refused": 0}
    rows[3][4], rows[5][1] = address.format("new"), "S1"
    third = imports.check(run=run_of(file_of([head, *rows])), at=AT)
    assert third.counts["changed"] == 2


def test_each_fault_of_a_row_is_named_with_its_mend_and_no_secret(district):
    head = ["群名称", "所属", "平台", "对象", "机器人地址"]
    secret = "https://evil.example/send?key=topsecret-0001"
    rows = [
        ["", "E1", "微信", "居民群", ""],
        ["甲", "不存在", "微信", "居民群", ""],
        ["乙", "E1", "传真", "居民群", ""],
        ["丙", "E1", "微信", "路人", ""],
        ["丁", "E1", "企业微信", "居民群", ""],
        ["戊", "E1", "企业微信", "居民群", secret],
        ["己", "E1", "微信", "居民群", ""],
        ["己", "E2", "微信", "居民群", ""],
    ]
    run = run_of(file_of([head, *rows]))
    decision = imports.check(run=run, at=AT)
    assert [(refusal.row, refusal.field) for refusal in decision.refusals] == [
        (2, "name"), (3, "place"), (4, "platform"), (5, "audience"), (6, "address"), (7, "address"), (9, "name"),
    ]  # fmt: skip
    assert all(refusal.mend for refusal in decision.refusals)
    assert decision.counts["new"] == 1
    assert "topsecret" not in str(run.refused)
    with pytest.raises(AnxinError):
        imports.approve(run=run, skip_refused=False, actor=SYSTEM, at=AT)
    assert not Room.objects.exists()
    assert b"topsecret" not in everything_stored()


def test_the_refused_rows_come_back_as_they_stood(district, signed_in):
    run = run_of(
        file_of([["群名称", "所属", "平台", "对象", "机器人地址"], ["甲", "E1", "传真", "居民群", "秘密地址"]])
    )
    imports.check(run=run, at=AT)
    answer = signed_in("district_coordinator").get(f"/data/imports/{run.pk}/refused.csv")
    assert "秘密地址" in answer.content.decode("utf-8-sig")
    assert "秘密地址".encode() not in everything_stored()


def test_a_file_with_people_is_still_refused(district):
    with pytest.raises(AnxinError):
        run_of(file_of([["群名称", "所属", "平台", "对象", "群主姓名"], ["甲", "E1", "微信", "居民群", "某人"]]))
    assert not Room.objects.exists()
