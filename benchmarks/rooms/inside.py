"""What the trial asks of the installation, each in a process of its own: make the rooms, release, look, settle."""

from __future__ import annotations

import io
import json
import random
import sys

import django

PLATFORMS = ("wecom", "dingtalk", "feishu")


def make(rooms: int, port: int) -> None:
    """Make the district's rooms, a third on each platform, and one pack of three parts; release it."""
    from django.utils.timezone import localdate

    from anxin.core import clock
    from anxin.core.people.actor import SYSTEM
    from anxin.core.rooms.services.packs import PartDraft, make_pack
    from anxin.core.rooms.services.register import RoomForm, save_room
    from anxin.core.rooms.services.release import release
    from anxin.core.territory.models import Level, Place

    place = Place.objects.create(level=Level.DISTRICT, code="D", name="安和区", path="1/")
    Place.objects.filter(pk=place.pk).update(path=f"{place.pk}/")
    place.refresh_from_db()
    paths = {"wecom": "/cgi-bin/webhook/send?key=", "dingtalk": "/robot/send?access_token=", "feishu": "/hook/"}
    for number in range(rooms):
        platform = PLATFORMS[number % 3]
        address = f"http://127.0.0.1:{port}{paths[platform]}room-{number:03}-{'x' * 12}"
        save_room(
            form=RoomForm(f"{number}号群", place, platform, "staff", address=address), actor=SYSTEM, at=clock.now()
        )
    parts = [
        PartDraft(place, "text", "今晚的巡逻\n" + "安和一村 20:00–22:00\n" * 40),
        PartDraft(place, "image", "地图", "map.png", _picture()),
        PartDraft(place, "file", "通知", "sheet.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(80_000)),
    ]
    at = clock.now()
    pack = make_pack(
        title="今晚的巡逻", day=localdate(), source="trial", audience="staff", parts=parts, actor=SYSTEM, at=at
    )
    release(pack=pack, actor=SYSTEM, at=clock.now())


def states() -> dict[str, int]:
    """Count the posts by what became of them."""
    from django.db.models import Count

    from anxin.core.rooms.models import Delivery

    return {row["state"]: row["n"] for row in Delivery.objects.values("state").annotate(n=Count("pk"))}


def rows() -> list[list[str]]:
    """Return every post: room, position, state."""
    from anxin.core.rooms.models import Delivery

    found = Delivery.objects.values_list("posting__room__name", "position", "state").order_by("pk")
    return [[name.removesuffix("号群"), str(position), state] for name, position, state in found]


def settle(seen: list[str]) -> None:
    """Do what a person does: look into each room in doubt, and press “it arrived” or “send again”."""
    from anxin.core import clock
    from anxin.core.people.actor import SYSTEM
    from anxin.core.rooms.models import Delivery
    from anxin.core.rooms.services import settle as acts

    for row in Delivery.objects.filter(state="unsure").select_related("posting__room"):
        name = f"{row.posting.room.name.removesuffix('号群')}/{row.position}"
        acts.settle(delivery=row, arrived=name in seen, actor=SYSTEM, at=clock.now())


def _picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.frombytes("RGB", (400, 300), random.Random(2).randbytes(360_000)).save(out, "PNG")
    return out.getvalue()


def main() -> None:
    """Do one act and answer in JSON."""
    django.setup()
    act, *arguments = sys.argv[1:]
    found = {"make": make, "states": states, "rows": rows, "settle": settle}[act](  # type: ignore[operator]
        *(json.loads(argument) for argument in arguments)
    )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
