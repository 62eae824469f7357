"""A table of rooms becomes a decision: what is new, changed, unchanged or refused. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anxin.core.errors import AnxinError
from anxin.core.imports.kinds import Decision, Refusal, Request, slipped
from anxin.core.imports.reading import Row
from anxin.core.imports.values import CellError, as_text
from anxin.core.rooms.keys import has_keys
from anxin.core.rooms.models import Room
from anxin.core.rooms.services.register import RoomForm, check_address
from anxin.core.rooms.states import Audience, Platform
from anxin.core.territory.models import Level, Place

PLATFORM_WORDS = {
    "wecom": Platform.WECOM, "企业微信": Platform.WECOM, "企微": Platform.WECOM,
    "dingtalk": Platform.DINGTALK, "钉钉": Platform.DINGTALK,
    "feishu": Platform.FEISHU, "lark": Platform.FEISHU, "飞书": Platform.FEISHU,
    "apprise": Platform.APPRISE, "其他": Platform.APPRISE,
    "email": Platform.EMAIL, "e-mail": Platform.EMAIL, "邮件": Platform.EMAIL, "邮箱": Platform.EMAIL,
    "by_hand": Platform.BY_HAND, "by hand": Platform.BY_HAND, "微信": Platform.BY_HAND, "微信群": Platform.BY_HAND,
    "人工": Platform.BY_HAND, "人工转发": Platform.BY_HAND,
}  # fmt: skip
AUDIENCE_WORDS = {
    "staff": Audience.STAFF, "工作": Audience.STAFF, "工作群": Audience.STAFF, "工作人员": Audience.STAFF,
    "residents": Audience.RESIDENTS, "居民": Audience.RESIDENTS, "居民群": Audience.RESIDENTS,
}  # fmt: skip
LANGUAGE_WORDS = {"": "zh-hans", "zh-hans": "zh-hans", "中文": "zh-hans", "zh": "zh-hans", "en": "en", "英文": "en"}
ACTIVE_WORDS = {"": True, "1": True, "yes": True, "是": True, "true": True, "0": False, "no": False, "否": False}


@dataclass(frozen=True)
class RoomPlan:
    """The rooms that `apply` shall save: new ones and changed ones."""

    rows: list[RoomForm]


def decide_rooms(request: Request) -> Decision:
    """Compare the file with the register. A secret never gets into the preview or a refusal."""
    forms, refusals = _read(request)
    held = {room.name: room for room in Room.objects.select_related("place")}
    new = [form for form in forms if form.name not in held]
    changed = [form for form in forms if form.name in held and _differs(form, held[form.name])]
    counts = {"new": len(new), "changed": len(changed), "unchanged": len(forms) - len(new) - len(changed)}
    refused = len({refusal.row for refusal in refusals})
    preview = [_preview(form) for form in forms[:10]]
    return Decision({**counts, "refused": refused}, refusals, preview, RoomPlan([*new, *changed]))


def _read(request: Request) -> tuple[list[RoomForm], list[Refusal]]:
    assert request.table is not None
    columns = {name: i for i, name in enumerate(request.table.columns)}
    where = {key: columns[column] for key, column in request.mapping.items()}
    places = _Places()
    kept = set(Room.objects.exclude(address_sealed=None).values_list("name", flat=True))
    forms: dict[str, RoomForm] = {}
    rows: dict[str, int] = {}
    refusals: list[Refusal] = []
    for row in request.table.rows:
        reader = _RowReader(row, where, places, kept)
        reader.refused += slipped(row, request.table.columns)
        form = None if reader.refused else reader.read()
        if form is None:
            refusals += reader.refused
        elif form.name in forms:
            mend = _("Row %(row)s has the same room. Keep one of them.") % {"row": rows[form.name]}
            refusals.append(Refusal(row.number, "name", form.name, mend))
        else:
            forms[form.name], rows[form.name] = form, row.number
    return list(forms.values()), refusals


class _Places:
    """Finds a place by its code, or by its name where only one has it."""

    def __init__(self) -> None:
        rows = list(Place.objects.defer("boundary"))
        self.by_code = {place.code.lower(): place for place in rows}
        self.by_name: dict[str, list[Place]] = {}
        for place in rows:
            self.by_name.setdefault(place.name, []).append(place)

    def __call__(self, text: str) -> Place:
        found = self.by_code.get(text.lower())
        named = self.by_name.get(text, [])
        if found is not None:
            return found
        if len(named) > 1:
            raise CellError(_("%(count)s places have this name. Write the code instead.") % {"count": len(named)})
        if not named:
            raise CellError(_("No place has this code or name. Import the register of places first."))
        return named[0]


class _RowReader:
    """Reads one row and collects what is wrong with it."""

    def __init__(self, row: Row, where: Mapping[str, int], places: _Places, kept: set[str]) -> None:
        self.row, self.where, self.places, self.kept = row, where, places, kept
        self.refused: list[Refusal] = []

    def text(self, key: str) -> str:
        i = self.where.get(key)
        return self.row.cells[i].strip() if i is not None and i < len(self.row.cells) else ""

    def take(self, key: str, read: Callable[[str], Any], *, secret: bool = False) -> Any:
        try:
            return read(self.text(key))
        except (CellError, AnxinError) as error:
            value = _masked(self.text(key)) if secret else self.text(key)[:200]
            self.refused.append(Refusal(self.row.number, key, value, str(error)))
            return None

    def read(self) -> RoomForm | None:
        name = self.take("name", lambda text: _filled(as_text(text, most=80)))
        place = self.take("place", self.places)
        platform = self.take("platform", lambda text: _word(text, PLATFORM_WORDS))
        audience = self.take("audience", lambda text: _word(text, AUDIENCE_WORDS))
        language = self.take("language", lambda text: _word(text, LANGUAGE_WORDS))
        active = self.take("active", lambda text: _word(text, ACTIVE_WORDS))
        address, secret = self.text("address") or None, self.text("secret") or None
        if platform and (address or name not in self.kept):
            self.take("address", lambda text: check_address(platform, text, secret or ""), secret=True)
        if self.refused:
            return None
        return RoomForm(name, place, platform, audience, language, active, address, secret)


def _filled(text: str) -> str:
    if not text:
        raise CellError(_("Give the room a name."))
    return text


def _word(text: str, known: Mapping[str, Any]) -> Any:
    value = known.get(text.lower())
    if value is None:
        words = ", ".join(dict.fromkeys(word for word in known if word))
        raise CellError(_("Write one of: %(words)s.") % {"words": words})
    return value


def _masked(secret: str) -> str:
    return f"…{secret[-4:]}" if len(secret) >= 12 else ("…" if secret else "")


def _differs(form: RoomForm, room: Room) -> bool:
    plain = [
        form.place.pk != room.place_id, form.platform != room.platform, form.audience != room.audience,
        form.language != room.language, form.active != room.active,
    ]  # fmt: skip
    return any(plain) or not has_keys(room, address=form.address, secret=form.secret)


def _preview(form: RoomForm) -> dict[str, str]:
    return {
        "room": form.name,
        "place": f"{form.place.name} ({Level(form.place.level).label})",
        "platform": str(Platform(form.platform).label),
        "audience": str(Audience(form.audience).label),
        "address": _masked(form.address or ""),
    }
