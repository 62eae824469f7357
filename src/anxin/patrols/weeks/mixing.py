"""Weeks ahead, reckoned: mix each week for the places that wait by then, draw its evenings, judge the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from anxin.methods.routing import CrewPlan, PlanProblem, plan_crews
from anxin.methods.unpredictability import DrawnEvening as Drawn
from anxin.methods.unpredictability import (
    RosterMix,
    UnpredictabilityReport,
    cells_of,
    draw_weeks,
    generate_rosters,
    mix_rosters,
    prizes_of,
    unpredictability_report,
    weights_by_wait,
)
from anxin.patrols import queries
from anxin.patrols.errors import FaultyPlanError
from anxin.patrols.evening import Evening, evening_of
from anxin.patrols.weeks import rules

SOLVES = 6
Told = Callable[[int, int], None]
SeenEvening = tuple[date, list[tuple[int, int]]]


@dataclass(frozen=True)
class MixedWeek:
    """A week's mix, its evening, and the place of each stop; a rest has a key of its own, below 0."""

    evening: Evening
    mix: RosterMix
    keys: list[int]

    @property
    def needed(self) -> set[int]:
        """Places for which more than the time since the last visit speaks."""
        return {place for number, place in enumerate(self.keys) if place > 0 and self.evening.is_needed(number)}


@dataclass(frozen=True)
class DraftWeeks:
    """What was drawn and how unpredictable it is; nothing of it is stored yet."""

    weeks: list[MixedWeek]
    evenings: list[Drawn]
    report: UnpredictabilityReport

    def visits(self, drawn: Drawn) -> list[dict[str, Any]]:
        """Return an evening's routes as they are stored."""
        week = self.weeks[drawn.mix]
        places = week.evening.places
        pairs = zip(week.evening.crews, drawn.plan.routes, strict=True)
        return [
            {"crew": crew.pk, "visits": [[places[one.stop].pk, one.arrives, one.leaves] for one in route]}
            for crew, route in pairs
        ]


def mix_evening(
    day: date,
    share: float,
    visits: dict[int, date],
    *,
    solves: int = SOLVES,
    told: Told | None = None,
    wishes: bool = False,
) -> MixedWeek:
    """Mix the rosters for the needs of a day; the planner's time is shared between the solves.

    A wish is for its own evenings, so a mix for a week knows none.
    """
    evening, problem = evening_of(day, visits=visits, wishes=wishes)
    # Whoever rests somewhere does not patrol it, so a rest must not speak for the place where it is.
    keys = [-1 - i if evening.is_rest(i) else place.pk for i, place in enumerate(evening.places)]
    seconds = settings.ANXIN["plan_seconds"] / 2

    def engine(asked: PlanProblem, seed: int) -> CrewPlan:
        return plan_crews(asked, seconds=seconds, seeds=(seed,))

    try:
        families = generate_rosters(problem, engine, seed=day.toordinal(), solves=solves, told=told)
    except ValueError as error:
        raise FaultyPlanError(_("The plan failed its check: %(fault)s") % {"fault": error}) from error
    last = queries.last_visits() | visits
    never = day - timedelta(days=rules.LONGEST_GAP_DAYS)
    waited = [(day - last.get(key, never)).days for key in keys]
    weights = weights_by_wait(prizes_of(problem), waited, rules.LONGEST_GAP_DAYS)
    return MixedWeek(evening, mix_rosters(problem, families, share=share, weights=weights), keys)


def draw(days: Sequence[date], share: float, secret: bytes, told: Told) -> DraftWeeks:
    """Draw the evenings, week after week; places that an earlier week visits wait less in the next."""
    parts = rules.by_week(days)
    weeks: list[MixedWeek] = []
    evenings: list[Drawn] = []
    visits: dict[int, date] = {}
    for number, part in enumerate(parts):
        week = mix_evening(part[0], share, visits, told=_further(told, number, len(parts)))
        weeks.append(week)
        drawn = _drawn(weeks, [(day, number) for day in part], secret, queries.last_visits() | visits)
        visits |= {key: one.day for one in drawn for key, _slot in _seen(weeks, one)[1]}
        evenings += drawn
    return DraftWeeks(weeks, evenings, _judge(weeks, evenings, secret))


def _further(told: Told, week: int, weeks: int) -> Told:
    """Return what counts the solves of one week on from those of the weeks before."""

    def tell(done: int, of: int) -> None:
        told(week * of + done, weeks * of)

    return tell


def _drawn(
    weeks: Sequence[MixedWeek], days: Sequence[tuple[date, int]], secret: bytes, last: dict[int, date]
) -> list[Drawn]:
    needed = set().union(*(week.needed for week in weeks))
    mixes = [(week.mix, week.keys) for week in weeks]
    gap = rules.LONGEST_GAP_DAYS
    return draw_weeks(mixes, days, secret=secret, longest_gap=gap, last_seen=last, places=needed)


def _judge(weeks: Sequence[MixedWeek], evenings: Sequence[Drawn], secret: bytes) -> UnpredictabilityReport:
    """Judge by a watcher of four weeks before, drawn from the same mixes with other numbers."""
    days = [evening.day for evening in evenings]
    before = [(day, evenings[like].mix) for day, like in rules.watched_days(days)]
    other = hashlib.sha256(b"watched" + secret).digest()
    watched = _drawn(weeks, before, other, {})
    chances = [dict(zip(weeks[one.mix].keys, weeks[one.mix].mix.coverage.tolist(), strict=True)) for one in evenings]
    reached = [{key: chance for key, chance in found.items() if key > 0 and chance > 0} for found in chances]
    return unpredictability_report(
        [_seen(weeks, one) for one in evenings], reached, watched=[_seen(weeks, one) for one in watched]
    )


def _seen(weeks: Sequence[MixedWeek], one: Drawn) -> SeenEvening:
    keys = weeks[one.mix].keys
    cells = ((keys[stop], slot) for route in one.plan.routes for stop, slot in cells_of(route))
    return one.day, [(key, slot) for key, slot in cells if key > 0]
