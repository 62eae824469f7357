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
