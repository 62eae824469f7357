"""Sending what is due: ten calls at a time, the database in one thread alone."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from anxin.core.rooms.models import Delivery
from anxin.core.rooms.outbox.claim import Claimed, claim, next_due
from anxin.core.rooms.outbox.journal import Journal
from anxin.core.rooms.outbox.record import Result, record, take_over_from_the_dead
from anxin.core.rooms.outcome import Outcome, later, unsure
from anxin.core.rooms.states import Sent
from anxin.core.rooms.wake import wake
from anxin.core.rooms.wire import Wire
from anxin.core.sentences import sentence

AT_A_TIME = 10
BROKEN = gettext_noop("Something broke on our side before the post left. It is tried again.")
BROKEN_ON_THE_WAY = gettext_noop("Something broke on our side while it was posted. Look into the room.")
logger = logging.getLogger(__name__)


def drain(*, at: datetime, seconds: float) -> int:
    """Send for about `seconds`, hear out what is on its way, wake again for the rest; return how many were settled."""
    begun = time.monotonic()

    def now() -> datetime:
        return at + timedelta(seconds=time.monotonic() - begun)

    take_over_from_the_dead(at=at)
    journal, recorded = Journal(), False
    try:
        settled = _send(journal, now, until=begun + seconds)
        recorded = True
    finally:
        journal.close(recorded=recorded)
    _wake_for_the_rest(now())
    return settled


def _send(journal: Journal, now: Callable[[], datetime], *, until: float) -> int:
    settled = 0
    on_the_way: set[Future[Result]] = set()
    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="rooms") as pool:
        while True:
            free = AT_A_TIME - len(on_the_way) if time.monotonic() < until else 0
            claimed = claim(free, worker=journal.name, at=now())
            on_the_way |= {pool.submit(_call, one, journal) for one in claimed}
            if not on_the_way:
                return settled
            done, on_the_way = wait(on_the_way, return_when=FIRST_COMPLETED)
            settled += record([future.result() for future in done], at=now())


def _call(one: Claimed, journal: Journal) -> Result:
    """Make one call; what came of it is in the journal before anybody else hears of it."""
    outcome = one.settled or _sent(one, journal)
    journal.answer(one.attempt, outcome)
    return one.delivery, one.attempt, outcome


def _sent(one: Claimed, journal: Journal) -> Outcome:
    assert one.post is not None
    wire = Wire(lambda: journal.call(one.attempt))
    try:
        return one.adapter.send(one.post, wire)
    except Exception:  # one bad post must not stop the others
        logger.exception("Delivery %s broke", one.delivery)
        return unsure(sentence(BROKEN_ON_THE_WAY)) if wire.marked else later(sentence(BROKEN))


def _wake_for_the_rest(now: datetime) -> None:
    due = next_due()
    if due is not None:
        wake(key="rest", run_at=max(due, now))


def look_again(*, at: datetime) -> None:
    """Wake the outbox if something is due or was left on its way: once a minute, whatever became of the jobs."""
    late = Delivery.objects.filter(state=Sent.WAITING, run_at__lt=at - timedelta(seconds=30)).exists()
    if late or Delivery.objects.filter(state=Sent.SENDING, claimed_at__lt=at - timedelta(seconds=60)).exists():
        wake(key="look", run_at=at)
