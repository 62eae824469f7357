"""Taking posts that are due and allowed: committed before anything leaves."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop

from anxin.core.rooms import rules
from anxin.core.rooms.models import Delivery, Robot
from anxin.core.rooms.outbox.wording import wording
from anxin.core.rooms.outcome import Outcome, failed
from anxin.core.rooms.platforms import ADAPTERS
from anxin.core.rooms.platforms.post import Adapter, Post
from anxin.core.rooms.services.release import quiet_hours_of
from anxin.core.rooms.states import Sent
from anxin.core.sealing import UnsealError
from anxin.core.sentences import sentence

LOOK_BEYOND = 3  # rows looked at for each one wanted: some of them must wait
OTHER_KEY = gettext_noop("The address was sealed with another key of this server. Enter it anew.")
RESTS = gettext_noop("The room rests. Let it have posts again, then send this one again.")


@dataclass(frozen=True)
class Claimed:
    """A post that this process alone may make. `settled` says what came of it where no call is needed."""

    delivery: int
    attempt: str
    adapter: Adapter
    post: Post | None
    settled: Outcome | None = None


@transaction.atomic
def claim(most: int, *, worker: str, at: datetime) -> list[Claimed]:
    """Take up to `most` posts that are due; what its robot or the quiet hours hold up is put off."""
    if most <= 0:
        return []
    robots: dict[int, Robot] = {}
    taken: list[Delivery] = []
    for row in _due(at)[: most * LOOK_BEYOND]:
        if len(taken) == most:
            break
        held_until = _held_until(row, robots, at)
        if held_until is None:
            row.state, row.worker, row.attempt, row.claimed_at = Sent.SENDING, worker, secrets.token_hex(16), at
            row.tries += 1
            taken.append(row)
        else:
            Delivery.objects.filter(pk=row.pk).update(run_at=held_until)
    Delivery.objects.bulk_update(taken, ["state", "worker", "attempt", "claimed_at", "tries"])
    Robot.objects.bulk_update(robots.values(), ["tokens", "counted_at"])
    return [_claimed(row, at) for row in taken]


def next_due() -> datetime | None:
    """Return when the next post may go, or None. A picture that waits for its text is not asked for again and again."""
    first: datetime | None = _next_in_their_rooms().aggregate(first=Min("run_at"))["first"]
    return first


def _next_in_their_rooms() -> QuerySet[Delivery]:
    """Return what waits and is next in its room: the text goes before its picture."""
    before = Delivery.objects.filter(
        posting=OuterRef("posting"), position__lt=OuterRef("position"), state__in=(Sent.WAITING, Sent.SENDING)
    )
    return Delivery.objects.filter(state=Sent.WAITING).exclude(Exists(before))


def _due(at: datetime) -> QuerySet[Delivery]:
    due = _next_in_their_rooms().filter(run_at__lte=at)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    return due.select_related("posting__room", "posting__pack", "part").order_by("run_at", "pk")


def _held_until(row: Delivery, robots: dict[int, Robot], at: datetime) -> datetime | None:
    """Return until when a post must wait, or take its allowance and return None."""
    morning = rules.end_of_quiet(localtime(at), quiet_hours_of(row.posting.room.audience))
    if morning > at:
        return morning
    key = row.posting.room.robot_id
    if key is None or not row.posting.room.active:
        return None
    robot = robots.get(key) or Robot.objects.select_for_update().get(pk=key)
    if robot.blocked_until and robot.blocked_until > at:
        return robot.blocked_until
    adapter = ADAPTERS[row.posting.room.platform]
    cost = adapter.cost(row.part.kind)
    tokens = adapter.allowance.refilled(robot.tokens, at - robot.counted_at)
    if tokens < cost:
        return adapter.allowance.ready_at(tokens, cost, at)
    robot.tokens, robot.counted_at = tokens - cost, at
    robots[key] = robot
    return None


def _claimed(row: Delivery, at: datetime) -> Claimed:
    adapter = ADAPTERS[row.posting.room.platform]
    if not row.posting.room.active:
        return Claimed(row.pk, row.attempt, adapter, None, failed(sentence(RESTS)))
    try:
        return Claimed(row.pk, row.attempt, adapter, wording(row, whole=adapter.whole, at=at))
    except UnsealError:
        return Claimed(row.pk, row.attempt, adapter, None, failed(sentence(OTHER_KEY)))
