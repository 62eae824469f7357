"""Who may release, when residents are left alone, and what a correction does."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.jobs.models import Job
from anxin.core.rooms import rules
from anxin.core.rooms.errors import SecondPersonError, TooLateError, UnfitPackError
from anxin.core.rooms.models import Delivery, Pack, Posting
from anxin.core.rooms.queries import waiting_for
from anxin.core.rooms.services.packs import PartDraft, drop_pack
from anxin.core.rooms.services.release import release
from anxin.core.rooms.services.settle import call_back, note_opened, send_failed_again, settle, tick
from anxin.core.rooms.states import Audience, PackState, PartKind, Sent
from days import AT, TODAY

HERE = ZoneInfo("Asia/Shanghai")
NIGHT = datetime(2026, 11, 23, 23, 30, tzinfo=HERE)
RESIDENTS = {"audience": Audience.RESIDENTS}


def untouched(before):
    return (Delivery.objects.count(), Job.objects.count(), AuditEntry.objects.count()) == before


def counts():
    return (Delivery.objects.count(), Job.objects.count(), AuditEntry.objects.count())


def test_residents_posts_need_a_second_person(room, pack, actor, second, service):
    room(**RESIDENTS)
    made = pack(**RESIDENTS)
    before = counts()
    with pytest.raises(SecondPersonError):
        release(pack=made, actor=actor("district_coordinator"), at=AT)
    assert untouched(before)
    assert Pack.objects.get().state == PackState.WAITING
    assert waiting_for(actor("district_coordinator")) == []
    assert waiting_for(second) == [made]
    assert release(pack=made, actor=second, at=AT) == 1
    assert waiting_for(second) == []


def test_staff_posts_need_one_person(room, pack, actor):
    room()
    assert release(pack=pack(), actor=actor("district_coordinator"), at=AT) == 1


@pytest.mark.parametrize("role", ["community_officer", "analyst", "volunteer", "administrator", "outsider"])
def test_nobody_else_makes_releases_or_calls_back(role, room, pack, released, actor, service):
    room()
    made, out = pack(), released()
    before = counts()
    for act in (
        lambda: pack(maker=role),
        lambda: release(pack=made, actor=actor(role), at=AT),
        lambda: drop_pack(pack=made, actor=actor(role), at=AT),
        lambda: call_back(pack=out, words="x", actor=actor(role), at=AT),
        lambda: send_failed_again(pack=out, actor=actor(role), at=AT),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert untouched(before)
    assert service.requests == []


def test_a_pack_is_released_once(room, pack, actor, send, service):
    room()
    made = pack()
    release(pack=made, actor=actor("district_coordinator"), at=AT)
    before = counts()
    with pytest.raises(TooLateError):
        release(pack=made, actor=actor("district_coordinator"), at=AT)
    assert untouched(before)
    send()
    assert len(service.heard) == 3


def test_a_pack_for_no_room_is_refused(pack, actor, district):
    made = pack()
    with pytest.raises(UnfitPackError):
        release(pack=made, actor=actor("district_coordinator"), at=AT)
    assert not Posting.objects.exists()
    assert Pack.objects.get().state == PackState.WAITING


@pytest.mark.parametrize(
    "part",
    [
        {"kind": PartKind.TEXT, "text": "  "},
        {"kind": PartKind.IMAGE, "filename": "a.png", "body": b"<svg/>"},
        {"kind": PartKind.IMAGE, "filename": "a.png", "body": rules.PNG + b"x" * rules.MOST_PICTURE_BYTES},
        {"kind": PartKind.FILE, "filename": "a.pdf", "body": b"MZ"},
        {"kind": PartKind.FILE, "filename": "", "body": b"%PDF-1.7"},
    ],
)
def test_a_part_that_no_room_could_take_is_refused(part, pack, district):
    with pytest.raises(UnfitPackError):
        pack(PartDraft(district, **part))
    assert not Pack.objects.exists()


def test_at_night_residents_posts_wait_and_staff_posts_do_not(room, released, second, send, service, district):
    room("居民群", **RESIDENTS)
    room("工作群")
    text = PartDraft(district, PartKind.TEXT, "今晚巡逻")
    released(text, at=NIGHT, **RESIDENTS)
    released(text, at=NIGHT)
    send(NIGHT)
    states = dict(Delivery.objects.values_list("posting__room__name", "state"))
    assert states == {"居民群": Sent.WAITING, "工作群": Sent.DELIVERED}
    morning = datetime(2026, 11, 24, 7, 0, tzinfo=HERE)
    assert Delivery.objects.get(state=Sent.WAITING).run_at == morning
    send(morning)
    assert len(service.heard) == 2


def test_a_retry_that_falls_into_the_night_waits_too(room, released, send, service, district):
    room(**RESIDENTS)
    service.script = {"wecom-一村群".encode().hex(): ["429"]}
    late = datetime(2026, 11, 23, 21, 59, 58, tzinfo=HERE)
    released(PartDraft(district, PartKind.TEXT, "今晚巡逻"), at=late, **RESIDENTS)
    send(late)
    send(late + timedelta(minutes=5))
    row = Delivery.objects.get()
    assert (row.state, row.run_at) == (Sent.WAITING, datetime(2026, 11, 24, 7, 0, tzinfo=HERE))
    assert service.heard == []


@pytest.mark.parametrize(
    ("hour", "span", "quiet"),
    [
        (23, (time(22), time(7)), True), (6, (time(22), time(7)), True), (7, (time(22), time(7)), False),
        (21, (time(22), time(7)), False), (13, (time(12), time(14)), True), (14, (time(12), time(14)), False),
        (3, None, False),
    ],
)  # fmt: skip
def test_quiet_hours_may_span_midnight(hour, span, quiet):
    now = datetime(2026, 11, 23, hour, tzinfo=HERE)
    assert rules.is_quiet(now, span) is quiet
    assert not rules.is_quiet(rules.end_of_quiet(now, span), span)


def test_calling_back_stops_the_rest_and_tells_those_who_have_it(
    room, released, actor, second, send, service, district
):
    room("一村群", **RESIDENTS)
    room("二村群", **RESIDENTS)
    service.script = {"wecom-二村群".encode().hex(): ["429"]}
    made = released(PartDraft(district, PartKind.TEXT, "今晚巡逻"), **RESIDENTS)
    send()
    follow = call_back(pack=made, words="今晚改为明晚。", actor=actor("district_coordinator"), at=AT)
    assert dict(Posting.objects.filter(pack=made).values_list("room__name", "state")) == {
        "一村群": Sent.DELIVERED, "二村群": Sent.DROPPED,
    }  # fmt: skip
    with pytest.raises(SecondPersonError):
        release(pack=follow, actor=actor("district_coordinator"), at=AT)
    assert release(pack=follow, actor=second, at=AT) == 1
    send(AT + timedelta(minutes=2))
    assert ["今晚改为明晚" in post.content for post in service.heard] == [False, True]
    with pytest.raises(TooLateError):
        call_back(pack=made, words="x", actor=second, at=AT)


def test_a_correction_without_words_is_refused_and_stops_nothing(room, released, actor):
    room()
    made = released()
    with pytest.raises(AnxinError):
        call_back(pack=made, words="  ", actor=actor("district_coordinator"), at=AT)
    assert Pack.objects.get().state == PackState.RELEASED


def test_what_failed_is_sent_again_once_however_often_the_button_is_pressed(
    room, released, actor, send, service, district
):
    room()
    service.script = {"wecom-一村群".encode().hex(): ["refuse"]}
    made = released(PartDraft(district, PartKind.TEXT, "今晚巡逻"))
    send()
    assert Posting.objects.get().state == Sent.FAILED
    coordinator = actor("district_coordinator")
    assert [send_failed_again(pack=made, actor=coordinator, at=AT) for _press in range(2)] == [1, 0]
    send(AT + timedelta(seconds=1))
    send(AT + timedelta(seconds=2))
    assert (Posting.objects.get().state, len(service.heard)) == (Sent.DELIVERED, 1)


def test_a_tick_confirms_what_was_posted_by_hand_and_opening_counts_once(room, released, actor, send, service):
    room("一村微信群", "by_hand", place="S1")
    room("东街微信群", "by_hand", place="S2")
    released()
    send()
    mine, other = Posting.objects.order_by("room__place__code")
    assert mine.state == Sent.TO_POST
    with pytest.raises(NotAllowedError):
        tick(posting=other, actor=actor("community_officer"), at=AT)
    tick(posting=mine, actor=actor("community_officer"), at=AT)
    mine.refresh_from_db()
    assert (mine.state, mine.ticked_by) == (Sent.CONFIRMED, "community_officer")
    note_opened(posting=other, today=TODAY)
    note_opened(posting=other, today=TODAY + timedelta(days=3))
    other.refresh_from_db()
    assert (other.state, other.opened_date) == (Sent.CONFIRMED, TODAY)
    assert service.requests == []


def test_one_opened_link_says_nothing_of_a_part_in_doubt(room, released, send, service):
    room()
    service.script = {"wecom-一村群".encode().hex(): ["", "lost"]}
    released()
    send()
    note_opened(posting=Posting.objects.get(), today=TODAY)
    states = list(Delivery.objects.order_by("position").values_list("state", flat=True))
    assert states == [Sent.CONFIRMED, Sent.UNSURE, Sent.CONFIRMED]
    assert Posting.objects.get().state == Sent.UNSURE


def test_what_is_settled_cannot_be_settled_again(room, released, actor, send, service, district):
    room()
    released(PartDraft(district, PartKind.TEXT, "今晚巡逻"))
    send()
    before = counts()
    with pytest.raises(TooLateError):
        settle(delivery=Delivery.objects.get(), arrived=False, actor=actor("district_coordinator"), at=AT)
    assert untouched(before)
