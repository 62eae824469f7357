from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q, QuerySet

from anxin.burglary.near_repeats.models import NearRepeatBand, NearRepeatFinding, NeighbourAlert
from anxin.burglary.near_repeats.rules import Neighbours
from anxin.core.notices.models import Notice
from anxin.core.territory.models import Place

NOTICE_KEY = "near-repeat:"


def neighbour_rule() -> Neighbours:
    """Return how far, how long and how often neighbours are told, as the district has set it."""
    chosen = settings.ANXIN
    return Neighbours(chosen["near_repeat_metres"], chosen["near_repeat_days"], chosen["near_repeat_notices_a_week"])


def newest_finding() -> NearRepeatFinding | None:
    """Return what the last round found, None before one has measured."""
    return NearRepeatFinding.objects.prefetch_related("bands").order_by("-as_of_date").first()


def bands() -> QuerySet[NearRepeatBand]:
    """Return the bands of the table, without the one that the news speaks of."""
    return NearRepeatBand.objects.filter(of_reach=False)


def estates_under_alert(today: date) -> QuerySet[Place]:
    """Return the estates that are under an alert today, since when and until when, with their newest alert."""
    in_force = Q(neighbour_alerts__until_date__gte=today)
    rows = Place.objects.filter(in_force).select_related("subdistrict")
    return rows.defer("boundary", "subdistrict__boundary").annotate(
        since=Max("neighbour_alerts__since_date", filter=in_force),
        until=Max("neighbour_alerts__until_date", filter=in_force),
        alert=Max("neighbour_alerts__pk", filter=in_force),
    )


def alert_with_estates(pk: int) -> NeighbourAlert | None:
    """Return an alert with the estates that it reaches."""
    return NeighbourAlert.objects.prefetch_related("estates").filter(pk=pk).first()


def told_this_week(person_id: int, at: datetime) -> int:
    """Return how many notices of this kind a person had in the last seven days."""
    since = at - timedelta(days=7)
    return Notice.objects.filter(person_id=person_id, key__startswith=NOTICE_KEY, at__gt=since).count()
