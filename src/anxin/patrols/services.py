from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.faults import Faults
from anxin.core.jobs.services import enqueue
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Place
from anxin.patrols import policy
from anxin.patrols.errors import NoCrewError, PlanChangedError, PlanConfirmedError
from anxin.patrols.models import Crew, Mode, Plan, Route, Stop
from anxin.patrols.planner import DraftPlan
from anxin.patrols.queries import PLAN_JOB, active_crews, is_being_planned, plan_job_key
from anxin.patrols.rules import numbers_of_visits
from anxin.patrols.street.services.links import open_links
from anxin.patrols.weeks.tonight import plan_tonight

FASTEST_WALK = 8.0  # km/h


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
        unmet=draft.unmet,
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
        numbers = numbers_of_visits([stop.place_id for stop in drafted.stops])
        Stop.objects.bulk_create(
            Stop(route=route, position=position, visit=number, **vars(stop))
            for position, (stop, number) in enumerate(zip(drafted.stops, numbers, strict=True), start=1)
        )
    stops = sum(len(route.stops) for route in draft.routes)
    audit.record(
        "patrols.plan.drafted", subject=str(draft.day), actor=actor, at=at, crews=len(draft.routes), stops=stops
    )
    return plan


@transaction.atomic
def ask_for_plan(*, day: date, actor: Actor, at: datetime) -> None:
    """Queue an evening to be drafted anew; the worker searches, the page waits. Refuses what planning would."""
    _must_be_plannable(day, actor, at)
    if is_being_planned(day):
        return  # a second click wants the same
    payload = {"date": day.isoformat(), "person": actor.person_id}
    enqueue(PLAN_JOB, key=f"{plan_job_key(day)}{at.timestamp()}", run_at=at, payload=payload)
    audit.record("patrols.plan.requested", subject=str(day), actor=actor, at=at)


def plan_evening(*, day: date, actor: Actor, at: datetime) -> Plan:
    """Draft an evening anew. Refuses a past day and a confirmed plan before the planner starts to search."""
    _must_be_plannable(day, actor, at)
    seen = Plan.objects.filter(date=day).exists()  # who has seen what was drawn and asks again wants another
    return store_plan(draft=plan_tonight(day, anew=at if seen else None), actor=actor, at=at)


@transaction.atomic
def confirm_plan(*, plan_id: int, actor: Actor, at: datetime) -> Plan:
    """Confirm the plan that the person saw: from now on crews walk by it, each with a link of its own."""
    _must_plan(actor)
    held = Plan.objects.select_for_update().filter(pk=plan_id).first()
    if held is None:
        raise PlanChangedError(_("The evening was planned anew meanwhile. Look at the new plan first."))
    if not held.confirmed_at:
        held.confirmed_at, held.confirmed_by = at, actor.name
        held.save(update_fields=["confirmed_at", "confirmed_by"])
        open_links(plan=held, at=at)
        audit.record("patrols.plan.confirmed", subject=str(held.date), actor=actor, at=at)
    return held


@transaction.atomic
def save_crew(
    *, actor: Actor, at: datetime, name: str, start: Place, begins: time, crew: Crew | None = None, **more: Any
) -> Crew:
    """Add or change a crew that starts, and started before, at a place of the coordinator's own."""
    paths = [start.path, *([crew.start.path] if crew else [])]
    if not policy.may_keep_crew(actor, *paths):
        raise NotAllowedError(_("You can keep the crews that start at your own places."))
    if start.longitude is None:
        raise AnxinError(
            _("“%(place)s” has no point on the map. Choose another place to start from.") % {"place": start},
            field="start",
        )
    held = crew or Crew()
    held.name, held.start, held.begins = name.strip(), start, begins
    for key in ("people", "minutes", "mode", "speed_kmh", "end", "most_km", "rest_minutes", "active"):
        if key in more:
            setattr(held, key, more[key])
    try:
        held.full_clean()
    except ValidationError as error:
        faults = Faults()
        faults.take(error)
        faults.stop()
    if held.mode == Mode.FOOT and held.speed_kmh > FASTEST_WALK:
        text = _("Nobody walks faster than 8 km/h. Choose a bicycle or a car, or a lower speed.")
        raise AnxinError(text, field="speed_kmh")
    if begins.hour * 60 + begins.minute + held.minutes > 24 * 60 + 6 * 60:
        raise AnxinError(_("The shift ends after six in the morning. Begin earlier or walk less long."), field="begins")
    held.save()
    audit.record("patrols.crew.saved", subject=held.name, actor=actor, at=at, start=start.code)
    return held


def _must_be_plannable(day: date, actor: Actor, at: datetime) -> None:
    _must_plan(actor)
    if day < localdate(at):
        raise AnxinError(_("This evening is over. Choose today or a later day."))
    if Plan.objects.filter(date=day, confirmed_at__isnull=False).exists():
        raise PlanConfirmedError(_("This evening's plan is confirmed already; crews walk by it."))
    if not active_crews():
        raise NoCrewError(_("No crew walks tonight. Add a crew with a place to start from."))


def _must_plan(actor: Actor) -> None:
    if not policy.may_plan(actor):
        raise NotAllowedError(_("Only the coordinator of the district can plan its patrols."))
