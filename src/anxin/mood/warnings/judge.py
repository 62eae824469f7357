"""Which warnings the newest week asks for, from stored readings and counts; nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from django.conf import settings

from anxin.mood.inputs.catalogue import INDICATORS
from anxin.mood.inputs.models import IndicatorCount, ReportingChange
from anxin.mood.pulse.items import BY_KEY, EVERYBODY, ITEMS
from anxin.mood.thermometer.histograms import Tree, tree
from anxin.mood.thermometer.models import Reading
from anxin.mood.thermometer.readings import ONE_WEEK
from anxin.mood.warnings.alarms import Alarm, Judged
from anxin.mood.warnings.charts import BASELINE, MONITORED, Floats, Found, falls, jumps
from anxin.mood.warnings.explanations import Circumstances, explanations, recent_changes

YEARS_BACK = 6
Chart = tuple[str, int]  # what, place


def judge_week(today: date) -> Judged:
    """Judge every chart in the newest week that was read."""
    places = tree()
    week = Reading.objects.order_by("-week").values_list("week", flat=True).first()
    if places is None or (week is None and not IndicatorCount.objects.exists()):
        return Judged(None)
    newest = week or IndicatorCount.objects.order_by("-week").values_list("week", flat=True)[0]
    pulse = _pulse_alarms(week, places) if week else (0, [])
    counts = _count_alarms(today)
    alarms = [_explained(alarm, [*pulse[1], *counts[1]], places) for alarm in (*pulse[1], *counts[1])]
    return Judged(newest, pulse[0] + counts[0], alarms)


def _pulse_alarms(week: date, places: Tree) -> tuple[int, list[Alarm]]:
    """Judge the question that everybody gets by neighbourhood, and every question by subdistrict."""
    leaves = [(EVERYBODY, key) for key in places.subdistrict_of]
    upper = [(item.key, key) for item in ITEMS for key in places.subdistricts]
    allowed = settings.ANXIN["mood_alarms_a_week"] / max(1, len(leaves) + len(upper))
    judged, alarms = 0, []
    for charts in (leaves, upper):
        values = _weekly_means(charts, week) * [BY_KEY[what].better for what, _place in charts]
        found = falls(values, allowed * len(charts))
        judged += len(charts) if found else 0
        alarms += _alarms(found, charts, week) if found else []
    return judged, alarms


def _weekly_means(charts: Sequence[Chart], week: date) -> Floats:
    """Return weekly means (weeks, charts) up to `week`, from the first week on record, NaN where there is none."""
    rows = Reading.objects.filter(weeks=ONE_WEEK, week__lte=week, week__gt=week - timedelta(weeks=BASELINE + MONITORED))
    first = rows.order_by("week").values_list("week", flat=True).first() or week
    values = np.full(((week - first).days // 7 + 1, len(charts)), np.nan)
    column = {chart: i for i, chart in enumerate(charts)}
    for when, what, place, mean in rows.filter(mean__isnull=False).values_list("week", "item", "place_id", "mean"):
        if (what, place) in column:
            values[(when - first).days // 7, column[what, place]] = mean
    return values


def _count_alarms(today: date) -> tuple[int, list[Alarm]]:
    """Judge each kind of count up to the week that it should have reached by now, given its delay."""
    judged, alarms = 0, []
    for indicator in INDICATORS:
        rows = IndicatorCount.objects.filter(
            indicator=indicator.key, week__gte=today - timedelta(days=366 * YEARS_BACK)
        )
        weeks = sorted(set(rows.values_list("week", flat=True)))
        if not weeks:
            continue
        charts = [(indicator.key, place) for place in sorted(set(rows.values_list("place_id", flat=True)))]
        counts = np.full(((weeks[-1] - weeks[0]).days // 7 + 1, len(charts)), np.nan)
        column = {place: i for i, (_what, place) in enumerate(charts)}
        for when, place, count in rows.values_list("week", "place_id", "count"):
            counts[(when - weeks[0]).days // 7, column[place]] = count
        found = jumps(counts, settings.ANXIN["mood_false_discovery"])
        judged += len(charts) if found else 0
        alarms += _alarms(found, charts, weeks[-1]) if found else []
    return judged, alarms


def _alarms(found: Found, charts: Sequence[Chart], week: date) -> list[Alarm]:
    """Say which charts alarm; a question where a low answer is good was turned round to be judged."""
    rows = []
    for i in np.flatnonzero(found.alarm).tolist():
        what, place = charts[i]
        turn = BY_KEY[what].better if what in BY_KEY else 1
        since = week - timedelta(weeks=int(found.weeks[i]) - 1)
        observed, expected = float(found.observed[i]) * turn, float(found.expected[i]) * turn
        rows.append(Alarm(what, place, since, week, observed > expected, observed, expected, float(found.chance[i])))
    return rows


def _explained(alarm: Alarm, others: Sequence[Alarm], places: Tree) -> Alarm:
    above = places.subdistrict_of.get(alarm.place_id)
    same = [other for other in others if other.what == alarm.what and other.place_id != alarm.place_id]
    answers, usual = _answers(alarm) if alarm.what in BY_KEY else (None, None)
    logged = ReportingChange.objects.filter(indicator=alarm.what).values_list("week", "what")
    found = Circumstances(
        since=alarm.since,
        week=alarm.week,
        holidays=_holidays_between(alarm.since, alarm.week + timedelta(days=6)),
        reporting_changes=recent_changes(list(logged), alarm.since),
        answers=answers,
        usual_answers=usual,
        place_above_too=any(other.place_id == above for other in same),
        many_alike=len(same),
    )
    return Alarm(**{**vars(alarm), "explanations": explanations(found)})


def _answers(alarm: Alarm) -> tuple[float | None, float | None]:
    """Return how many answered a week since the alarm began, and in the weeks before."""
    first = alarm.week - timedelta(weeks=BASELINE + MONITORED)
    rows = Reading.objects.filter(weeks=ONE_WEEK, item=alarm.what, place=alarm.place_id, week__gt=first)
    by_week = list(rows.values_list("week", "answers"))
    now = [count for week, count in by_week if week >= alarm.since]
    before = [count for week, count in by_week if week < alarm.since]
    return (sum(now) / len(now), sum(before) / len(before)) if now and before else (None, None)


def _holidays_between(first: date, last: date) -> list[str]:
    return [name for day, name in _holidays(first.year, last.year) if first <= day <= last]


@lru_cache(maxsize=8)
def _holidays(first: int, last: int) -> tuple[tuple[date, str], ...]:
    from holidays import country_holidays  # takes a while to load, and only a week with an alarm asks

    found = country_holidays("CN", years=range(first, last + 1), language="zh_CN")
    return tuple(sorted(found.items()))
