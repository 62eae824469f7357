"""The step of the round: forecast the next week, and check now and then how that did."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from anxin.burglary.forecasts.models import PlaceForecast
from anxin.burglary.forecasts.queries import is_forecast_shown
from anxin.burglary.forecasts.services import (
    Checked,
    check_forecast,
    forecast_rows,
    forecast_week,
    is_check_due,
    store_check,
)
from anxin.burglary.judge import load_district
from anxin.core.rounds.steps import Step, StepReport
from anxin.core.sentences import sentence


def _decide_forecast(day: date) -> tuple[list[PlaceForecast], Checked | None]:
    district = load_district()
    checked = check_forecast(district, day) if is_check_due(day) else None
    return forecast_rows(district, forecast_week(district, day)), checked


def _write_forecast(found: tuple[list[PlaceForecast], Checked | None], _day: date, at: datetime) -> StepReport:
    rows, checked = found
    PlaceForecast.objects.all().delete()
    PlaceForecast.objects.bulk_create(rows, batch_size=500)
    if not rows:
        return StepReport([sentence(gettext_noop("There is too little on record yet to forecast a week."))])
    check = store_check(checked, at) if checked else None
    expected = gettext_noop("%(expected)s burglaries are to be expected in the next seven days.")
    total = sentence(expected, expected=round(sum(row.expected for row in rows), 1))
    did = [total] if is_forecast_shown() else []
    if check:
        better = gettext_noop("Checked on %(weeks)s past weeks: the forecast beats last year's count.")
        no_better = gettext_noop(
            "Checked on %(weeks)s past weeks: the forecast does not beat last year's count, so its map is not shown."
        )
        did.append(sentence(better if check.shown else no_better, weeks=check.weeks))
    return StepReport(did)


STEPS = (Step("burglary.forecast", _("Forecast the next seven days"), _decide_forecast, _write_forecast),)
