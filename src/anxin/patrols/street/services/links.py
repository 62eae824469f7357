from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import NotAllowedError
from anxin.core.jobs.services import enqueue
from anxin.core.people.actor import Actor
from anxin.patrols.models import Crew, Plan, Route
from anxin.patrols.street import policy
from anxin.patrols.street.errors import NotConfirmedError
from anxin.patrols.street.models import CrewLink
from anxin.patrols.street.queries import link_of
from anxin.patrols.street.tokens import hash_of, new_serial, token_from

CLOSE_JOB = "patrols.close_evening"


def ends_of(day: date) -> datetime:
    """Return when an evening's links end: at noon of the next day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time(12)))


@transaction.atomic
def open_links(*, plan: Plan, at: datetime) -> None:
    """Give every crew of a confirmed plan its link, and have the evening closed at noon of the next day.

    A crew that has one keeps it; the places of a new plan are added to those it was sent to before.
    """
    for route in plan.routes.select_related("crew").prefetch_related("stops"):
        link = link_of(route.crew, plan.date) or _new_link(route.crew, plan.date, at)
        link.places = sorted({*link.places, *(stop.place_id for stop in route.stops.all())})
        link.save(update_fields=["places"])
    noon = ends_of(plan.date)
    enqueue(CLOSE_JOB, key=f"{CLOSE_JOB}:{plan.date}", run_at=noon + timedelta(minutes=1))


@transaction.atomic
def renew_link(*, route: Route, actor: Actor, at: datetime) -> CrewLink:
    """End a crew's link, because a phone or sheet was lost, and open another. What was recorded before still counts."""
    if not policy.may_show_link(actor, route.crew):
        raise NotAllowedError(_("The link is handed out by the leaders and coordinators of the place."))
    if not route.plan.confirmed_at:
        raise NotConfirmedError(_("This evening's plan is not confirmed yet; crews walk by a confirmed plan."))
    held = link_of(route.crew, route.plan.date)
    places = {stop.place_id for stop in route.stops.all()}
    if held:
        CrewLink.objects.filter(pk=held.pk, expires_at__gt=at).update(expires_at=at)
    fresh = _new_link(route.crew, route.plan.date, at, sorted({*(held.places if held else ()), *places}))
    audit.record("patrols.link.renewed", subject=str(route), actor=actor, at=at)
    return fresh


def _new_link(crew: Crew, day: date, at: datetime, places: list[int] | None = None) -> CrewLink:
    serial = new_serial()
    return CrewLink.objects.create(
        crew=crew, date=day, serial=serial, token_hash=hash_of(token_from(serial)),
        opens_at=at, expires_at=ends_of(day), places=places or [],
    )  # fmt: skip
