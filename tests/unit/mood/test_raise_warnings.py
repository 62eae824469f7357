"""A fall that lasts two weeks raises one warning, said to those who look after the place, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from anxin.core.notices.models import Notice
from anxin.core.people.actor import SYSTEM
from anxin.core.sentences import say
from anxin.core.territory.models import Place
from anxin.mood.inputs.models import IndicatorCount, ReportingChange
from anxin.mood.warnings.alarms import Alarm
from anxin.mood.warnings.charts import falls, jumps
from anxin.mood.warnings.judge import judge_week
from anxin.mood.warnings.models import MoodWarning
from anxin.mood.warnings.services import raise_warnings
from days import AT, TODAY


@pytest.fixture
def fallen(answered, read_all):
    """Half a year in which the west has been content until three weeks ago."""
    for back in range(32, 0, -1):
        for code in ("N1", "N2", "N3"):
            answered(code, back, 300, mean=5.9 if code in ("N1", "N2") and back <= 3 else 7.2)
    read_all()


def test_the_fall_is_found_where_it_is(fallen):
    found = judge_week(TODAY)
    places = {Place.objects.get(pk=alarm.place_id).code for alarm in found.alarms if alarm.what == "satisfaction"}
    assert "S1" in places
    alarm = next(alarm for alarm in found.alarms if Place.objects.get(pk=alarm.place_id).code == "S1")
    assert not alarm.rise
    assert alarm.observed < alarm.expected - 0.5


def test_its_coordinators_are_told_once_and_nobody_else(fallen, cast):
    for _again in range(2):
        judged = judge_week(TODAY)
        raise_warnings(alarms=judged.alarms, week=judged.week, actor=SYSTEM, at=AT)
    assert MoodWarning.objects.filter(place__code="S1", what="satisfaction").count() == 1
    key = f"mood-warning:{MoodWarning.objects.get(place__code='S1').pk}"
    told = set(Notice.objects.filter(key=key).values_list("person__username", flat=True))
    assert told == {"district_coordinator", "subdistrict_coordinator"}
    assert Notice.objects.filter(key=key).count() == 2


def test_quiet_charts_hardly_ever_alarm_two_weeks_running():
    quiet = [falls(np.random.default_rng(seed).normal(7, 0.2, (32, 195)), 1.0).alarm.sum() for seed in range(20)]
    assert np.mean(quiet) < 1


def test_one_bad_week_alone_is_no_warning():
    rng = np.random.default_rng(1)
    values = rng.normal(7, 0.2, (32, 20))
    values[-1, 3] = 5.0
    assert not falls(values, 1.0).alarm[3]
    values[-2, 3] = 5.0
    assert falls(values, 1.0).alarm[3]


def test_a_week_without_a_figure_confirms_nothing():
    rng = np.random.default_rng(1)
    values = rng.normal(7, 0.2, (32, 20))
    values[-2, 3], values[-1, 3] = 5.0, np.nan
    assert not falls(values, 1.0).alarm[3]


@pytest.mark.parametrize("weeks", [0, 1, 8, 19])
def test_too_short_a_past_warns_of_nothing(weeks):
    assert falls(np.zeros((weeks, 5)), 1.0) is None
    assert jumps(np.zeros((weeks, 5)), 0.1) is None


def test_complaints_that_double_for_two_weeks_are_found(district, monday):
    rng = np.random.default_rng(5)
    for place in Place.objects.filter(level="subdistrict"):
        for back in range(40, 0, -1):
            more = 3 if place.code == "S2" and back <= 2 else 1
            IndicatorCount.objects.create(
                indicator="hotline_noise", place=place, week=monday(back), count=rng.poisson(20 * more)
            )
    [alarm] = judge_week(TODAY).alarms
    assert (Place.objects.get(pk=alarm.place_id).code, alarm.what, alarm.rise) == ("S2", "hotline_noise", True)


def test_a_change_of_counting_and_a_holiday_stand_beside_it(district, monday):
    spring = monday(0).replace(month=2, day=16)  # the week of the Spring Festival 2026
    for back in range(40, 0, -1):
        week = spring - timedelta(weeks=back - 2)
        IndicatorCount.objects.create(
            indicator="hotline_noise",
            place=Place.objects.get(code="S2"),
            week=week,
            count=80 if back <= 2 else 18 + back % 5,
        )
    ReportingChange.objects.create(indicator="hotline_noise", week=spring, what="热线并线", logged_by="x")
    [alarm] = judge_week(spring + timedelta(days=15)).alarms
    said = " ".join(say(one) for one in alarm.explanations)
    assert "春节" in said
    assert "热线并线" in said


def an_alarm(back: int = 1, weeks: int = 2) -> Alarm:
    week = TODAY - timedelta(days=TODAY.weekday()) - timedelta(weeks=back)
    place = Place.objects.get(code="S1").pk
    return Alarm(
        "trust", place, week - timedelta(weeks=weeks - 1), week, rise=False, observed=5, expected=7, chance=0.01
    )


def test_an_open_warning_is_renewed_and_not_doubled(district):
    first, later = an_alarm(back=2), an_alarm(back=1, weeks=3)
    raise_warnings(alarms=[first], week=first.week, actor=SYSTEM, at=AT)
    raise_warnings(alarms=[later], week=later.week, actor=SYSTEM, at=AT)
    held = MoodWarning.objects.get()
    assert (held.since, held.week) == (first.since, later.week)


def test_what_nobody_took_up_fades_after_four_quiet_weeks(district):
    alarm = an_alarm(back=5)
    raise_warnings(alarms=[alarm], week=alarm.week, actor=SYSTEM, at=AT)
    raise_warnings(alarms=[], week=alarm.week + timedelta(weeks=3), actor=SYSTEM, at=AT)
    assert MoodWarning.objects.get().state == "raised"
    raise_warnings(alarms=[], week=alarm.week + timedelta(weeks=4), actor=SYSTEM, at=AT)
    assert MoodWarning.objects.get().state == "closed"


def test_a_closed_warning_is_not_raised_again_by_the_same_fall(district):
    alarm = an_alarm()
    raise_warnings(alarms=[alarm], week=alarm.week, actor=SYSTEM, at=AT)
    MoodWarning.objects.update(state="closed")
    assert raise_warnings(alarms=[alarm], week=alarm.week, actor=SYSTEM, at=AT) == (0, 0)
    assert MoodWarning.objects.count() == 1
