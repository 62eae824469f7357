"""A programme of the demonstration: at the estates that were worst, and in truth without any effect."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count

from anxin.burglary.measures.models import Measure
from anxin.burglary.programmes.services import register_programme
from anxin.core import clock
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Level, Place

ESTATES = 60
DAYS_AGO = 548


def register_past_programme(actor: Actor, today: date) -> None:
    """Register what began a year and a half ago at the estates that were worst then."""
    start = (today - timedelta(days=DAYS_AGO)).replace(day=1)
    year_before = {"incidents__occurred_date__range": (start - timedelta(days=365), start - timedelta(days=1))}
    worst = Place.objects.filter(level=Level.ESTATE, **year_before).annotate(hits=Count("incidents"))
    register_programme(
        name="楼道门修缮（示范）",
        question="修好楼道门和闭门器的小区，发案是不是少了？",
        places=list(worst.order_by("-hits", "code")[:ESTATES]),
        start_date=start,
        sunset_date=start + timedelta(days=2 * 365),
        hoped_fall_percent=30,
        measure=Measure.objects.filter(pk="door_closer").first(),
        actor=actor,
        at=clock.now(),
    )
