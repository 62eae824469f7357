"""The step of the round: close the evenings that are over."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence
from anxin.patrols.street.services.shifts import close_evenings


def _decide(_day: date) -> None:
    """Nothing takes long here."""


def _do(_found: None, _day: date, at: datetime) -> StepReport:
    closed = close_evenings(at=at)
    if not closed:
        return StepReport([sentence(gettext_noop("Every crew's evening that is over has its report."))])
    return StepReport(
        [sentence(gettext_noop("%(count)s crews went home without a word; their reports are written."), count=closed)]
    )


STEPS = (Step("patrols.close_evenings", _("Close the evenings that are over"), _decide, _do),)
