"""The pages: what they say, who may act, and that a room's link keeps no trace of who opened it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.core import clock
from anxin.core.rooms import rules
from anxin.core.rooms.models import Delivery, Pack, Posting, Room
from anxin.core.rooms.services.settle import call_back
from anxin.core.rooms.states import Audience, PackState, Sent

NOW = clock.now
COORDINATOR = "district_coordinator"


@pytest.fixture
def out(room, released, send, service):
    """A pack in three rooms: one has it, one refused it, one is in doubt."""
    for name in ("好群", "坏群", "疑群"):
        room(name)
    service.script = {"wecom-坏群".encode().hex(): ["refuse"] * 3, "wecom-疑群".encode().hex(): ["lost"]}
    service.clock = lambda: NOW().timestamp()
    made = released(at=NOW())
    send(NOW())
    return made


def test_the_board_says_in_a_sentence_who_needs_you(out, signed_in):
    page = signed_in(COORDINATOR).get(f"/rooms/packs/{out.pk}/").content.decode()
    assert "3 个群里，1 个已收到，2 个需要你处理" in page
    assert "平台不认得这个机器人" in page
    assert "疑群" in page
    assert 'name="csrfmiddlewaretoken"' in page


def test_the_board_filters_by_state_and_downloads(out, signed_in):
    client = signed_in(COORDINATOR)
    page = client.get(f"/rooms/packs/{out.pk}/?state=failed").content.decode()
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "坏群" in body
    assert "好群" not in body
    file = client.get(f"/rooms/packs/{out.pk}/?format=csv").content.decode("utf-8-sig")
    assert len(file.splitlines()) == 4


def test_a_person_settles_what_is_in_doubt(out, signed_in, send, service):
    client = signed_in(COORDINATOR)
    doubt = Delivery.objects.get(state=Sent.UNSURE)
    page = client.get(f"/rooms/posts/{doubt.posting_id}/").content.decode()
    assert "群里有了" in page
    client.post(f"/rooms/deliveries/{doubt.pk}/settle/", {"arrived": "0"})
    send(NOW() + timedelta(seconds=1))
    doubt.refresh_from_db()
    assert doubt.state == Sent.DELIVERED
    assert client.post(f"/rooms/deliveries/{doubt.pk}/settle/", {"arrived": "0"}).status_code == 422


def test_today_says_what_waits_for_my_release(room, pack, signed_in, client, second):
    from anxin.core.people.models import Person

    room(audience=Audience.RESIDENTS)
    made = pack(audience=Audience.RESIDENTS)
    client.force_login(Person.objects.get(username="second"))
    assert f"/rooms/packs/{made.pk}/" in client.get("/").content.decode()
    assert "确认发到群里" in client.get(f"/rooms/packs/{made.pk}/").content.decode()
    client.force_login(Person.objects.get(username=COORDINATOR))
    assert f"/rooms/packs/{made.pk}/" not in client.get("/").content.decode()
    page = client.get(f"/rooms/packs/{made.pk}/").content.decode()
    assert "确认发到群里" not in page
    assert client.post(f"/rooms/packs/{made.pk}/release/").status_code == 422
    assert Pack.objects.get().state == PackState.WAITING
    assert not Delivery.objects.exists()


def test_the_officer_s_telephone_shows_picture_text_link_and_tick(room, released, signed_in, service):
    room("一村微信群", "by_hand", place="S1")
    room("东街微信群", "by_hand", place="S2")
    released(at=NOW())
    client = signed_in("community_officer")
    page = client.get("/rooms/by-hand/").content.decode()
    posting = Posting.objects.get(room__name="一村微信群")
    for wanted in (posting.token, "今晚巡逻", "data:image/svg+xml", "data-copy", f"/rooms/posts/{posting.pk}/posted/"):
        assert wanted in page
    assert "东街微信群" not in page
    picture = client.get(f"/r/{posting.token}/{posting.pack.parts.get(kind='image').pk}.png")
    assert picture.content.startswith(rules.PNG)
    assert "/rooms/by-hand/" in client.get("/").content.decode()
    client.post(f"/rooms/posts/{posting.pk}/posted/")
    assert "都发好了" in client.get("/rooms/by-hand/").content.decode()
    other = Posting.objects.get(room__name="东街微信群")
    assert client.post(f"/rooms/posts/{other.pk}/posted/").status_code == 403
    assert Posting.objects.get(pk=other.pk).state == Sent.TO_POST


def test_a_link_sets_no_cookie_keeps_no_time_and_counts_only_what_is_said(room, released, client, service):
    room("一村微信群", "by_hand")
    released(at=NOW())
    posting = Posting.objects.get()
    shown = client.get(f"/r/{posting.token}/", HTTP_USER_AGENT="a preview robot")
    assert "今晚巡逻" in shown.content.decode()
    assert Posting.objects.get().opened_date is None
    said = client.post(f"/r/{posting.token}/read/")
    assert said.status_code == 204
    for answer in (shown, said):
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
    held = Posting.objects.get()
    assert (held.opened_date, held.state) == (clock.today(), Sent.CONFIRMED)


def test_a_link_opens_its_own_room_s_pack_alone_and_not_for_ever(room, released, client, actor, service):
    room("一村微信群", "by_hand")
    first, second = released(at=NOW()), released(at=NOW())
    posting = Posting.objects.get(pack=first)
    own, stranger = (pack.parts.get(kind="image") for pack in (first, second))
    assert client.get(f"/r/{posting.token}/{own.pk}.png").status_code == 200
    assert client.get(f"/r/{posting.token}/{stranger.pk}.png").status_code == 404
    assert client.get("/r/not-a-token/").status_code == 404
    assert client.post("/r/not-a-token/read/").status_code == 404
    Pack.objects.filter(pk=first.pk).update(released_at=NOW() - timedelta(days=31))
    assert client.get(f"/r/{posting.token}/").status_code == 404
    call_back(pack=second, words="取消", actor=actor(COORDINATOR), at=NOW())
    assert client.get(f"/r/{Posting.objects.get(pack=second).token}/").status_code == 404


def test_a_hostile_name_is_shown_as_text(room, signed_in, service):
    room("<script>alert(1)</script>", "by_hand")
    page = signed_in(COORDINATOR).get("/rooms/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_room_is_added_and_changed_on_its_page(signed_in, district, service):
    client = signed_in(COORDINATOR)
    form = {
        "name": "新群",
        "place": "S1",
        "platform": "by_hand",
        "audience": "residents",
        "language": "en",
        "active": "1",
    }
    assert client.post("/rooms/add/", form).status_code == 302
    room = Room.objects.get()
    assert client.post(f"/rooms/{room.pk}/save/", {**form, "name": "旧群", "active": ""}).status_code == 302
    room.refresh_from_db()
    assert (room.name, room.active, room.language) == ("旧群", False, "en")
    assert client.post("/rooms/add/", {**form, "language": "xx"}).status_code == 422
    assert client.post("/rooms/add/", {**form, "place": "nowhere"}).status_code == 422
    assert Room.objects.count() == 1
