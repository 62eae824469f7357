"""The pack of an evening: one for staff rooms and one for residents', each room with its own area's places."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.jobs.queries import is_open
from anxin.core.jobs.services import enqueue
from anxin.core.people.actor import Actor
from anxin.core.rooms import rules
from anxin.core.rooms.errors import UnfitPackError
from anxin.core.rooms.models import Pack, Room
from anxin.core.rooms.queries import packs_of
from anxin.core.rooms.services.packs import PartDraft, make_pack
from anxin.core.rooms.states import Audience, PackState
from anxin.core.territory.models import Place
from anxin.core.territory.queries import district, subdistricts
from anxin.core.web.shown import day as shown_day
from anxin.patrols import policy
from anxin.patrols.models import Plan
from anxin.patrols.publishing.notice import parts_of, title
from anxin.patrols.publishing.windows import PlaceWindow, Visit, windows, within
from anxin.patrols.queries import plan_of

SOURCE = "patrols.evening"
PUBLISH_JOB = "patrols.publish"
OPEN = (PackState.WAITING, PackState.RELEASED)


@transaction.atomic
def ask_to_publish(*, day: date, actor: Actor, at: datetime) -> None:
    """Queue the making of an evening's packs. Refuses a plan that nobody confirmed, and a second time."""
    _must_publish(day, actor)
    if is_being_made(day):
        return
    payload = {"date": day.isoformat(), "person": actor.person_id}
    enqueue(PUBLISH_JOB, key=f"{_key(day)}{at.timestamp()}", run_at=at, payload=payload)
    audit.record("patrols.plan.publishing_asked", subject=str(day), actor=actor, at=at)


def is_being_made(day: date) -> bool:
    """Say whether the evening's packs are being made."""
    return is_open(_key(day))


def open_packs(day: date) -> list[Pack]:
    """Return the evening's packs that wait or went out."""
    return packs_of(SOURCE, day)


def pack_for(*, day: date, actor: Actor, at: datetime) -> list[Pack]:
    """Make the evening's packs, one an audience that has rooms; an audience that has its pack gets no other."""
    plan = _must_publish(day, actor)
    made = {pack.audience for pack in open_packs(day) if pack.state in OPEN}
    rows = windows(visits_of(plan))
    drafts: dict[tuple[int, str], list[PartDraft]] = {}
    packs = []
    for audience in Audience.values:
        rooms = list(Room.objects.filter(active=True, audience=audience).select_related("place"))
        wanted = _areas(rows, rooms) if audience not in made else []
        for area, language in wanted:
            if (area.pk, language) not in drafts:
                drafts[area.pk, language] = _drafts(rows, area, day, plan.network_version, language)
        parts = [part for area, language in wanted for part in drafts[area.pk, language]]
        if parts:
            packs.append(
                make_pack(
                    title=f"{title()} {shown_day(day)}",
                    day=day,
                    source=SOURCE,
                    audience=audience,
                    parts=parts,
                    actor=actor,
                    at=at,
                    by_area=True,
                )
            )
    if not packs and not made:
        raise UnfitPackError(_("No room gets this pack. Add rooms for its places first."))
    return packs


def visits_of(plan: Plan) -> Iterable[Visit]:
    """Return the plan's stops, as the only thing of it that goes on to the rooms' side."""
    for route in plan.routes.all():
        for stop in route.stops.all():
            place = stop.place
            if place.longitude is None or place.latitude is None:
                continue
            subdistrict = place.subdistrict.name if place.subdistrict else ""
            yield Visit(
                place.code, place.name, subdistrict, place.path, place.longitude, place.latitude,
                localtime(stop.arrives_at),
            )  # fmt: skip


def _areas(rows: list[PlaceWindow], rooms: Iterable[Room]) -> list[tuple[Place, str]]:
    """Return the areas that hold a place of tonight and a room that would get it, with the rooms' languages."""
    whole = district()
    if whole is None or not rows:
        return []
    areas = {place.path: place for place in (whole, *subdistricts()) if within(rows, place.path)}
    wanted: dict[tuple[str, str], Place] = {}
    for room in rooms:
        path = rules.area_of_room(room.place.path, set(areas), by_area=True)
        if path is not None:
            wanted[path, room.language] = areas[path]
    return [(place, language) for (_path, language), place in sorted(wanted.items(), key=lambda item: item[0])]


def _drafts(rows: list[PlaceWindow], area: Place, day: date, network_version: str, language: str) -> list[PartDraft]:
    with translation.override(language):
        return parts_of(within(rows, area.path), area=area, day=day, network_version=network_version, language=language)


def _must_publish(day: date, actor: Actor) -> Plan:
    if not policy.may_plan(actor):
        raise NotAllowedError(_("Only the coordinator of the district can publish its patrols."))
    plan = plan_of(day)
    if plan is None or plan.confirmed_at is None:
        raise AnxinError(_("Confirm the evening's plan first; then it can be published."))
    return plan


def _key(day: date) -> str:
    return f"{PUBLISH_JOB}:{day}:"
