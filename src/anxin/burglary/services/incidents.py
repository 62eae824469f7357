from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anxin.burglary.incident_file import COMPARED, IncidentPlan
from anxin.burglary.incident_row import IncidentRow
from anxin.burglary.models import Incident
from anxin.core import audit
from anxin.core.imports.kinds import Decision, Request
from anxin.core.people.actor import Actor

BATCH = 1000


@transaction.atomic
def write_incidents(decision: Decision, request: Request, actor: Actor, at: datetime) -> None:
    """Add the new incidents and correct the changed ones; the audit keeps every old value."""
    plan: IncidentPlan = decision.payload
    Incident.objects.bulk_create((_incident(row) for row in plan.new), batch_size=BATCH)
    for row in plan.corrected:
        _correct(row, actor, at)


def _incident(row: IncidentRow) -> Incident:
    return Incident(
        source_key=row.source_key,
        place_id=row.place_id,
        occurred_date=row.occurred_date,
        occurred_hour=row.occurred_hour,
        longitude=row.longitude,
        latitude=row.latitude,
        placed_by=row.placed_by,
    )


def _correct(row: IncidentRow, actor: Actor, at: datetime) -> None:
    held = Incident.objects.select_for_update().get(source_key=row.source_key)
    old = {name: getattr(held, name) for name in COMPARED if getattr(held, name) != getattr(row, name)}
    for name in (*old, "placed_by"):
        setattr(held, name, getattr(row, name))
    held.save()
    audit.record("burglary.incident.corrected", subject=row.source_key, actor=actor, at=at, old=old)
