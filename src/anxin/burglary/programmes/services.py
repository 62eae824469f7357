from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.burglary.errors import NotYoursError
from anxin.burglary.measures.models import Measure
from anxin.burglary.programmes import policy
from anxin.burglary.programmes.models import Programme, ProgrammeEstate, ProgrammeJudgement, RecordingChange
from anxin.core import audit
from anxin.core.errors import AnxinError
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Place

LONGEST = timedelta(days=3 * 366)
LAST_YEAR = 2100


@transaction.atomic
def register_programme(
    *,
    name: str,
    question: str,
    places: Sequence[Place],
    start_date: date,
    sunset_date: date,
    hoped_fall_percent: float,
    measure: Measure | None,
    actor: Actor,
    at: datetime,
) -> Programme:
    """Write down question, estates and start before the answer is known; none of them is changed later.

    Refuses without estates, without a question, with a hope outside 5 to 95 %, without an end within three years,
    and for whoever is no coordinator of all these places.
    """
    if not policy.may_register(actor, *(place.path for place in places)):
        raise NotYoursError(_("Only a coordinator of all these estates can register a programme."))
    if not places:
        raise AnxinError(_("Name at least one estate by its code or name."))
    if not 5 <= hoped_fall_percent <= 95:
        raise AnxinError(_("Write the hoped-for fall as a number from 5 to 95 percent."))
    _must_be_named(name, question)
    _must_end(start_date, sunset_date)
    programme = Programme.objects.create(
        name=" ".join(name.split())[:80],
        question=" ".join(question.split())[:300],
        measure=measure,
        hoped_ratio=1 - hoped_fall_percent / 100,
        start_date=start_date,
        sunset_date=sunset_date,
        registered_at=at,
        registered_by=actor.name,
    )
    ProgrammeEstate.objects.bulk_create(
        ProgrammeEstate(programme=programme, place=place, start_date=start_date) for place in places
    )
    audit.record(
        "burglary.programme.registered", subject=programme.name, actor=actor, at=at, estates=len(places),
        start=str(start_date), hoped_fall_percent=hoped_fall_percent,
    )  # fmt: skip
    return programme


def _must_be_named(name: str, question: str) -> None:
    if not name.strip() or not question.strip():
        raise AnxinError(_("Give the programme a name, and write its question in one sentence."))
    if Programme.objects.filter(name=" ".join(name.split())[:80]).exists():
        raise AnxinError(_("A programme of this name is registered already. Choose another name."))


def _must_end(start: date, sunset: date) -> None:
    if start.year > LAST_YEAR or not start < sunset <= start + LONGEST:
        raise AnxinError(_("Choose an end after the start and within three years; it can be decided on anew then."))


@transaction.atomic
def log_recording_change(*, day: date, text: str, actor: Actor, at: datetime) -> RecordingChange:
    """Note that burglaries are recorded in another way from a day on, so that nobody takes that for success."""
    if not policy.may_log(actor):
        raise NotYoursError(_("Only a coordinator of the district can note this."))
    if not text.strip():
        raise AnxinError(_("Say in a few words what changed."))
    if day > localdate(at):
        raise AnxinError(_("This day lies in the future."))
    change = RecordingChange.objects.create(
        date=day, text=" ".join(text.split())[:200], entered_by=actor.name, entered_at=at
    )
    audit.record("burglary.recording.changed", subject=str(day), actor=actor, at=at, text=change.text)
    return change


@transaction.atomic
def store_judgements(judgements: Sequence[ProgrammeJudgement]) -> None:
    """Put the round's judgements in place of the last."""
    ProgrammeJudgement.objects.all().delete()
    ProgrammeJudgement.objects.bulk_create(judgements)
