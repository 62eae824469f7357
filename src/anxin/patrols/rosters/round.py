"""The step of the round: nobody stays on the roster whose account or role has ended."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence
from anxin.patrols.rosters.leaving import let_go, those_without_a_team


def _decide(_day: date) -> list[int]:
    return those_without_a_team()


def _do(found: list[int], _day: date, at: datetime) -> StepReport:
    if not found:
        return StepReport([sentence(gettext_noop("Everybody on the roster still belongs to a team."))])
    duties = sum(let_go(walker_id=key, actor=SYSTEM, at=at) for key in found)
    text = gettext_noop("%(people)s walk no longer; somebody is asked to take each of their %(duties)s shifts.")
    return StepReport([sentence(text, people=len(found), duties=duties)])


STEPS = (Step("patrols.let_walkers_go", _("Ask who takes the shifts of those who left"), _decide, _do),)
