"""The step of the round: judge every programme anew."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.burglary.judge import load_district
from anxin.burglary.programmes import queries
from anxin.burglary.programmes.judge import judge_programme
from anxin.burglary.programmes.models import ProgrammeJudgement, Verdict
from anxin.burglary.programmes.services import store_judgements
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence

REMINDED_FOR = timedelta(days=30)  # after its last day; from then on the verdict stands as it is


def _decide(day: date) -> list[ProgrammeJudgement]:
    held = list(queries.programmes())
    if not held:
        return []
    district, starts = load_district(), {one.pk: queries.starts_of(one.pk) for one in held}
    everywhere = {place for of_one in starts.values() for place in of_one}
    return [judge_programme(one, starts[one.pk], everywhere, district, day) for one in held]


def _do(found: list[ProgrammeJudgement], day: date, _at: datetime) -> StepReport:
    store_judgements(found)
    if not found:
        return StepReport([sentence(gettext_noop("No programme is registered."))])
    open_verdicts = (Verdict.NOT_BEGUN, Verdict.NOT_JUDGED, Verdict.NOT_ENOUGH)
    ready = sum(one.verdict not in open_verdicts for one in found)
    text = gettext_noop("%(count)s programmes judged; %(ready)s have burglaries enough for a verdict.")
    over = [one.programme for one in found if timedelta(0) <= day - one.programme.sunset_date < REMINDED_FOR]
    ended = gettext_noop("The programme “%(name)s” has reached its end. Decide whether it goes on.")
    needs = [sentence(ended, name=one.name) | {"url": f"/record/programmes/{one.pk}/"} for one in over]
    return StepReport([sentence(text, count=len(found), ready=ready)], needs)


STEPS = (Step("burglary.judge_programmes", _("Judge the programmes"), _decide, _do),)
