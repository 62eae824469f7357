"""The register of rooms as a file: one row a room."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.core.imports.columns import Field
from anxin.core.imports.kinds import Decision, ImportKind, Request
from anxin.core.people.actor import Actor
from anxin.core.rooms.models import Room
from anxin.core.rooms.room_file import RoomPlan, decide_rooms
from anxin.core.rooms.services.register import save_room

WORDS_OF_ROOMS = ("微信群", "微信群名称", "微信警务室", "警务室", "邮箱", "email", "e-mail")


def _write(decision: Decision, request: Request, actor: Actor, at: datetime) -> None:
    plan: RoomPlan = decision.payload
    held = {room.name: room for room in Room.objects.select_related("place")}
    for form in plan.rows:
        save_room(form=form, actor=actor, at=at, room=held.get(form.name))


ROOMS = ImportKind(
    key="rooms",
    title=_("Chat rooms"),
    help=_(
        "One row a room: its name, the place it is for, its platform, who reads it. Addresses and secrets are sealed "
        "when they are saved and never shown again; an empty one leaves what is there."
    ),
    fields=(
        Field(
            "name",
            _("Room"),
            ("room", "群名称", "群名", "微信群", "微信群名称", "微信警务室", "警务室", "名称"),
            required=True,
        ),
        Field(
            "place",
            _("Code or name of the place"),
            ("小区编码", "编码", "所属", "街道", "小区", "所属街道"),
            required=True,
        ),
        Field("platform", _("Platform"), ("平台", "类型", "渠道"), required=True),
        Field("audience", _("Who reads it"), ("对象", "受众", "成员"), required=True),
        Field("address", _("Webhook or address"), ("webhook", "url", "地址", "机器人地址", "邮箱", "email")),
        Field("secret", _("Signing secret"), ("密钥", "加签密钥", "签名密钥")),
        Field("language", _("Language"), ("语言",)),
        Field("active", _("Gets posts"), ("启用", "是否启用")),
    ),
    decide=decide_rooms,
    apply=_write,
    endings=(".csv", ".tsv", ".xlsx", ".txt"),
    keeps_secrets=True,
    columns_of_things=WORDS_OF_ROOMS,
)
