"""The step of the round: draft tonight's patrol for a person to confirm."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence
from anxin.patrols.errors import NoCrewError
from anxin.patrols.planner import DraftPlan, Origin
from anxin.patrols.queries import plan_of
from anxin.patrols.services import store_plan
from anxin.patrols.weeks.tonight import plan_tonight

_DRAWN = {
    Origin.DRAWN: gettext_noop("It is the plan that was drawn for this evening weeks ahead."),
    Origin.DRAWN_ANEW: gettext_noop(
        "Needs or crews have changed since this evening was drawn weeks ahead, so it was drawn anew."
    ),
}


def _decide(day: date) -> DraftPlan | str:
    held = plan_of(day)
    if held and held.confirmed_at:
        return "confirmed"
    try:
        return plan_tonight(day)
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
    if found.origin in _DRAWN:
        did.append(sentence(_DRAWN[found.origin]))
    if not found.on_streets:
        did.append(sentence(gettext_noop("No street network is loaded; walking is reckoned in straight lines.")))
    return StepReport(did, [sentence(confirm) | {"url": f"/patrols/{day.isoformat()}/"}])


STEPS = (Step("patrols.plan_tonight", _("Plan tonight's patrol"), _decide, _do),)
