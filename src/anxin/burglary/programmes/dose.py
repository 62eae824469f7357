"""What a programme's estates got besides the programme: minutes of patrol before and after, beside other estates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, Sum

from anxin.burglary.programmes.models import Programme, ProgrammeEstate
from anxin.burglary.programmes.queries import starts_of
from anxin.core.released.models import DoseKind, PlaceDose
from anxin.core.territory.queries import estates

DAYS_A_MONTH = 30


@dataclass(frozen=True)
class Spans:
    """The days that are compared: as many before the start as after it, as far as patrols are on record at all."""

    recorded_from: date
    before: tuple[date, date] | None  # first and last day; None where no patrol before the start is on record
    after: tuple[date, date] | None


@dataclass(frozen=True)
class Minutes:
    """Minutes of patrol an estate and month at one group of estates."""

    estates: int
    before: float | None
    after: float | None


@dataclass(frozen=True)
class PatrolDose:
    """Patrol at the programme's estates and at those it is compared with."""

    spans: Spans
    taking_part: Minutes
    compared: Minutes


def patrol_dose(programme: Programme, until: date) -> PatrolDose | None:
    """Return the minutes of patrol before and after a programme's start; None where no patrol is on record."""
    patrols = PlaceDose.objects.filter(kind=DoseKind.PATROL)
    first = patrols.aggregate(first=Min("date"))["first"]
    if first is None:
        return None
    spans = spans_of(programme.start_date, min(until, programme.sunset_date), first)
    inside = set(starts_of(programme.pk))
    elsewhere = set(ProgrammeEstate.objects.values_list("place_id", flat=True))
    compared = set(estates().values_list("pk", flat=True)) - elsewhere - inside
    totals = [_totals(span) for span in (spans.before, spans.after)]
    return PatrolDose(spans, _minutes(inside, spans, totals), _minutes(compared, spans, totals))


def spans_of(start: date, until: date, recorded_from: date) -> Spans:
    """Return the days before and after the start that are on record, equally many where there are enough."""
    yesterday, after = start - timedelta(days=1), None
    if until >= max(start, recorded_from):
        after = (max(start, recorded_from), until)
    before = None
    if recorded_from <= yesterday:
        length = _days(after) if after else (yesterday - recorded_from).days + 1
        before = (max(recorded_from, start - timedelta(days=length)), yesterday)
    return Spans(recorded_from, before, after)


def _totals(span: tuple[date, date] | None) -> Mapping[int, int] | None:
    if span is None:
        return None
    rows = PlaceDose.objects.filter(kind=DoseKind.PATROL, date__range=span).order_by()
    return dict(rows.values_list("place_id").annotate(total=Sum("minutes")))


def _minutes(places: Collection[int], spans: Spans, totals: list[Mapping[int, int] | None]) -> Minutes:
    def rate(span: tuple[date, date] | None, held: Mapping[int, int] | None) -> float | None:
        if span is None or held is None or not places:
            return None
        return sum(held.get(key, 0) for key in places) / len(places) / _days(span) * DAYS_A_MONTH

    return Minutes(len(places), rate(spans.before, totals[0]), rate(spans.after, totals[1]))


def _days(span: tuple[date, date]) -> int:
    return (span[1] - span[0]).days + 1
