"""How things stood after the last round of an earlier day: what a day's rounds, however many, are compared with."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from anxin.burglary.models import FocusListing, Judgement, ListingState, YearRecord
from anxin.core.released.models import Publication
from anxin.core.released.services import publish
from anxin.core.territory.models import Level

KEY = "burglary.day_before"


@dataclass(frozen=True)
class Stood:
    """One estate as it stood."""

    total: int
    this_year: int
    near: bool
    year: int

    @classmethod
    def of(cls, judged: Judgement) -> Stood:
        """Return how the estate stands by its judgement."""
        return cls(sum(judged.by_year.values()), judged.this_year, judged.near_repeat, judged.as_of_date.year)


@dataclass(frozen=True)
class DayBefore:
    """The district as it stood; empty before the first round."""

    day: str = ""
    estates: dict[int, Stood] = field(default_factory=dict)
    zero_estates: dict[str, int] = field(default_factory=dict)  # year -> estates without a burglary
    leaving: frozenset[int] = frozenset()  # listings proposed to leave


def keep_day_before(day: date, held: Iterable[Judgement], at: datetime) -> DayBefore:
    """Keep how things stand before the first round of `day` changes them, and return it; a later round finds it kept.

    On the very first day there is no earlier one: its later rounds are compared with its first.
    """
    kept, rows = day_before(), list(held)
    newest = rows[0].as_of_date if rows else None
    if newest is None or (kept.day and newest >= day):
        return kept
    fresh = DayBefore(newest.isoformat(), {row.place_id: Stood.of(row) for row in rows}, _zero_estates(), _leaving())
    body = {**asdict(fresh), "leaving": sorted(fresh.leaving)}
    publish(key=KEY, body=json.dumps(body).encode(), content_type="application/json", at=at)
    return fresh


def day_before() -> DayBefore:
    """Return what is kept, empty where nothing is."""
    held = Publication.objects.filter(key=KEY).first()
    if held is None:
        return DayBefore()
    body = json.loads(gzip.decompress(bytes(held.body)))
    estates = {int(key): Stood(**row) for key, row in body["estates"].items()}
    return DayBefore(body["day"], estates, body["zero_estates"], frozenset(body["leaving"]))


def newly_leaving(before: DayBefore) -> int:
    """Return how many listings are proposed to leave that were not."""
    return len(_leaving() - before.leaving)


def _zero_estates() -> dict[str, int]:
    rows = YearRecord.objects.filter(place__level=Level.DISTRICT)
    return dict(rows.values_list("period", "zero_estates"))


def _leaving() -> frozenset[int]:
    return frozenset(FocusListing.objects.filter(state=ListingState.LEAVING).values_list("pk", flat=True))
