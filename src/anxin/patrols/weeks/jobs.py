from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop

from anxin.core.errors import AnxinError
from anxin.core.jobs.registry import job
from anxin.core.notices.services import tell
from anxin.core.people.models import Person
from anxin.core.people.queries import actor_of
from anxin.core.sentences import sentence
from anxin.patrols.weeks.models import Weeks, WeeksState
from anxin.patrols.weeks.queries import WEEKS_JOB
from anxin.patrols.weeks.services import give_up, make_weeks

LONGEST_DRAW = 4 * 3600


@job(WEEKS_JOB, atomic=False, lease_seconds=LONGEST_DRAW, most_tries=2)
def draw_coming_weeks(payload: dict[str, Any], at: datetime) -> None:
    """Draw the evenings; whoever asked is told how it ended. A repeat draws again and replaces."""
    weeks, asker = Weeks.objects.get(pk=payload["weeks"]), Person.objects.get(pk=payload["person"])
    if weeks.state != WeeksState.MAKING:
        return
    text = sentence(gettext_noop("The weeks ahead are drawn: %(count)s evenings."), count=len(weeks.dates))
    try:
        make_weeks(weeks=weeks, actor=actor_of(asker), at=at)
    except AnxinError as error:
        give_up(weeks=weeks, why=str(error), actor=actor_of(asker), at=at)
        text = sentence(gettext_noop("The weeks ahead were not drawn: %(why)s"), why=str(error))
    tell([asker], key=f"patrols.weeks:{weeks.pk}", body=text, at=at, url="/patrols/weeks/")
