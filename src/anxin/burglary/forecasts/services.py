"""The forecast of the next seven days for every estate, and how it did on the weeks behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from anxin.burglary.forecasts.evaluation import (
    Evaluation,
    NoEvaluationError,
    Progress,
    Study,
    all_candidates,
    evaluate,
    few_candidates,
    mondays_between,
)
from anxin.burglary.forecasts.models import ForecastCheck, PlaceForecast
from anxin.burglary.judge import District, load_district
from anxin.core.territory.plane import metres_a_degree
from anxin.core.territory.queries import subdistricts
from anxin.methods.forecast import Events, Ground, MultiScale, TooShortHistoryError, WeeklyForecast

CHECKED_WEEKS = 52
CHECK_EVERY_DAYS = 28
LEAST_DAYS_TO_CHECK = 7 * CHECKED_WEEKS + 365


def ground_of(district: District) -> tuple[Ground, Events]:
    """Return the estates on a plane, homes as exposure, with their burglaries."""
    lonlat = np.column_stack([district.longitude, district.latitude])
    located = np.isfinite(lonlat).all(axis=1)
    scale = metres_a_degree(float(lonlat[located, 1].mean())) if located.any() else np.ones(2)
    x, y = (lonlat * scale).T
    return Ground(x, y, district.homes), Events.of(district.where, district.day)


def forecast_week(district: District, until: date) -> WeeklyForecast | None:
    """Forecast the seven days after `until`; None means that there is too little to learn from."""
    if not len(district):
        return None
    ground, events = ground_of(district)
    try:
        return MultiScale(ground).explain(events, until.toordinal() + 1)
    except TooShortHistoryError:
        return None


def forecast_rows(district: District, found: WeeklyForecast | None) -> list[PlaceForecast]:
    """Return one row an estate to store."""
    if found is None:
        return []
    first = date.fromordinal(found.day)
    return [
        PlaceForecast(
            place_id=int(key),
            first_date=first,
            expected=float(found.expected[i]),
            low=float(found.low[i]),
            high=float(found.high[i]),
            shares={group: round(float(share[i]), 4) for group, share in found.shares.items()},
            season=found.season,
            level=found.level,
        )
        for i, key in enumerate(district.keys)
    ]


def is_check_due(until: date) -> bool:
    """Say whether the forecast was last checked so long ago that it is checked again."""
    newest = ForecastCheck.objects.order_by("-as_of_date").values_list("as_of_date", flat=True).first()
    return newest is None or newest > until or (until - newest).days >= CHECK_EVERY_DAYS


@dataclass(frozen=True)
class Checked:
    """An evaluation with the day on which it was made, or without one if there was too little."""

    day: date
    found: Evaluation | None


def check_forecast(district: District, until: date) -> Checked:
    """Judge the common ways and the one that ships on the last year's weeks."""
    if not len(district.day) or until.toordinal() - int(district.day.min()) < LEAST_DAYS_TO_CHECK:
        return Checked(until, None)
    try:
        study = _study(district, until)
        return Checked(until, evaluate(study, few_candidates(study.ground)))
    except NoEvaluationError:
        return Checked(until, None)


def store_check(checked: Checked, at: datetime) -> ForecastCheck | None:
    """Keep the evaluation; the pages read the newest."""
    found = checked.found
    if found is None:  # what was shown by an older check rests on burglaries that are no longer there
        ForecastCheck.objects.update(shown=False)
        return None
    return ForecastCheck.objects.update_or_create(
        as_of_date=checked.day,
        defaults={
            "at": at,
            "weeks": len(found.shipped.mondays),
            "events": round(found.shipped.events),
            "places": found.shipped.expected.shape[1],
            "judged": [_plain(asdict(judged)) for judged in found.judged],
            "shown": found.beats_the_baseline,
        },
    )[0]


def evaluate_district(*, day: date, at: datetime, progress: Progress | None = None) -> Evaluation:
    """Judge every candidate on this district's last year and keep the result for the page."""
    study = _study(load_district(), day - timedelta(days=1))
    found = evaluate(study, all_candidates(study.ground), progress=progress)
    store_check(Checked(day - timedelta(days=1), found), at)
    return found


def _study(district: District, until: date) -> Study:
    if not len(district):
        raise NoEvaluationError(_("The register is empty. Import the estates first."))
    ground, events = ground_of(district)
    mondays = mondays_between(until - timedelta(days=7 * CHECKED_WEEKS + 6), until)
    names: Mapping[int, str] = {place.pk: place.name for place in subdistricts()}
    area = [names.get(int(key), "") for key in district.subdistrict]
    return Study(ground, events, area, np.zeros(0, np.int64), mondays)


def _plain(value: Any) -> Any:
    """Return keys as text and numbers to six places, as JSON keeps them."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return round(value, 6) if isinstance(value, float) else value
