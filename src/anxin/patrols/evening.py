"""An evening gathered: who walks, what needs a visit and what is asked for, as a problem for the planner."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from anxin.core.released.models import NeedKind, PlaceNeed
from anxin.core.sentences import Stored
from anxin.core.territory.models import Place
from anxin.core.territory.plane import metres_a_degree
from anxin.core.territory.queries import estates
from anxin.methods.routing import Crew as CrewOfPlan
from anxin.methods.routing import ImpossibleWishError, PlanProblem, Stop, rest
from anxin.patrols import queries, rules
from anxin.patrols.errors import NoCrewError
from anxin.patrols.models import REST, Crew
from anxin.patrols.walking import Ways, ways_between
from anxin.patrols.wishes import sentences
from anxin.patrols.wishes.models import Wish, WishKind
from anxin.patrols.wishes.queries import wishes_of
from anxin.patrols.wishes.rules import Asked, in_evening, stops_for

ASKED = "asked"


@dataclass(frozen=True)
class Candidate:
    """A visit that may be made: where, the planner's stop, the reasons in words and the wish behind it."""

    place: Place
    stop: Stop
    reasons: tuple[str, ...]
    wish: Wish | None = None


@dataclass(frozen=True)
class Evening:
    """What is planned over; the rows of `ways` are those of `points`."""

    day: date
    crews: Sequence[Crew]
    points: Sequence[Place]
    candidates: Sequence[Candidate]
    impossible: Sequence[Stored]
    needed: int  # places that some module says need a visit, in reach or not
    ways: Ways

    @property
    def places(self) -> list[Place]:
        """Where each candidate is."""
        return [candidate.place for candidate in self.candidates]

    def problem(self) -> PlanProblem:
        """Return the evening as the planner reads it."""
        matrices = {speed: seconds_at(self.ways.metres, speed) for speed in {crew.speed_kmh for crew in self.crews}}
        rows = {place.pk: row for row, place in enumerate(self.points)}
        return PlanProblem(
            [matrices[crew.speed_kmh] for crew in self.crews],
            [shift_of(crew, rows) for crew in self.crews],
            [candidate.stop for candidate in self.candidates],
        )

    def is_rest(self, number: int) -> bool:
        """Say whether a candidate is a rest, not a visit."""
        return self.candidates[number].reasons == (REST,)

    def is_needed(self, number: int) -> bool:
        """Say whether more than the time since the last visit speaks for a candidate."""
        return bool(set(self.candidates[number].reasons) - {NeedKind.OVERDUE.value, REST})


def evening_of(
    day: date, *, visits: Mapping[int, date] | None = None, also: Collection[int] = (), wishes: bool = True
) -> tuple[Evening, PlanProblem]:
    """Return what is planned over on a day, and as numbers. Refuses when no active crew has a place to start from.

    `visits` is what is known by then beyond the visits done: place -> last visit. The places in `also` take part
    although nothing speaks for a visit; without `wishes` what is asked of the day stays out.
    """
    evening = _gather(day, visits or {}, also, wishes=wishes)
    return evening, evening.problem()


def _gather(day: date, visits: Mapping[int, date], also: Collection[int], *, wishes: bool) -> Evening:
    crews = [crew for crew in queries.active_crews() if crew.start.longitude is not None]
    if not crews:
        raise NoCrewError(_("No crew walks tonight. Add a crew with a place to start from."))
    needed = rules.by_place(_needs(day))
    chosen = {key: needed[key] for key in _in_reach(needed, crews)}
    for need in _overdue_near(day, crews, visits):
        chosen.setdefault(need.place_id, []).append(need)
    for key in also:
        chosen.setdefault(key, [])
    asked, impossible = _asked(day) if wishes else ([], [])
    near = {wish.pk: _near_enough(wish, set(chosen)) for wish in asked}
    points = _points(crews, {*chosen, *(key for keys in near.values() for key in keys)})
    rows = {place.pk: row for row, place in enumerate(points)}
    of_wishes: list[Candidate] = []
    for wish in asked:
        try:
            of_wishes += _of_wish(wish, [points[rows[key]] for key in near[wish.pk]], rows, chosen, crews)
        except ImpossibleWishError:
            impossible.append(sentences.impossible(wish))
    candidates = [*_of_needs(points, rows, chosen, of_wishes), *of_wishes, *_rests(crews, rows)]
    ways = ways_between(np.array([p.longitude for p in points], float), np.array([p.latitude for p in points], float))
    return Evening(day, crews, points, candidates, impossible, len(needed), ways)


