from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop

from anxin.core.errors import AnxinError
from anxin.core.jobs.registry import job
from anxin.core.notices.services import tell
from anxin.core.people.models import Person
from anxin.core.people.queries import actor_of
from anxin.core.sentences import sentence
from anxin.patrols.rosters.filling import FILL_JOB, fill_open
from anxin.patrols.rosters.services import ROSTER_JOB, draft_roster


@job(ROSTER_JOB, atomic=False, lease_seconds=1800)
def draft_four_weeks(payload: dict[str, Any], at: datetime) -> None:
    """Draft the roster; whoever asked is told if it cannot be. A repeat drafts it once more, which does no harm."""
    asker = Person.objects.get(pk=payload["person"])
    try:
        draft_roster(first=date.fromisoformat(payload["first"]), actor=actor_of(asker), at=at)
    except AnxinError as error:
        text = gettext_noop("The roster from %(day)s was not drafted: %(why)s")
        body = sentence(text, day=payload["first"], why=str(error))
        tell([asker], key=f"{ROSTER_JOB}:{at.timestamp()}", body=body, at=at, url="/patrols/rosters/")


@job(FILL_JOB, atomic=False, lease_seconds=1800)
def fill_what_is_open(payload: dict[str, Any], at: datetime) -> None:
    """Fill a roster's open evenings; whoever asked is told what came of it. A repeat finds nothing open."""
    asker, roster = Person.objects.get(pk=payload["person"]), payload["roster"]
    try:
        seats = fill_open(roster_id=roster, actor=actor_of(asker), at=at)
        text = gettext_noop("The open evenings are filled as far as people are free: %(seats)s places.")
        body = sentence(text, seats=seats)
    except AnxinError as error:
        body = sentence(gettext_noop("The open evenings were not filled: %(why)s"), why=str(error))
    tell([asker], key=f"{FILL_JOB}:{roster}:{at.timestamp()}", body=body, at=at, url=f"/patrols/rosters/{roster}/")
