"""When a chart alarms: weekly means by EWMA, weekly counts by Farrington or EARS. Numbers in, numbers out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anxin.methods.surveillance import Farrington, ears, farrington_flexible
from anxin.methods.surveillance.charts import Ewma, ewma_charts
from anxin.methods.surveillance.false_discovery import benjamini_hochberg

Floats = NDArray[np.float64]
BASELINE, LEAST_BASELINE, MONITORED = 24, 12, 8
CONFIRMED = 2  # weeks in a row
A_YEAR, LONG_ENOUGH = 52, 2 * 52 + 8
SHORT_BASELINE = 12


@dataclass(frozen=True)
class Found:
    """Which charts are in alarm in the newest week and in the week before it, arrays (charts,)."""

    alarm: NDArray[np.bool_]
    weeks: NDArray[np.int64]  # how many weeks in a row
    observed: Floats
    expected: Floats
    chance: Floats  # how often chance alone alarms so, a week


def falls(values: Floats, alarms_a_week: float) -> Found | None:
    """Return which weekly means (weeks, charts) have fallen, high being good; None where the past is too short.

    Limits are simulated for the number of charts, the length of their baseline and an autocorrelation of 0.3, so that
    quiet charts alarm `alarms_a_week` times a week in all, and less often two weeks running.
    """
    baseline = min(BASELINE, len(values) - MONITORED)
    if baseline < LEAST_BASELINE or not values.shape[1]:
        return None
    recent = values[-(baseline + MONITORED) :]
    known = np.isfinite(recent[:baseline]).sum(0) >= LEAST_BASELINE
    settings = Ewma(alarms_a_week=alarms_a_week, downward=1.0, pooled=0.5)
    judged, expected = np.zeros((MONITORED, values.shape[1]), bool), np.full(values.shape[1], np.nan)
    if known.any():
        judged[:, known] = ewma_charts(recent[:, known], baseline, settings).alarm < 0
        judged &= np.isfinite(recent[baseline:])  # a week without a figure confirms nothing
        expected[known] = np.nanmean(recent[:baseline, known], 0)
    chance = np.full(values.shape[1], alarms_a_week / values.shape[1])
    return _found(judged, observed=_last_known(recent), expected=expected, chance=chance)


def jumps(counts: Floats, false_discovery: float) -> Found | None:
    """Return which weekly counts (weeks, series) are unusually high; None where the past is too short.

    Farrington's regression where there are two years of history, EARS C2 before. The series that alarm in a week are
    chosen together, so that at most `false_discovery` of them are false on average (Benjamini and Hochberg).
    """
    if len(counts) < SHORT_BASELINE + MONITORED or not counts.shape[1]:
        return None
    rows = slice(len(counts) - MONITORED, len(counts))
    if len(counts) >= LONG_ENOUGH:
        years = min(5, (len(counts) - MONITORED) // A_YEAR)
        judged = farrington_flexible(counts, Farrington(years=years), evaluate=rows)
    else:
        judged = ears(counts, "C2", baseline=SHORT_BASELINE, alpha=0.01, evaluate=rows)
    p_value = np.nan_to_num(judged.p_value, nan=1.0)
    alarm = np.array([benjamini_hochberg(week, false_discovery) for week in p_value])
    return _found(
        alarm & np.isfinite(counts[rows]),
        observed=_last_known(counts),
        expected=judged.expected[-1],
        chance=p_value[-1],
    )


def _found(judged: NDArray[np.bool_], *, observed: Floats, expected: Floats, chance: Floats) -> Found:
    quiet = np.argmin(judged[::-1], axis=0)
    weeks = np.where(judged.all(0), len(judged), quiet)
    return Found(weeks >= CONFIRMED, weeks.astype(np.int64), observed, expected, chance)


def _last_known(values: Floats) -> Floats:
    known = np.isfinite(values)
    last = len(values) - 1 - np.argmax(known[::-1], axis=0)
    return np.where(known.any(0), values[last, np.arange(values.shape[1])], np.nan)
