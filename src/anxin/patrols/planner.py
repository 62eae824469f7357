"""Tonight's plan: plan what was gathered, check it, and lay it out for storing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.core.sentences import Stored
from anxin.methods.routing import CrewPlan, PlannedStop, PlanProblem, check_plan, plan_crews, unmet
from anxin.patrols.errors import FaultyPlanError
from anxin.patrols.evening import Evening, evening_of
from anxin.patrols.models import REST, Crew
from anxin.patrols.wishes.sentences import hindered


@dataclass(frozen=True)
class DraftStop:
    """One visit of a drafted route."""

    place_id: int
    arrives_at: datetime
    leaves_at: datetime
    walk_minutes: int
    reasons: list[str]


@dataclass(frozen=True)
class DraftRoute:
    """One crew's drafted evening."""

    crew: Crew
    begins_at: datetime
    ends_at: datetime
    walk_metres: int
    line: list[tuple[float, float]]
    stops: list[DraftStop]


class Origin(StrEnum):
    """Where an evening's plan comes from."""

    PLANNED = "planned"
    DRAWN = "drawn"  # weeks ahead
    DRAWN_ANEW = "drawn_anew"  # because needs or crews had changed since


@dataclass(frozen=True)
class DraftPlan:
    """A checked plan that is not stored yet."""

    day: date
    on_streets: bool
    network_version: str
    prize: int
    left_out: int
    left_out_needed: int
    routes: list[DraftRoute]
    unmet: list[Stored] = field(default_factory=list)
    origin: Origin = Origin.PLANNED


def draft_plan(day: date) -> DraftPlan:
    """Plan an evening. Refuses when no active crew has a place to start from."""
    evening, problem = evening_of(day)
    return lay_out(evening, problem, plan_crews(problem, seconds=settings.ANXIN["plan_seconds"]))


def lay_out(evening: Evening, problem: PlanProblem, plan: CrewPlan) -> DraftPlan:
    """Check a plan and lay it out. Refuses a plan with a fault: nobody gets to see it."""
    must_be_sound(problem, plan)
    busy = [(index, visits) for index, visits in enumerate(plan.routes) if _has_work(evening, visits)]
    met = {evening.candidates[visit.stop].place.pk for _, visits in busy for visit in visits}
    made = {problem.stops[number].one_of for number in plan.visited} - {None}
    needed = {
        candidate.place.pk
        for number, candidate in enumerate(evening.candidates)
        if evening.is_needed(number) and (candidate.stop.one_of not in made or candidate.place.pk in met)
    }
    ways = evening.ways
    return DraftPlan(
        day=evening.day,
        on_streets=ways.on_streets,
        network_version=ways.version,
        prize=plan.prize,
        left_out=len({evening.candidates[number].place.pk for number in plan.left_out} - met),
        left_out_needed=max(0, max(evening.needed, len(needed)) - len(needed & met)),
        routes=[draft_route(evening, problem, index, visits) for index, visits in busy],
        unmet=[*evening.impossible, *_unmet(evening, problem, plan)],
    )


def must_be_sound(problem: PlanProblem, plan: CrewPlan) -> None:
    """Refuse a plan in which the independent checker finds a fault."""
    faults = check_plan(problem, plan)
    if faults:
        raise FaultyPlanError(_("The plan failed its check: %(fault)s") % {"fault": faults[0]})


def draft_route(evening: Evening, problem: PlanProblem, index: int, visits: Sequence[PlannedStop]) -> DraftRoute:
    """Lay out one crew's way: its times, its line and its stops."""
    crew, shift, metres = evening.crews[index], problem.crews[index], evening.ways.metres
    legs = list(pairwise([shift.start, *(problem.stops[visit.stop].place for visit in visits), shift.back]))
    back = int(problem.seconds[index][legs[-1]])
    stops = [_draft_stop(evening, visit) for visit in visits]
    return DraftRoute(
        crew,
        _moment(evening.day, shift.begins),
        stops[-1].leaves_at + timedelta(seconds=back),
        round(sum(float(metres[leg]) for leg in legs)),
        [(round(x, 6), round(y, 6)) for leg in legs for x, y in evening.ways.line(*leg)],
        stops,
    )


def _draft_stop(evening: Evening, visit: PlannedStop) -> DraftStop:
    candidate = evening.candidates[visit.stop]
    return DraftStop(
        candidate.place.pk,
        _moment(evening.day, visit.arrives),
        _moment(evening.day, visit.leaves),
        visit.walk // 60,
        list(candidate.reasons),
    )


def _moment(day: date, second: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time())) + timedelta(seconds=second)


def _has_work(evening: Evening, visits: Sequence[PlannedStop]) -> bool:
    """A crew that would only rest stays at home."""
    return any(evening.candidates[visit.stop].reasons != (REST,) for visit in visits)


def _unmet(evening: Evening, problem: PlanProblem, plan: CrewPlan) -> list[Stored]:
    """Return a sentence for each wish that the plan leaves out."""
    found: dict[int, Stored] = {}
    for number, why in unmet(problem, plan).items():
        wish = evening.candidates[number].wish
        if wish is not None:
            found.setdefault(wish.pk, hindered(wish, why))
    return list(found.values())
