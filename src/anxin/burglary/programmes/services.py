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
from anxin.core.faults import Faults
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
    faults = Faults()
    check_programme(
        faults, name=name, question=question, places=places, hoped_fall_percent=hoped_fall_percent,
        start=start_date, sunset=sunset_date,
    )  # fmt: skip
    faults.stop()
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


def check_programme(
    faults: Faults,
    *,
    name: str,
    question: str,
    places: Sequence[Place] | None,
    hoped_fall_percent: float | None,
    start: date | None,
    sunset: date | None,
) -> None:
    """Add what is wrong with a programme; what is None was not to be read, which has been said already."""
    if not name.strip():
        faults.add("name", _("Give the programme a name."))
    if not question.strip():
        faults.add("question", _("Write the question in one sentence."))
    if Programme.objects.filter(name=" ".join(name.split())[:80]).exists():
        faults.add("name", _("A programme of this name is registered already. Choose another name."))
    if places is not None and not places:
        faults.add("estates", _("Name at least one estate by its code or name."))
    if hoped_fall_percent is not None and not 5 <= hoped_fall_percent <= 95:
        faults.add("hoped_fall", _("Write the hoped-for fall as a number from 5 to 95 percent."))
    if start and sunset and (start.year > LAST_YEAR or not start < sunset <= start + LONGEST):
        message = _("Choose an end after the start and within three years; it can be decided on anew then.")
        faults.add("sunset_date", message)


@transaction.atomic
def log_recording_change(*, day: date, text: str, actor: Actor, at: datetime) -> RecordingChange:
    """Note that burglaries are recorded in another way from a day on, so that nobody takes that for success."""
    if not policy.may_log(actor):
        raise NotYoursError(_("Only a coordinator of the district can note this."))
    if not text.strip():
        raise AnxinError(_("Say in a few words what changed."), field="text")
    if day > localdate(at):
        raise AnxinError(_("This day lies in the future."), field="date")
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
