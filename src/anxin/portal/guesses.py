"""A limit on codes that nobody knows: for the whole service, since nothing is kept of who asks.

A code is one of 31^16, about 7e23. With 200,000 letters out and as many tries as the limit lets pass, 600 a minute, one
is hit in about 7e23 / 200,000 / 600 minutes: eleven billion years. So the limit need not be strict; it bounds the work
that a stranger can cause. It is wide because whoever uses it up closes the door to everybody for the rest of a minute;
an answer that waits on a phone is sent again by itself.
"""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.utils.translation import gettext as _

from anxin.core.errors import AnxinError

MOST_A_MINUTE = 600


class TooManyGuessesError(AnxinError):
    """Too many unknown codes were tried in this minute, by whomever."""

    status = 429


def check_guesses(now: datetime) -> None:
    """Refuse every code, known or not, while the minute's failed tries are used up."""
    if cache.get(_key(now), 0) >= MOST_A_MINUTE:
        raise TooManyGuessesError(_("Very many codes are being typed right now. Try again in a minute."), field="code")


def note_failed_guess(now: datetime) -> None:
    """Count a failed try: the minute and a number, nothing else."""
    cache.add(_key(now), 0, timeout=120)
    cache.incr(_key(now))


def _key(now: datetime) -> str:
    return f"pulse-guesses-{now:%Y%m%d%H%M}"
