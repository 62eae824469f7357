from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Level, Place
from anxin.mood import policy
from anxin.mood.pulse.errors import AnsweredError, UnreadableAnswerError
from anxin.mood.pulse.models import Channel, PulseCount, PulseToken, TokenBatch
from anxin.mood.pulse.queries import asked_of, token_of
from anxin.mood.pulse.rules import CODE_LENGTH, CODE_LETTERS, VALUES, digest_of, quarter_of, week_of

MOST_LETTERS = 5000


@transaction.atomic
def make_tokens(*, place: Place, letters: int, actor: Actor, at: datetime) -> tuple[TokenBatch, list[str]]:
    """Make codes for a neighbourhood's letters and return them this once: only their digests are kept."""
    if not policy.may_make_letters(actor, place.path):
        raise NotAllowedError(_("Letters are made by the coordinators of the place."))
    if place.level != Level.NEIGHBOURHOOD:
        raise AnxinError(_("Choose a neighbourhood: letters are for one neighbourhood each."), field="place")
    if not 1 <= letters <= MOST_LETTERS:
        raise AnxinError(_("Write how many letters, from 1 to %(most)s.") % {"most": MOST_LETTERS}, field="letters")
    batch = TokenBatch.objects.create(place=place, tokens=letters, made_date=localdate(at), made_by=actor.name)
    codes = ["".join(secrets.choice(CODE_LETTERS) for _letter in range(CODE_LENGTH)) for _code in range(letters)]
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
    if token.quarter == quarter_of(today):
        raise AnsweredError(_("This code has answered this quarter. Thank you; it can answer again in the next."))
    asked = asked_of(token, today)
    given = {key: value for key, value in answers.items() if value is not None}
    if not given or not given.keys() <= {item.key for item in asked} or not set(given.values()) <= set(VALUES):
        raise UnreadableAnswerError(_("Choose a number from 0 to 10."))
    for key, value in given.items():
        _add(token.place_id, week_of(today), key, value)
    PulseToken.objects.filter(pk=token.pk).update(quarter=quarter_of(today))


def _add(place_id: int, week: date, item: str, value: int) -> None:
    cell, is_new = PulseCount.objects.get_or_create(
        place_id=place_id, week=week, item=item, value=value, channel=Channel.CODE, defaults={"count": 1}
    )
    if not is_new:
        PulseCount.objects.filter(pk=cell.pk).update(count=F("count") + 1)
