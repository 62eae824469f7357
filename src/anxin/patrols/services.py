from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Place
from anxin.patrols import policy
from anxin.patrols.models import Crew, Plan, Route, Stop
from anxin.patrols.planner import DraftPlan


class PlanConfirmedError(AnxinError):
    """A confirmed plan is what crews walk by; it is not replaced unasked."""


@transaction.atomic
def store_plan(*, draft: DraftPlan, actor: Actor, at: datetime) -> Plan:
    """Store a drafted evening in place of an earlier draft. Refuses to replace a confirmed plan."""
    _must_plan(actor)
    held = Plan.objects.select_for_update().filter(date=draft.day).first()
    if held and held.confirmed_at:
        raise PlanConfirmedError(_("This evening's plan is confirmed already; crews walk by it."))
    if held:
        held.delete()
    plan = Plan.objects.create(
        date=draft.day,
        on_streets=draft.on_streets,
        network_version=draft.network_version,
        prize=draft.prize,
        left_out=draft.left_out,
        left_out_needed=draft.left_out_needed,
        made_at=at,
    )
    for drafted in draft.routes:
        route = Route.objects.create(
            plan=plan,
            crew=drafted.crew,
            crew_name=drafted.crew.name,
            begins_at=drafted.begins_at,
            ends_at=drafted.ends_at,
            walk_metres=drafted.walk_metres,
            line=drafted.line,
        )
        Stop.objects.bulk_create(
            Stop(route=route, position=position, **vars(stop)) for position, stop in enumerate(drafted.stops, start=1)
        )
    stops = sum(len(route.stops) for route in draft.routes)
    audit.record(
        "patrols.plan.drafted", subject=str(draft.day), actor=actor, at=at, crews=len(draft.routes), stops=stops
    )
    return plan


@transaction.atomic
def confirm_plan(*, plan: Plan, actor: Actor, at: datetime) -> Plan:
    """Confirm an evening's plan: from now on crews walk by it."""
    _must_plan(actor)
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if not held.confirmed_at:
        held.confirmed_at, held.confirmed_by = at, actor.name
        held.save(update_fields=["confirmed_at", "confirmed_by"])
        audit.record("patrols.plan.confirmed", subject=str(held.date), actor=actor, at=at)
    return held


@transaction.atomic
def save_crew(
    *, actor: Actor, at: datetime, name: str, start: Place, begins: time, crew: Crew | None = None, **more: Any
) -> Crew:
    """Add or change a crew."""
    _must_plan(actor)
    if start.longitude is None:
        raise AnxinError(
            _("“%(place)s” has no point on the map. Choose another place to start from.") % {"place": start}
        )
    held = crew or Crew()
    held.name, held.start, held.begins = name.strip(), start, begins
    for key in ("people", "minutes", "speed_kmh", "active"):
        if key in more:
            setattr(held, key, more[key])
    try:
        held.full_clean()
    except ValidationError as error:
        raise AnxinError("; ".join(error.messages)) from error
    if begins.hour * 60 + begins.minute + held.minutes > 24 * 60 + 6 * 60:
        raise AnxinError(_("The shift ends after six in the morning. Begin earlier or walk less long."))
    held.save()
    audit.record("patrols.crew.saved", subject=held.name, actor=actor, at=at, start=start.code)
    return held


def _must_plan(actor: Actor) -> None:
    if not policy.may_plan(actor):
        raise NotAllowedError(_("Only a coordinator can plan patrols."))
