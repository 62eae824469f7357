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
from anxin.patrols.publishing.pack import PUBLISH_JOB, pack_for
from anxin.patrols.queries import PLAN_JOB
from anxin.patrols.services import plan_evening
from anxin.patrols.street.services.links import CLOSE_JOB
from anxin.patrols.street.services.shifts import close_evenings

LONGEST_SEARCH = 3600  # as the setting `plan_seconds` allows


@job(PLAN_JOB, atomic=False, lease_seconds=LONGEST_SEARCH + 600)
def plan_an_evening(payload: dict[str, Any], at: datetime) -> None:
    """Draft the evening; whoever asked is told if it cannot be. A repeat drafts it once more, which does no harm."""
    day, asker = payload["date"], Person.objects.get(pk=payload["person"])
    try:
        plan_evening(day=date.fromisoformat(day), actor=actor_of(asker), at=at)
    except AnxinError as error:
        text = sentence(gettext_noop("The patrol of %(day)s was not planned: %(why)s"), day=day, why=str(error))
        tell([asker], key=f"patrols.plan:{day}:{at.timestamp()}", body=text, at=at, url=f"/patrols/{day}/")


@job(PUBLISH_JOB, atomic=False, lease_seconds=600)
def make_the_packs(payload: dict[str, Any], at: datetime) -> None:
    """Make an evening's packs; whoever asked is told if it cannot be. A repeat leaves what was made as it is."""
    day, asker = payload["date"], Person.objects.get(pk=payload["person"])
    try:
        pack_for(day=date.fromisoformat(day), actor=actor_of(asker), at=at)
    except AnxinError as error:
        text = sentence(gettext_noop("The patrol of %(day)s was not published: %(why)s"), day=day, why=str(error))
        tell([asker], key=f"patrols.publish:{day}:{at.timestamp()}", body=text, at=at, url=f"/patrols/{day}/")


@job(CLOSE_JOB)
def close_an_evening(_payload: dict[str, Any], at: datetime) -> None:
    """Write the reports of the crews that went home without a word."""
    close_evenings(at=at)
