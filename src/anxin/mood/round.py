"""The steps of the round: release what residents answered, read it, say what needs a person."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.core.people.actor import SYSTEM
from anxin.core.released.services import publish
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence
from anxin.mood.inputs.hazards import hazard_counts
from anxin.mood.inputs.imports import Cell, store_counts
from anxin.mood.pulse.release import release_week, weeks_to_release
from anxin.mood.warnings.alarms import Judged
from anxin.mood.warnings.services import raise_warnings


def _release(weeks: list[date], _day: date, at: datetime) -> StepReport:
    for week in weeks:
        release_week(week=week, actor=SYSTEM, at=at)
    if not weeks:
        return StepReport(did=[sentence(gettext_noop("No week of pulse answers waits for its release."))])
    text = gettext_noop("%(count)s weeks of pulse answers released with noise; their exact counts are deleted.")
    return StepReport(did=[sentence(text, count=len(weeks))])


def _read(counts: dict[Cell, int], day: date, at: datetime) -> StepReport:
    # The numerical code takes a second to load, so only the round that needs it pays for it.
    from anxin.mood.thermometer.services import read_week, weeks_to_read

    store_counts(counts)
    weeks = weeks_to_read()
    for week in weeks:
        read_week(week=week, actor=SYSTEM, at=at)
    text = gettext_noop("The thermometer was read for %(count)s weeks.")
    return StepReport(did=[sentence(text, count=len(weeks))])


def _judge(day: date) -> Judged:
    from anxin.mood.warnings.judge import judge_week

    return judge_week(day)


def _warn(judged: Judged, _day: date, at: datetime) -> StepReport:
    if judged.week is None:
        return StepReport(did=[sentence(gettext_noop("No mood has been read yet, so nothing is judged."))])
    fresh, faded = raise_warnings(alarms=judged.alarms, week=judged.week, actor=SYSTEM, at=at)
    text = gettext_noop("%(charts)s charts of mood judged: %(new)s new warnings, %(faded)s faded.")
    did = [sentence(text, charts=judged.charts, new=fresh, faded=faded)]
    wait = gettext_noop("%(count)s new warnings wait for somebody to look after them.")
    return StepReport(did, [sentence(wait, count=fresh) | {"url": "/mood/warnings/"}] if fresh else [])


def _map(_day: date) -> bytes:
    from anxin.mood.thermometer.map_layer import mood_layer

    return mood_layer()


def _publish_map(layer: bytes, _day: date, at: datetime) -> StepReport:
    publish(key="mood", body=layer, content_type="application/geo+json", at=at)
    return StepReport(did=[sentence(gettext_noop("The thermometer’s layer of the map is ready."))])


STEPS = (
    Step("mood.release_pulse", _("Release the pulse answers of closed weeks"), weeks_to_release, _release),
    Step("mood.read_thermometer", _("Read the thermometer"), hazard_counts, _read),
    Step("mood.publish_map", _("Draw the thermometer on the map"), _map, _publish_map),
    Step("mood.raise_warnings", _("Look for what is lower or higher than to be expected"), _judge, _warn),
)
