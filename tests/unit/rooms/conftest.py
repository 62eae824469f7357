"""Rooms at a chat service on the loopback, and packs for them."""

from __future__ import annotations

import io

import pytest
from benchmarks.rooms.service import running, webhook
from PIL import Image

from anxin.core.people.actor import SYSTEM
from anxin.core.people.models import Person
from anxin.core.rooms.outbox.drain import drain
from anxin.core.rooms.services.packs import PartDraft, make_pack
from anxin.core.rooms.services.register import RoomForm, save_room
from anxin.core.rooms.services.release import release
from anxin.core.rooms.states import Audience, PartKind
from anxin.core.territory.models import Place
from days import AT, TODAY


def png(colour=(90, 110, 100), size=(40, 30)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


PICTURE = png()
SHEET = b"%PDF-1.7\n" + b"x" * 2000


@pytest.fixture
def service(settings):
    """A chat service, to which alone this installation may post."""
    with running() as found:
        found.clock = AT.timestamp
        settings.ANXIN = {
            **settings.ANXIN,
            "room_hosts": [f"127.0.0.1:{found.port}"],
            "room_private_hosts": ["127.0.0.1"],
            "public_url": "https://anxin.example",
        }
        yield found


@pytest.fixture
def room(service, district):
    """Return a function that adds a room whose robot lives at the local service."""

    def add(name="一村群", platform="wecom", *, place="D", audience=Audience.STAFF, address="", secret=None, **more):
        at_robot = platform in ("wecom", "dingtalk", "feishu")
        if not address and at_robot:
            address = webhook(service, platform, f"{platform}-{name}".encode().hex())
        form = RoomForm(
            name=name, place=Place.objects.get(code=place), platform=platform, audience=audience,
            address=address or None, secret=secret, **more,
        )  # fmt: skip
        return save_room(form=form, actor=SYSTEM, at=AT)

    return add


@pytest.fixture
def pack(cast, actor):
    """Return a function that makes a pack of a text, a picture and a file."""

    def make(*parts, maker="district_coordinator", audience=Audience.STAFF, **more):
        place = Place.objects.get(code="D")
        drafts = parts or (
            PartDraft(place, PartKind.TEXT, "今晚巡逻"),
            PartDraft(place, PartKind.IMAGE, "地图", "map.png", PICTURE),
            PartDraft(place, PartKind.FILE, "通知", "sheet.pdf", SHEET),
        )
        return make_pack(
            title="今晚的巡逻",
            day=TODAY,
            source="test",
            audience=audience,
            parts=drafts,
            actor=actor(maker),
            at=AT,
            **more,
        )

    return make


@pytest.fixture
def released(pack, actor):
    """Return a function that makes a pack and releases it."""

    def make(*parts, by="subdistrict_coordinator", at=AT, **more):
        made = pack(*parts, **more)
        release(pack=made, actor=actor(by), at=at)
        return made

    return make


@pytest.fixture
def second(district):
    """A second coordinator of the district."""
    from anxin.core.people.models import Grant
    from anxin.core.people.queries import actor_of

    person = Person.objects.create(username="second", display_name="第二人")
    Grant.objects.create(person=person, role="district_coordinator", place=district, granted_at=AT, granted_by="test")
    return actor_of(person)


@pytest.fixture
def send():
    """Return a function that sends what is due at a moment."""

    def go(at=AT, seconds=5.0):
        return drain(at=at, seconds=seconds)

    return go