def seconds_at(metres: NDArray[np.float64], speed_kmh: float) -> NDArray[np.int64]:
    """Return the seconds on the way at a speed, in whole minutes, so that the times on a sheet add up."""
    return 60 * np.ceil(metres / (speed_kmh / 3.6) / 60 - 1e-9).astype(np.int64)


def shift_of(crew: Crew, rows: Mapping[int, int]) -> CrewOfPlan:
    """Return a crew as the planner reads it."""
    begins = seconds_of(crew.begins)
    longest = None if crew.most_km is None else round(crew.most_km * 1000 / (crew.speed_kmh / 3.6))
    return CrewOfPlan(rows[crew.start_id], begins, begins + 60 * crew.minutes, rows[crew.home.pk], longest)


def seconds_of(clock: time) -> int:
    """Return the second of the day."""
    return clock.hour * 3600 + clock.minute * 60


def dwell_seconds() -> int:
    """Return how long a visit lasts, as the district decided."""
    return 60 * int(settings.ANXIN["dwell_minutes"])


def _of_needs(
    points: Sequence[Place],
    rows: Mapping[int, int],
    needs: Mapping[int, Sequence[rules.Need]],
    of_wishes: Sequence[Candidate],
) -> list[Candidate]:
    """Return a visit for each place that needs one. Where a wish asks for one visit there, either is made; where it
    asks for several, they are enough.
    """
    wished = {candidate.place.pk: candidate.stop for candidate in of_wishes}
    found = []
    for place in points:
        if place.pk not in needs:
            continue
        asked = wished.get(place.pk)
        if asked is not None and asked.together is not None:
            continue
        choice = None if asked is None else asked.one_of
        stop = Stop(rows[place.pk], rules.prize_of(needs[place.pk]), dwell_seconds(), one_of=choice)
        found.append(Candidate(place, stop, _kinds(needs, place)))
    return found


def _needs(day: date) -> list[rules.Need]:
    held = PlaceNeed.objects.exclude(until_date__lt=day).values_list("place_id", "kind", "weight")
    return [rules.Need(*row) for row in held]


def _kinds(needs: Mapping[int, Sequence[rules.Need]], place: Place) -> tuple[str, ...]:
    return tuple(sorted({need.kind for need in needs.get(place.pk, ())}))


def _points(crews: Sequence[Crew], keys: Iterable[int]) -> list[Place]:
    """Return every place that somebody may go to, once each: where crews start and end, then the others."""
    stations = {place.pk: place for crew in crews for place in (crew.start, crew.home)}
    others = Place.objects.filter(pk__in=[key for key in keys if key not in stations]).order_by("pk")
    return [*stations.values(), *(place for place in others if place.longitude is not None)]


def _asked(day: date) -> tuple[list[Wish], list[Stored]]:
    wishes = wishes_of(day)
    lost = [sentences.without_point(wish) for wish in wishes if wish.place.longitude is None]
    return [wish for wish in wishes if wish.place.longitude is not None], lost


def _near_enough(wish: Wish, needed: Collection[int]) -> list[int]:
    """Return the places at which a wish can be met, its own first.

    Passing close by is no visit, so places that need one of their own are left to that, unless there is no other.
    """
    if wish.kind != WishKind.NEARBY:
        return [wish.place_id]
    rows = [(wish.place_id, wish.place.longitude, wish.place.latitude)]
    rows += list(estates().exclude(longitude=None).exclude(pk=wish.place_id).values_list("pk", "longitude", "latitude"))
    away = _metres_from(wish.place, rows)
    near = [int(rows[i][0]) for i in np.argsort(away, kind="stable") if away[i] <= wish.metres]
    return [key for key in near if key not in needed] or near[:1]


