"""The step of the round: say why the share changed."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.burglary.judge import load_district
from anxin.burglary.share_change.estimate import share_changes
from anxin.burglary.share_change.models import ShareChange
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence


def _decide(day: date) -> list[ShareChange]:
    return share_changes(load_district(), day)


def _write(found: list[ShareChange], _day: date, _at: datetime) -> StepReport:
    ShareChange.objects.all().delete()
    ShareChange.objects.bulk_create(found)
    if not found:
        return StepReport(did=[sentence(gettext_noop("There are no two years on record yet that can be compared."))])
    text = gettext_noop("%(count)s pairs of years compared: why the share of estates without a burglary changed.")
    return StepReport(did=[sentence(text, count=len(found))])


STEPS = (Step("burglary.explain_change", _("Say why the share changed"), _decide, _write),)
