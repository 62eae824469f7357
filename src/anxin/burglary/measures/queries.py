from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import DecimalField, ExpressionWrapper, F, Q, QuerySet

from anxin.burglary.measures import rules
from anxin.burglary.measures.models import EstateSettings, Measure, MeasureDone
from anxin.burglary.models import ON_LIST, FocusListing, FocusTask
from anxin.core.territory.models import Place

ANYTHING_ELSE = "other"


@dataclass(frozen=True)
class Dose:
    """A measure carried out: where, when, for how many homes."""

    place_id: int
    date: date
    homes_covered: int


def doses(measure: str, first: date, last: date) -> list[Dose]:
    """Return where and when a measure was carried out from `first` to `last`, both included, by day and place."""
    rows = MeasureDone.objects.filter(measure_id=measure, date__range=(first, last)).order_by("date", "place_id")
    return [Dose(*row) for row in rows.values_list("place_id", "date", "homes_covered")]


def offered_measures() -> QuerySet[Measure]:
    """Return the measures that can be planned, in the evidence order."""
    return Measure.objects.filter(offered=True)


def measure_with_studies(key: str) -> Measure | None:
    """Return a measure with its studies."""
    return Measure.objects.prefetch_related("studies").filter(pk=key).first()


def lately_done(measure: Measure, paths: Sequence[str]) -> list[MeasureDone]:
    """Return where the measure was carried out at one of `paths` or below: the fifty last, newest first."""
    rows = measure.done.filter(_below(paths, "place__path")).select_related("place").defer("place__boundary")
    return list(rows.order_by("-date", "place__name")[:50])


@dataclass(frozen=True)
class Proposed:
    """A measure as a plan page proposes it."""

    measure: Measure
    cost: float | None
    fewer: float | None
    planned: bool


@dataclass(frozen=True)
class PlanView:
    """What a plan page says of measures: what fits in the evidence order, what the plan costs."""

    proposed: list[Proposed]
    choices: list[Measure]
    has: list[str]
    cost: rules.PlanCost


def plan_of(listing: FocusListing, tasks: Sequence[FocusTask], expected: float | None) -> PlanView:
    """Return the measures for an estate's plan, against the burglaries expected in a year with nothing done."""
    choices, has = list(offered_measures()), settings_of(listing.place_id)
    homes, planned = listing.place.homes, {task.measure_id for task in tasks}
    proposed = [
        Proposed(
            measure,
            _cost(measure, homes),
            None if expected is None else rules.fewer_expected(expected, measure.effect),
            measure.key in planned,
        )
        for measure in choices
        if measure.key != ANYTHING_ELSE and rules.fits(measure.fits, has)
    ]
    cost = rules.plan_cost([(task.measure_id, task.measure.cost_per_home) for task in tasks], homes)
    return PlanView(proposed, choices, has, cost)


def settings_of(place_id: int) -> list[str]:
    """Return what is built at an estate, empty where nobody has said."""
    return EstateSettings.objects.filter(place_id=place_id).values_list("has", flat=True).first() or []


def gentler_than(measure: Measure, place: Place) -> list[Measure]:
    """Return the measures fit for the estate that watch nobody and may do as much, if this one watches everybody."""
    has = settings_of(place.pk)
    fitting = [m for m in offered_measures() if m.key != ANYTHING_ELSE and rules.fits(m.fits, has)]
    keys = set(rules.gentler(measure.option, [m.option for m in fitting]))
    return [m for m in fitting if m.key in keys]


def planned_measures(paths: Sequence[str]) -> QuerySet[FocusTask]:
    """Return every task of the plans in force at one of `paths` or below, with what its measure costs there."""
    total = ExpressionWrapper(
        F("measure__cost_per_home") * F("listing__place__homes"), DecimalField(max_digits=16, decimal_places=2)
    )
    rows = FocusTask.objects.filter(_below(paths, "listing__place__path"), listing__state__in=ON_LIST).annotate(
        total_cost=total
    )
    rows = rows.select_related("measure", "owner", "listing__place__subdistrict")
    return rows.defer("measure__texts", "listing__place__boundary", "listing__place__subdistrict__boundary")


def _below(paths: Sequence[str], field: str) -> Q:
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths), Q(pk=None))


def _cost(measure: Measure, homes: int | None) -> float | None:
    return float(measure.cost_per_home * homes) if measure.cost_per_home is not None and homes else None
