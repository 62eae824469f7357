from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.people.actor import Actor
from anxin.mood import policy
from anxin.mood.inputs.models import ReportingChange
from anxin.mood.names import known_names
from anxin.mood.pulse.rules import week_of


@transaction.atomic
def log_reporting_change(*, what_counts: str, day: date, what: str, actor: Actor, at: datetime) -> ReportingChange:
    """Write down that something is counted otherwise from a week on, so that its jump explains itself."""
    if not policy.may_answer_for(actor):
        raise NotAllowedError(_("Changes of counting are logged by the coordinators."))
    if what_counts not in known_names():
        raise AnxinError(_("Choose what is counted otherwise."), field="indicator")
    if day > localdate(at):
        raise AnxinError(_("Choose a day that is not in the future."), field="week")
    text = " ".join(what.split())
    if not text or len(text) > 200:
        raise AnxinError(_("Write a sentence of at most %(most)s letters.") % {"most": 200}, field="what")
    change = ReportingChange.objects.create(
        indicator=what_counts, week=week_of(day), what=text, logged_by=actor.name[:60]
    )
    audit.record("mood.counting.changed", subject=what_counts, actor=actor, at=at, week=change.week, what=text)
    return change