def _of_wish(
    wish: Wish,
    places: Sequence[Place],
    rows: Mapping[int, int],
    needs: Mapping[int, Sequence[rules.Need]],
    crews: Sequence[Crew],
) -> list[Candidate]:
    evening = min(seconds_of(c.begins) for c in crews), max(seconds_of(c.begins) + 60 * c.minutes for c in crews)
    opens, closes = (None if at is None else in_evening(seconds_of(at), evening[1]) for at in (wish.opens, wish.closes))
    asked = Asked(wish.kind, wish.minutes, opens, closes, wish.gap_minutes, wish.crews)
    prize = rules.prize_of(needs.get(wish.place_id, []))
    stops = stops_for(asked, [rows[place.pk] for place in places], prize=prize, evening=evening, number=wish.pk)
    at = {rows[place.pk]: place for place in places}
    return [Candidate(at[stop.place], stop, (ASKED, *_kinds(needs, at[stop.place])), wish) for stop in stops]


def _rests(crews: Sequence[Crew], rows: Mapping[int, int]) -> list[Candidate]:
    """Return the rests: in the middle third of the shift, where the crew starts or ends."""
    found = []
    for number, crew in enumerate(crews):
        if not crew.rest_minutes:
            continue
        begins, third = seconds_of(crew.begins), 60 * (crew.minutes // 3)
        places = {rows[place.pk]: place for place in (crew.start, crew.home)}
        window = (begins + third, begins + 2 * third)
        stops = rest(number, list(places), dwell=60 * crew.rest_minutes, window=window, one_of=-1 - number)
        found += [Candidate(places[stop.place], stop, (REST,)) for stop in stops]
    return found


def _in_reach(needed: Mapping[int, list[rules.Need]], crews: Sequence[Crew]) -> list[int]:
    """Return the places that are worth most among those that some crew can get to; near ones before far ones."""
    rows = list(
        Place.objects.filter(pk__in=list(needed)).exclude(longitude=None).values_list("pk", "longitude", "latitude")
    )
    if not rows:
        return []
    away = np.stack([_metres_from(crew.start, rows) for crew in crews])
    reach = np.array([crew.speed_kmh / 3.6 * 60 * crew.minutes / 2 for crew in crews])[:, None]
    nearest = np.where(away <= reach, away, np.inf).min(axis=0)
    worth = np.array([-rules.prize_of(needed[row[0]]) for row in rows])
    order = np.lexsort((nearest, worth))
    return [rows[i][0] for i in order if np.isfinite(nearest[i])][: rules.MOST_NEEDED_A_CREW * len(crews)]


def _overdue_near(day: date, crews: Sequence[Crew], visits: Mapping[int, date]) -> list[rules.Need]:
    """Return the overdue estates nearest to each crew; farther ones are another crew's."""
    last = {**queries.last_visits(), **visits}
    days = settings.ANXIN["overdue_days"]
    rows = [
        row
        for row in estates().exclude(longitude=None).values_list("pk", "longitude", "latitude")
        if rules.is_overdue(last.get(row[0]), day, days)
    ]
    chosen: set[int] = set()
    for crew in crews if rows else ():
        nearest = np.argsort(_metres_from(crew.start, rows), kind="stable")[: rules.MOST_OVERDUE_A_CREW]
        chosen.update(rows[i][0] for i in nearest)
    return [rules.Need(key, NeedKind.OVERDUE, rules.OVERDUE_WEIGHT) for key in sorted(chosen)]


def _metres_from(place: Place, rows: Sequence[Any]) -> NDArray[np.float64]:
    """Return straight metres (n,) from a place to rows of (key, longitude, latitude)."""
    points = np.array([row[1:] for row in rows], float)
    start = np.array([place.longitude, place.latitude], float)
    return np.asarray(np.linalg.norm((points - start) * metres_a_degree(float(start[1])), axis=1))
