"""What is released goes into the rooms once, in order, and the board says what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.core.jobs.models import Job
from anxin.core.people.actor import SYSTEM
from anxin.core.rooms.models import Delivery, Posting, Robot, Room
from anxin.core.rooms.outbox.journal import folder
from anxin.core.rooms.services.packs import PartDraft
from anxin.core.rooms.services.register import RoomForm, save_room
from anxin.core.rooms.services.settle import send_failed_again, settle
from anxin.core.rooms.states import PartKind, Sent
from anxin.core.sentences import say
from days import AT

ONE = pytest.mark.parametrize("platform", ["wecom", "dingtalk", "feishu"])


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


@ONE
def test_each_part_arrives_once_and_in_order(platform, room, released, send, service):
    held = room(platform=platform, secret="a signing secret" if platform != "wecom" else None)
    if platform != "wecom":
        service.secrets = {f"{platform}-一村群".encode().hex(): "a signing secret"}
    released()
    send()
    send()
    kinds = {
        "wecom": ["text", "image", "file"],
        "dingtalk": ["text", "link", "link"],
        "feishu": ["text", "post", "post"],
    }
    assert [post.kind for post in service.heard] == kinds[platform]
    assert service.refused == []
    assert states() == [Sent.DELIVERED] * 3
    held.refresh_from_db()
    assert held.proved_at == AT or held.proved_at - AT < timedelta(seconds=5)
    assert Posting.objects.get().state == Sent.DELIVERED
    assert list(folder().iterdir()) == []


@ONE
def test_a_post_carries_the_link_of_its_own_room(platform, room, released, send, service):
    room("一村群", platform)
    room("二村群", platform)
    released()
    send()
    tokens = set(Posting.objects.values_list("token", flat=True))
    texts = [post.content for post in service.heard if post.kind == "text"]
    assert {next(token for token in tokens if token in text) for text in texts} == tokens


def test_a_long_text_is_cut_at_a_letter_with_the_link_to_the_rest(room, released, send, service, district):
    room()
    released(PartDraft(district, PartKind.TEXT, "巡逻🚶" * 400))
    send()
    said = service.heard[0].content
    assert len(said.encode()) <= 2048
    assert said.endswith(f"…\nhttps://anxin.example/r/{Posting.objects.get().token}/")
    assert states() == [Sent.DELIVERED]


def test_a_wrong_secret_is_said_in_a_sentence_and_not_tried_again(room, released, send, service):
    room(platform="dingtalk", secret="not the right one")
    service.secrets = {"dingtalk-一村群".encode().hex(): "the right one!"}
    made = released()
    send()
    assert set(states()) == {Sent.FAILED}
    assert "signing secret" in Delivery.objects.first().reason["text"]
    assert "密钥" in say(Delivery.objects.first().reason)
    assert service.heard == []
    assert Posting.objects.get(pack=made).state == Sent.FAILED


@pytest.mark.parametrize(
    ("order", "state", "heard"),
    [
        ("500", Sent.UNSURE, 0),
        ("404", Sent.FAILED, 0),
        ("302", Sent.FAILED, 0),
        ("429", Sent.WAITING, 0),
        ("refuse", Sent.FAILED, 0),
        ("lost", Sent.UNSURE, 0),
        ("heard but lost", Sent.UNSURE, 1),
        ("garbage", Sent.UNSURE, 1),
    ],
)
def test_an_answer_means_what_it_can_mean(order, state, heard, room, released, send, service, district):
    room()
    service.script = {"wecom-一村群".encode().hex(): [order]}
    released(PartDraft(district, PartKind.TEXT, "今晚巡逻"))
    send()
    assert states() == [state]
    assert len(service.heard) == heard
    assert not any(path.startswith("/elsewhere") for path, _headers in service.requests)
    assert Delivery.objects.get().reason is not None


def test_what_is_unsure_is_never_sent_again_by_itself(room, released, send, service, district, actor):
    room()
    service.script = {"wecom-一村群".encode().hex(): ["heard but lost"]}
    made = released(PartDraft(district, PartKind.TEXT, "今晚巡逻"))
    for hours in range(5):
        send(AT + timedelta(hours=hours))
    assert send_failed_again(pack=made, actor=actor("district_coordinator"), at=AT) == 0
    assert len(service.heard) == 1
    settle(delivery=Delivery.objects.get(), arrived=True, actor=actor("district_coordinator"), at=AT)
    send(AT + timedelta(hours=9))
    assert (states(), len(service.heard)) == ([Sent.CONFIRMED], 1)


def test_a_service_that_is_away_is_tried_again_until_it_is_back(room, released, send, service, settings, district):
    held = room()
    address = f"http://127.0.0.1:9/cgi-bin/webhook/send?key={'k' * 20}"  # nobody listens there
    settings.ANXIN = {**settings.ANXIN, "room_hosts": [*settings.ANXIN["room_hosts"], "127.0.0.1:9"]}
    form = RoomForm(held.name, district, "wecom", "staff", address=address)
    save_room(form=form, actor=SYSTEM, at=AT, room=held)
    released(PartDraft(district, PartKind.TEXT, "今晚巡逻"))
    send()
    row = Delivery.objects.get()
    assert (row.state, row.tries) == (Sent.WAITING, 1)
    assert row.run_at > AT
    for tries in range(2, 11):
        send(row.run_at + timedelta(seconds=5))
        row.refresh_from_db()
        assert row.tries == tries
    assert row.state == Sent.FAILED
    assert service.heard == []


def test_a_robot_never_posts_more_than_its_service_allows(room, released, send, service, district):
    room()
    for _pack in range(25):
        released(PartDraft(district, PartKind.TEXT, "今晚巡逻"))
    send()
    assert len(service.heard) == 8  # the bucket; the others wait for it to fill
    assert service.refused == []
    later = AT + timedelta(seconds=30)
    send(later)
    assert len(service.heard) in (14, 15)
    assert service.refused == []
    assert Robot.objects.get().tokens < 1


def test_a_refusal_for_speed_shuts_the_robot_and_nothing_else(room, released, send, service, district):
    room("一村群")
    room("二村群")
    service.script = {"wecom-一村群".encode().hex(): ["429"]}
    released(PartDraft(district, PartKind.TEXT, "今晚巡逻"))
    send()
    assert sorted(states()) == [Sent.DELIVERED, Sent.WAITING]
    blocked = Room.objects.get(name="一村群").robot
    assert blocked.blocked_until - AT >= timedelta(seconds=7)
    send(AT + timedelta(seconds=3))
    assert len(service.heard) == 1
    send(AT + timedelta(seconds=30))
    assert states() == [Sent.DELIVERED] * 2


def test_what_waits_for_its_text_does_not_keep_the_worker_busy(room, released, send, service):
    room()
    service.script = {"wecom-一村群".encode().hex(): ["429"]}
    released()
    send()
    assert states() == [Sent.WAITING] * 3
    assert Job.objects.latest("run_at").run_at - AT >= timedelta(seconds=7)
    assert Job.objects.count() == 2  # the release's and the next one's


def test_rooms_that_share_a_robot_share_its_allowance(room, released, send, service, district):
    first = room("一村群")
    from anxin.core.rooms.keys import keys_of

    for number in range(11):
        room(f"另{number}群", address=keys_of(first).address)
    released(PartDraft(district, PartKind.TEXT, "今晚巡逻"))
    send()
    assert len(service.heard) == 8
    assert Robot.objects.count() == 1


def test_ten_are_on_the_way_at_once_and_no_more(room, released, send, service, district):
    for number in range(30):
        room(f"{number}村群")
    service.latency = 0.1
    released(PartDraft(district, PartKind.TEXT, "今晚巡逻"))
    send(seconds=20)
    assert len(service.heard) == 30
    assert 2 <= service.most_at_once <= 10


def test_a_key_of_another_server_is_said_and_nothing_leaves(room, released, send, service, settings):
    room()
    released()
    settings.SECRET_KEY = "another key of another server, long enough 0123456789"
    send()
    assert set(states()) == {Sent.FAILED}
    assert service.requests == []
