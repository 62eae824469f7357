"""The steps of the round: measure near repeats, warn the neighbours of a recent burglary."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.burglary.models import Incident
from anxin.burglary.near_repeats.measure import Measured, Unmeasured, measure
from anxin.burglary.near_repeats.models import NearRepeatBand, NearRepeatFinding
from anxin.burglary.near_repeats.queries import neighbour_rule
from anxin.burglary.near_repeats.rules import last_day
from anxin.burglary.near_repeats.services import Reach, warn_neighbours
from anxin.burglary.near_repeats.surroundings import neighbours
from anxin.core.people.actor import SYSTEM
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence
from anxin.core.territory.queries import estates


def _write_finding(found: Measured | Unmeasured, _day: date, _at: datetime) -> StepReport:
    NearRepeatFinding.objects.all().delete()
    if isinstance(found, Unmeasured):
        return StepReport(did=[found.why])
    found.finding.save()
    NearRepeatBand.objects.bulk_create(found.bands)
    text = gettext_noop("Near repeats measured on %(count)s burglaries.")
    return StepReport(did=[sentence(text, count=found.finding.burglaries)])


def _decide_alerts(day: date) -> list[Reach]:
    rule = neighbour_rule()
    columns = ("pk", "longitude", "latitude")
    register = np.array(list(estates().values_list(*columns)), float).reshape(-1, 3)  # None becomes NaN
    index = {int(key): i for i, key in enumerate(register[:, 0])}
    recent = Incident.objects.filter(occurred_date__gt=day - timedelta(days=rule.days), occurred_date__lte=day)
    rows = [row for row in recent.values_list("pk", "place_id", "occurred_date").order_by("pk") if row[1] in index]
    struck = np.array([index[place] for _pk, place, _when in rows], np.int64)
    around = neighbours(register[:, 1], register[:, 2], struck, metres=rule.metres)
    return [
        Reach(pk, when, last_day(when, rule), [int(register[i, 0]) for i in near])
        for (pk, _place, when), near in zip(rows, around, strict=True)
    ]


def _write_alerts(reaches: list[Reach], day: date, at: datetime) -> StepReport:
    new, told = warn_neighbours(reaches=reaches, day=day, actor=SYSTEM, at=at)
    text = gettext_noop(
        "%(count)s recent burglaries, %(new)s of them new; %(told)s notices of advice to estate committees."
    )
    did = [sentence(text, count=len(reaches), new=new, told=told)]
    return StepReport(did)


STEPS = (
    Step("burglary.measure_near_repeats", _("Measure near repeats"), measure, _write_finding),
    Step("burglary.warn_neighbours", _("Send advice to the neighbours of a burglary"), _decide_alerts, _write_alerts),
)
