"""Judge a programme: what happened beside what was to be expected, by several estimators. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anxin.burglary.forecasts.services import ground_of
from anxin.burglary.judge import District
from anxin.burglary.programmes.models import Programme, ProgrammeJudgement, Verdict
from anxin.burglary.programmes.rules import verdict_of
from anxin.methods.evaluation.difference import difference_in_differences, matched_controls
from anxin.methods.evaluation.displacement import displacement_quotient, rings
from anxin.methods.evaluation.expectation import Untreated, effect_against_expectation, fit_untreated
from anxin.methods.evaluation.interrupted import interrupted_series
from anxin.methods.evaluation.panel import Effect, Panel
from anxin.methods.evaluation.placebo import placebo_ratios
from anxin.methods.evaluation.power import events_needed
from anxin.methods.rates import TooFewEventsError

RING_METRES = 300.0
FEWEST_MONTHS_BEFORE = 12  # with fewer, the worst estates would be taken for average ones
DISTRICT_WIDE = 0.5  # a programme at half of the homes or more has no untreated neighbours to compare with
Ints = NDArray[np.int64]


def judge_programme(
    programme: Programme, starts: Mapping[int, date], elsewhere: Collection[int], district: District, until: date
) -> ProgrammeJudgement:
    """Return what can be said on `until`, or on the programme's last day if that is over.

    `starts` gives the day on which each estate began. Estates of other programmes (`elsewhere`) are left out: something
    was done there too.
    """
    district, until = district.without(set(elsewhere) - set(starts)), min(until, programme.sunset_date)
    found = ProgrammeJudgement(
        programme=programme, as_of_date=until, verdict=Verdict.NOT_JUDGED, expected_a_month=0.0,
        needed=events_needed(programme.hoped_ratio),
    )  # fmt: skip
    panel, months = panel_of(district, starts, until)
    if panel is None:
        return _not_judged(found, "short_record")
    try:
        untreated = fit_untreated(panel)
    except TooFewEventsError:
        return _not_judged(found, "too_few")
    found.expected_a_month = _expected_a_month(panel, untreated, _taking_part(district, starts))
    if not len(panel.treated_places):
        found.verdict = Verdict.NOT_BEGUN
        return found
    if int(panel.start[panel.treated_places].min()) < FEWEST_MONTHS_BEFORE:
        return _not_judged(found, "short_record")
    found.details = {"difference": _difference(panel), "interrupted": _interrupted(panel)}
    try:
        effect = effect_against_expectation(panel, untreated=untreated)
    except ValueError:
        return _not_judged(found, "no_controls")
    return _with_verdict(found, effect, panel, district, _months(panel, untreated, months))


def _not_judged(found: ProgrammeJudgement, reason: str) -> ProgrammeJudgement:
    found.details = {**found.details, "reason": reason}
    return found


def _with_verdict(
    found: ProgrammeJudgement, effect: Effect, panel: Panel, district: District, chart: dict[str, Any]
) -> ProgrammeJudgement:
    placebo = _placebo(panel)
    found.observed, found.expected = int(effect.observed), effect.expected
    found.ratio, found.low, found.high = effect.ratio, effect.low, effect.high
    found.verdict = verdict_of(
        expected=effect.expected, needed=found.needed, ratio=effect.ratio, low=effect.low, high=effect.high,
        placebo=placebo["ratios"],
    )  # fmt: skip
    more = {"placebo": placebo, "months": chart}
    if found.verdict == Verdict.FEWER:  # nothing can have moved where nothing was gained
        more["displacement"] = _displacement(panel, district)
    found.details = {**found.details, **more}
    return found


def panel_of(district: District, starts: Mapping[int, date], until: date) -> tuple[Panel | None, list[date]]:
    """Return counts by estate and whole calendar month, and the months; None without a whole year on record.

    An estate counts as treated from its first whole month on.
    """
    known = district.day[district.day <= until.toordinal()]
    months = _whole_months(date.fromordinal(int(known.min())), until) if len(known) else []
    if len(months) < 13:
        return None, months
    edges = np.array([month.toordinal() for month in [*months, _next_month(months[-1])]])
    inside = (district.day >= edges[0]) & (district.day < edges[-1])
    counts = np.zeros((len(district), len(months)), np.int64)
    np.add.at(counts, (district.where[inside], np.searchsorted(edges, district.day[inside], side="right") - 1), 1)
    start = np.full(len(district), len(months), np.int64)
    for index, key in enumerate(district.keys):
        if int(key) in starts:
            start[index] = max(1, int(np.searchsorted(edges[:-1], starts[int(key)].toordinal())))
    return Panel(counts, district.homes, np.minimum(start, len(months))), months


def _whole_months(first: date, until: date) -> list[date]:
    month = first.replace(day=1) if first.day == 1 else _next_month(first)
    months = []
    while _next_month(month) <= until + timedelta(days=1):
        months.append(month)
        month = _next_month(month)
    return months


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _taking_part(district: District, starts: Mapping[int, date]) -> NDArray[np.bool_]:
    return np.isin(district.keys, list(starts))


def _expected_a_month(panel: Panel, untreated: Untreated, taking_part: NDArray[np.bool_]) -> float:
    """Return what the estates taking part were to expect a month over the last year before they began."""
    due = (panel.untreated * panel.exposure[:, None] * untreated.month).sum(axis=1)
    counts = np.where(panel.untreated, panel.counts, 0).sum(axis=1)
    relative = untreated.model.posterior(counts, np.maximum(due, 1e-9)).mean
    return float((relative * panel.exposure)[taking_part].sum() * untreated.month[-12:].mean())


def _difference(panel: Panel) -> dict[str, Any]:
    def estimate() -> Effect:
        chosen = np.concatenate([panel.treated_places, matched_controls(panel)])
        return difference_in_differences(panel.of(chosen))

    return _or_reason(estimate)


def _interrupted(panel: Panel) -> dict[str, Any]:
    """District-wide programmes alone: there the district's own past is the control."""
    treated = panel.treated_places
    if panel.exposure[treated].sum() < DISTRICT_WIDE * panel.exposure.sum():
        return {"reason": "not_district_wide"}
    control = np.delete(panel.counts, treated, axis=0).sum(axis=0)
    series, start = panel.counts[treated].sum(axis=0), int(np.median(panel.start[treated]))
    return _or_reason(lambda: interrupted_series(series, start, control=control if control.any() else None))


