"""What came of posts, written into the database, and what a dead process left behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from anxin.core.rooms import rules
from anxin.core.rooms.models import Delivery, Posting, Robot, Room
from anxin.core.rooms.outbox import journal
from anxin.core.rooms.outcome import Outcome, unsure
from anxin.core.rooms.states import Sent, state_of_posting
from anxin.core.sentences import sentence

MOST_TRIES = 10  # over about half an hour
LOST_AFTER = timedelta(minutes=10)  # a journal on a machine that does not come back
CUT_OFF = gettext_noop("The server was cut off between asking and hearing the answer. Look into the room.")
Result = tuple[int, str, Outcome]


@transaction.atomic
def record(results: Sequence[Result], *, at: datetime) -> int:
    """Write outcomes of (delivery, attempt); return how many rooms. An attempt that is not the row's own counts not."""
    postings = set()
    for key, attempt, outcome in results:
        row = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("posting__room")
            .filter(pk=key, attempt=attempt, state=Sent.SENDING)
            .first()
        )
        if row is not None:
            _write(row, outcome, at)
            postings.add(row.posting_id)
    renew_postings(postings)
    return len(postings)


@transaction.atomic
def renew_postings(keys: Iterable[int]) -> None:
    """Have each room's row say what its posts say."""
    for posting in Posting.objects.filter(pk__in=list(keys)).prefetch_related("deliveries"):
        state = state_of_posting([row.state for row in posting.deliveries.all()])
        if state != posting.state:
            Posting.objects.filter(pk=posting.pk).update(state=state)


def take_over_from_the_dead(*, at: datetime) -> int:
    """Settle the rows that dead processes left on their way; return how many are unsure."""
    doubtful = 0
    for left in journal.of_the_dead():
        rows = Delivery.objects.filter(state=Sent.SENDING, worker=left.worker).values_list("pk", "attempt")
        results = [(key, attempt, _outcome(left, attempt)) for key, attempt in rows]
        record(results, at=at)
        doubtful += sum(outcome.state == Sent.UNSURE for _key, _attempt, outcome in results)
    return doubtful + _without_journal(at)


def _outcome(left: journal.Left, attempt: str) -> Outcome:
    if attempt in left.answered:
        return left.answered[attempt]
    if attempt in left.called:
        return unsure(sentence(CUT_OFF))
    return Outcome(Sent.WAITING, wait_seconds=0)  # no byte left


def _without_journal(at: datetime) -> int:
    rows = Delivery.objects.filter(state=Sent.SENDING, claimed_at__lt=at - LOST_AFTER)
    lost = [(row.pk, row.attempt, unsure(sentence(CUT_OFF))) for row in rows if not journal.is_here(row.worker)]
    return record(lost, at=at) if lost else 0


def _write(row: Delivery, outcome: Outcome, at: datetime) -> None:
    row.state, row.reason, row.answered_at = Sent(outcome.state), outcome.reason, at
    if outcome.state == Sent.WAITING:
        _put_back(row, outcome, at)
    elif outcome.state == Sent.DELIVERED:
        Room.objects.filter(pk=row.posting.room_id).update(proved_at=at)
    row.save(update_fields=["state", "reason", "answered_at", "run_at", "tries"])


def _put_back(row: Delivery, outcome: Outcome, at: datetime) -> None:
    if outcome.wait_seconds == 0:
        row.tries -= 1  # it was no try
    if row.tries >= MOST_TRIES:
        row.state = Sent.FAILED
        return
    wait = rules.wait_before_try(row.tries)
    row.run_at = at + (wait if outcome.wait_seconds is None else timedelta(seconds=outcome.wait_seconds))
    if outcome.blocks_robot and row.posting.room.robot_id:
        Robot.objects.filter(pk=row.posting.room.robot_id).update(blocked_until=row.run_at)
