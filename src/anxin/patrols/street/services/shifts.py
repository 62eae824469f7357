from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from anxin.core import audit
from anxin.core.people.actor import SYSTEM, Actor
from anxin.core.released.models import DoseKind, PlaceDose
from anxin.core.released.services import replace_doses
from anxin.patrols.models import Crew
from anxin.patrols.street.models import ShiftReport
from anxin.patrols.street.queries import SOURCE, unclosed_before, visits_on
from anxin.patrols.street.services.links import ends_of


@transaction.atomic
def end_shift(*, crew: Crew, day: date, words: str, actor: Actor, at: datetime, received_at: datetime) -> ShiftReport:
    """Write the crew's report because it says that it is done. A second phone that says so changes nothing."""
    report, fresh = ShiftReport.objects.get_or_create(
        crew=crew, date=day,
        defaults={"ended_at": at, "by_crew": True, "written_at": received_at, "words": words},
    )  # fmt: skip
    if fresh:
        audit.record("patrols.shift.ended", subject=f"{day} {crew.name}", actor=actor, at=received_at)
    elif not report.by_crew:  # the word came late; noon had ended the shift meanwhile
        report.ended_at, report.by_crew, report.words = at, True, words
        report.save(update_fields=["ended_at", "by_crew", "words"])
        audit.record("patrols.shift.ended", subject=f"{day} {crew.name}", actor=actor, at=received_at, late=True)
    return report


@transaction.atomic
def close_evenings(*, at: datetime) -> int:
    """Write the reports of the crews that went home without a word; return how many. Noon must have come."""
    crews = Crew.objects.in_bulk()
    today = localdate(at)
    waiting = [(day, crew) for day, crew in unclosed_before(today) if ends_of(day) <= at and crew in crews]
    for day, crew in waiting:
        ShiftReport.objects.create(
            crew=crews[crew], date=day, ended_at=ends_of(day), by_crew=False, written_at=at
        )  # fmt: skip
        audit.record("patrols.shift.closed", subject=f"{day} {crews[crew].name}", actor=SYSTEM, at=at)
    return len(waiting)


def release_doses(day: date) -> int:
    """Tell the other modules what each place got on an evening, in place of what was told before."""
    people = dict(Crew.objects.values_list("pk", "people"))
    minutes: dict[int, int] = defaultdict(int)
    visits: Counter[int] = Counter()
    there: dict[int, int] = defaultdict(int)
    for crew, made in visits_on(day).items():
        for visit in made:
            minutes[visit.place_id] += visit.minutes
            visits[visit.place_id] += 1
        for place in {visit.place_id for visit in made}:
            there[place] += people[crew]
    doses = [
        PlaceDose(
            source=SOURCE, kind=DoseKind.PATROL, place_id=place, date=day,
            minutes=spent, people=there[place], visits=visits[place],
        )
        for place, spent in sorted(minutes.items())
    ]  # fmt: skip
    return replace_doses(source=SOURCE, kind=DoseKind.PATROL, day=day, doses=doses)