def _displacement(panel: Panel, district: District) -> dict[str, Any]:
    """Compare as many months after the median start as before it, inside, in the ring and elsewhere."""
    months = panel.counts.shape[1]
    inside = panel.start < months
    start = int(np.median(panel.start[inside]))
    length = min(start, months - start)
    ground, _events = ground_of(district)
    ring = rings(ground.x, ground.y, inside, metres=RING_METRES)
    elsewhere = ~inside & ~ring

    def pair(places: NDArray[np.bool_]) -> tuple[float, float]:
        counts = panel.counts[places].sum(axis=0)
        return float(counts[start - length : start].sum()), float(counts[start : start + length].sum())

    found = displacement_quotient(inside=pair(inside), ring=pair(ring), control=pair(elsewhere))
    return {**asdict(found), "ring_estates": int(ring.sum()), "metres": RING_METRES, "months": length}


def _placebo(panel: Panel) -> dict[str, Any]:
    treated = panel.treated_places
    after = panel.counts.shape[1] - int(np.median(panel.start[treated]))
    ratios, naive = placebo_ratios(panel, places=len(treated), months_after=max(3, min(after, 24)))
    return {"ratios": [round(float(r), 3) for r in ratios], "naive": [round(float(r), 3) for r in naive]}


def _months(panel: Panel, untreated: Untreated, months: list[date]) -> dict[str, Any]:
    """Return what happened at the estates taking part and what was to be expected, month by month."""
    treated = panel.of(panel.treated_places)
    due = treated.exposure[:, None] * untreated.month
    before = treated.untreated
    posterior = untreated.model.posterior(
        (before * treated.counts).sum(axis=1), np.maximum((before * due).sum(axis=1), 1e-9)
    )
    expected = (posterior.mean[:, None] * due).sum(axis=0)
    return {
        "x": [f"{month:%Y-%m}" for month in months],
        "observed": treated.counts.sum(axis=0).tolist(),
        "expected": [round(float(value), 2) for value in expected],
        "start": int(np.median(treated.start)),
    }


def _or_reason(estimate: Callable[[], Effect]) -> dict[str, Any]:
    try:
        return asdict(estimate())
    except (ValueError, TooFewEventsError, np.linalg.LinAlgError):
        return {"reason": "too_few"}
