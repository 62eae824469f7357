from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from anxin.burglary.measures.models import measure_name
from anxin.burglary.models import (
    A_YEAR_AGO,
    ON_LIST,
    ROLLING,
    FocusListing,
    FocusTask,
    GoalOutlook,
    Incident,
    Judgement,
    ListingState,
    YearRecord,
)
from anxin.burglary.rules import FocusRule
from anxin.core.territory.models import Level


def focus_rule() -> FocusRule:
    """Return when an estate enters and leaves the focus list, as the district has set it."""
    chosen = settings.ANXIN
    return FocusRule(
        chosen["focus_enter"], chosen["focus_leave"], chosen["focus_quarters"], chosen["focus_most_quarters"]
    )


@dataclass(frozen=True)
class Standing:
    """How a place stands: this year so far, last year up to the same day and whole, and the year's goal."""

    this_year: YearRecord | None
    a_year_ago: YearRecord | None
    last_year: YearRecord | None
    rolling: YearRecord | None
    outlook: GoalOutlook | None

    @property
    def more_than_a_year_ago(self) -> int | None:
        """How many more estates than a year ago to the day have had no burglary."""
        if not self.this_year or not self.a_year_ago:
            return None
        return self.this_year.zero_estates - self.a_year_ago.zero_estates

    @property
    def this_year_period(self) -> str:
        """The newest year on record, empty where there is none."""
        return self.this_year.period if self.this_year else ""


def standing(place_id: int) -> Standing:
    """Return the newest record of a place with the goal's outlook."""
    records = {record.period: record for record in YearRecord.objects.filter(place_id=place_id)}
    newest = max((int(period) for period in records if period.isdecimal()), default=0)
    outlook = GoalOutlook.objects.order_by("-year").first()
    return Standing(
        this_year=records.get(str(newest)),
        a_year_ago=records.get(A_YEAR_AGO),
        last_year=records.get(str(newest - 1)),
        rolling=records.get(ROLLING),
        outlook=outlook,
    )


def records_of_period(period: str) -> QuerySet[YearRecord]:
    """Return the record of every subdistrict in a period."""
    rows = YearRecord.objects.filter(period=period).exclude(place__level=Level.DISTRICT)
    return rows.select_related("place").defer("place__boundary")


def records_of_place(place_id: int) -> list[YearRecord]:
    """Return the record of a place for every year, oldest first, then the last twelve months."""
    rows = {row.period: row for row in YearRecord.objects.filter(place_id=place_id)}
    years = sorted(period for period in rows if period.isdecimal())
    return [rows[period] for period in (*years, *([ROLLING] if ROLLING in rows else []))]


def judgements() -> QuerySet[Judgement]:
    """Return every estate's judgement with its place."""
    rows = Judgement.objects.select_related("place", "place__subdistrict")
    # Outlines are large and are drawn by the map alone.
    return rows.defer("by_year", "explained", "place__boundary", "place__subdistrict__boundary")


def judgement_of(place_id: int) -> Judgement | None:
    """Return what the last round says of one estate."""
    return Judgement.objects.filter(place_id=place_id).first()


def open_listings() -> QuerySet[FocusListing]:
    """Return proposals and listed estates with the newest judgement and how many tasks are open and done."""
    return (
        FocusListing.objects.filter(state__in=[ListingState.PROPOSED, *ON_LIST])
        .select_related("place", "place__subdistrict")
        .defer("place__boundary", "place__subdistrict__boundary")
        .annotate(
            open_tasks=Count("tasks", filter=Q(tasks__done_at=None)),
            now_last_12_months=F("place__judgement__last_12_months"),
            now_expected=F("place__judgement__expected_next_year"),
            now_chance=F("place__judgement__chance_worst"),
            tasks_to_verify=Count("tasks", filter=Q(tasks__done_at__isnull=False, tasks__verified_at=None)),
        )
    )


def waiting_decisions(paths: Sequence[str] = ("",)) -> int:
    """Return how many proposals wait for a person, at one of `paths` or below."""
    here = reduce(or_, (Q(place__path__startswith=path) for path in paths), Q(pk=None))
    waiting = FocusListing.objects.filter(state__in=[ListingState.PROPOSED, ListingState.LEAVING])
    return waiting.filter(here).count()


def listings_of(place_id: int) -> list[FocusListing]:
    """Return an estate's history with the focus list, newest first."""
    return list(FocusListing.objects.filter(place_id=place_id).order_by("-proposed_date", "-pk"))


def listing_with_tasks(pk: int) -> FocusListing | None:
    """Return a listing with its place."""
    return FocusListing.objects.select_related("place", "place__subdistrict", "place__parent").filter(pk=pk).first()


def tasks_of(listing_id: int) -> list[FocusTask]:
    """Return a plan's tasks with their people and photographs."""
    rows = FocusTask.objects.filter(listing_id=listing_id).select_related("measure", "owner", "done_by", "verified_by")
    return list(rows.prefetch_related("photos"))


def open_tasks_of_person(person_id: int) -> QuerySet[FocusTask]:
    """Return a person's tasks that are not done, by due date."""
    return _tasks_in_force().filter(owner_id=person_id, done_at=None)


def tasks_to_verify(person_id: int, paths: Sequence[str]) -> QuerySet[FocusTask]:
    """Return what others have done at one of `paths` or below and nobody has verified, by due date."""
    here = reduce(or_, (Q(listing__place__path__startswith=path) for path in paths), Q(pk=None))
    waiting = _tasks_in_force().filter(here, done_at__isnull=False, verified_at=None)
    return waiting.exclude(done_by_id=person_id)


def _tasks_in_force() -> QuerySet[FocusTask]:
    rows = FocusTask.objects.filter(listing__state__in=ON_LIST).select_related("listing__place", "measure", "done_by")
    return rows.defer("measure__texts", "listing__place__boundary", "listing__why")


@dataclass(frozen=True)
class OpenTask:
    """A task that nobody has verified, as a page lists it; `measure` in the reader's language."""

    listing_id: int
    title: str
    measure: str
    owner: str
    due_date: date
    done_at: datetime | None


def open_tasks_among(listings: list[FocusListing]) -> list[OpenTask]:
    """Return the tasks that are not verified, of whichever of an estate's listings is in force."""
    in_force = [listing.pk for listing in listings if listing.state in ON_LIST]
    if not in_force:
        return []
    rows = FocusTask.objects.filter(listing_id__in=in_force, verified_at=None).values_list(
        "listing_id",
        "title",
        "measure__key",
        "measure__name_en",
        "measure__name_zh",
        "owner__display_name",
        "due_date",
        "done_at",
    )
    return [
        OpenTask(listing, title, measure_name(key, en=en, zh=zh), owner, due, done)
        for listing, title, key, en, zh, owner, due, done in rows
    ]


def unplaced_incidents() -> QuerySet[Incident]:
    """Return incidents that belong to no estate."""
    return Incident.objects.filter(place=None).order_by("-occurred_date")
