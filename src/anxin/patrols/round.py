"""The step of the round: draft tonight's patrol for a person to confirm."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence
from anxin.patrols.errors import NoCrewError
from anxin.patrols.planner import DraftPlan, draft_plan
from anxin.patrols.queries import plan_of
from anxin.patrols.services import store_plan


def _decide(day: date) -> DraftPlan | str:
    held = plan_of(day)
    if held and held.confirmed_at:
        return "confirmed"
    try:
        return draft_plan(day)
    except NoCrewError:
        return "no_crew"


def _do(found: DraftPlan | str, day: date, at: datetime) -> StepReport:
    if found == "confirmed":
        return StepReport(did=[sentence(gettext_noop("Tonight's patrol is confirmed already; it was left as it is."))])
    if isinstance(found, str):
        return StepReport(
            did=[sentence(gettext_noop("No crew walks tonight; no patrol was planned."))],
            needs=[sentence(gettext_noop("Add a crew, so that a patrol can be planned.")) | {"url": "/patrols/crews/"}],
        )
    store_plan(draft=found, actor=SYSTEM, at=at)
    stops = sum(len(route.stops) for route in found.routes)
    text = gettext_noop("Tonight's patrol is drafted: %(crews)s crews, %(stops)s stops.")
    confirm = gettext_noop("Tonight's patrol waits for your confirmation.")
    did = [sentence(text, crews=len(found.routes), stops=stops)]
    if not found.on_streets:
        did.append(sentence(gettext_noop("No street network is loaded; walking is reckoned in straight lines.")))
    return StepReport(did, [sentence(confirm) | {"url": f"/patrols/{day.isoformat()}/"}])


STEPS = (Step("patrols.plan_tonight", _("Plan tonight's patrol"), _decide, _do),)
