from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Level, Place
from anxin.mood import policy
from anxin.mood.pulse.errors import AnsweredError, UnreadableAnswerError
from anxin.mood.pulse.items import ITEMS
from anxin.mood.pulse.models import Channel, PulseCount, PulseToken, TokenBatch
from anxin.mood.pulse.queries import asked_of, has_answered, token_of
from anxin.mood.pulse.rules import CODE_LENGTH, CODE_LETTERS, VALUES, digest_of, quarter_of, week_of

MOST_LETTERS = 5000


def draw_codes(letters: int) -> list[str]:
    """Return so many new codes, which nothing keeps."""
    return ["".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH)) for _code in range(letters)]


def check_letters(*, place: Place, letters: int, actor: Actor) -> None:
    """Refuse letters that this person may not make here, for another place than a neighbourhood, or too many."""
    if not policy.may_make_letters(actor, place.path):
        raise NotAllowedError(_("Letters are made by the coordinators of the place."))
    if place.level != Level.NEIGHBOURHOOD:
        raise AnxinError(_("Choose a neighbourhood: letters are for one neighbourhood each."), field="place")
    check_count(letters, most=MOST_LETTERS)


def check_count(letters: int, *, most: int) -> None:
    """Refuse none, fewer than none, and more than `most`."""
    if not 1 <= letters <= most:
        raise AnxinError(_("Write how many letters, from 1 to %(most)s.") % {"most": most}, field="letters")


@transaction.atomic
def make_tokens(
    *, place: Place, letters: int, actor: Actor, at: datetime, codes: Sequence[str] = ()
) -> tuple[TokenBatch, list[str]]:
    """Let a neighbourhood's letters answer and return their codes this once: only their digests are kept.

    `codes`: those that are printed already; new ones where none are given.
    """
    check_letters(place=place, letters=letters, actor=actor)
    codes = list(codes) or draw_codes(letters)
    batch = TokenBatch.objects.create(place=place, tokens=letters, made_date=localdate(at), made_by=actor.name)
    PulseToken.objects.bulk_create(
        [PulseToken(digest=digest_of(code), batch=batch, place=place) for code in codes], batch_size=500
    )
    audit.record("mood.letters.made", subject=place.code, actor=actor, at=at, letters=letters)
    return batch, codes


@transaction.atomic
def answer(*, code: str, answers: Mapping[str, int], today: date) -> None:
    """Count one resident's answers. Refuses a second answer of the same quarter and anything that was not asked.

    Neither the audit nor a log is told: who counts moments could tell people apart.
    """
    token = token_of(code, lock=True)
    if has_answered(token, today):
        raise AnsweredError(_("This code has answered this quarter. Thank you; it can answer again in the next."))
    asked = {item.key for item in asked_of(token, today)}
    given = {key: value for key, value in answers.items() if value is not None}
    if not given or not given.keys() <= asked or not set(given.values()) <= set(VALUES):
        raise UnreadableAnswerError(_("Choose a number from 0 to 10, for one of the two questions at least."))
    _count(token.place_id, week_of(today), given)
    PulseToken.objects.filter(pk=token.pk).update(quarter=quarter_of(today))


def _count(place_id: int, week: date, given: Mapping[str, int]) -> None:
    """Add answers to the cells of a place and week.

    A token and what it changes are written in one transaction, and PostgreSQL keeps with every row which transaction
    wrote it last. So all cells are written, whichever the answers were.
    """
    Place.objects.select_for_update(no_key=True).values("pk").get(pk=place_id)  # two at once: in one order, no deadlock
    cells = PulseCount.objects.filter(place_id=place_id, week=week, channel=Channel.CODE)
    if cells.count() < len(ITEMS) * len(VALUES):
        _make_cells(place_id, week)
    chosen = Q()
    for item, value in given.items():
        chosen |= Q(item=item, value=value)
    cells.update(count=F("count") + Case(When(chosen, then=1), default=0))


def _make_cells(place_id: int, week: date) -> None:
    """Make all cells of a place and week at zero, so that their numbers do not say in which order answers came."""
    cells = [
        PulseCount(place_id=place_id, week=week, item=item.key, value=value, channel=Channel.CODE, count=0)
        for item in ITEMS
        for value in VALUES
    ]
    PulseCount.objects.bulk_create(cells, ignore_conflicts=True)
