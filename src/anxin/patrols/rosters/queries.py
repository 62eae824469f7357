from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from anxin.core.errors import NotAllowedError, NotFoundError
from anxin.core.people.actor import Actor
from anxin.patrols.rosters.models import CoverRequest, CrewShift, Duty, Roster, Walker
from anxin.patrols.rosters.policy import LEADERS

SHOWN = 50  # covers and swaps that a roster's page lists
NAMES = Prefetch("duties", Duty.objects.select_related("walker").order_by("walker__name"))


def roster_by_key(key: int) -> Roster:
    """Return the roster, or say that there is none."""
    found = Roster.objects.filter(pk=key).first()
    if found is None:
        raise NotFoundError(_("There is no such roster."))
    return found


def at_places_of(actor: Actor, field: str) -> Q:
    """Return what narrows rows to the places that the actor leads; to none for whoever leads nowhere."""
    found = Q(pk__in=[])
    for path in actor.paths(LEADERS):
        found |= Q(**{f"{field}__startswith": path})
    return found


def shifts_of_week(roster: Roster, week: int, actor: Actor) -> list[CrewShift]:
    """Return a week's shifts of the crews that the actor leads, with names."""
    first = roster.first_date + timedelta(days=7 * week)
    rows = roster.shifts.filter(date__range=(first, first + timedelta(days=6)))
    rows = rows.filter(at_places_of(actor, "crew__start__path")).select_related("crew")
    return list(rows.prefetch_related(NAMES).order_by("crew__name", "date"))


def walkers_out_on(day: date, actor: Actor) -> dict[int, list[str]]:
    """Return crew -> who is on the confirmed roster of an evening, for the crews that the actor leads."""
    confirmed = Duty.objects.filter(shift__date=day, shift__roster__confirmed_at__isnull=False)
    rows = confirmed.filter(at_places_of(actor, "shift__crew__start__path")).order_by("walker__name")
    found: dict[int, list[str]] = {}
    for crew, name in rows.values_list("shift__crew", "walker__name"):
        found.setdefault(crew, []).append(name)
    return found


def walker_of(actor: Actor) -> Walker | None:
    """Return the walker whose account this is."""
    if actor.person_id is None:
        return None
    return Walker.objects.select_related("team").filter(person_id=actor.person_id, active=True).first()


def own_walker(actor: Actor) -> Walker:
    """Return the walker whose account this is, or refuse."""
    held = walker_of(actor)
    if held is None:
        raise NotAllowedError(_("Your account belongs to no walker. Ask your team leader."))
    return held


def duties_of(walker: Walker, first: date) -> list[Duty]:
    """Return a walker's confirmed duties from a day on, each with the names of the crew."""
    rows = Duty.objects.filter(walker=walker, shift__date__gte=first, shift__roster__confirmed_at__isnull=False)
    rows = rows.select_related("shift", "shift__crew", "shift__crew__start").order_by("shift__begins_at")
    return list(rows.prefetch_related(Prefetch("shift__duties", Duty.objects.select_related("walker"))))


def walkers_led(actor: Actor) -> QuerySet[Walker]:
    """Return the walkers of the places that the actor leads, those who left among them."""
    rows = Walker.objects.filter(at_places_of(actor, "team__path"))
    return rows.select_related("team").defer("team__boundary")


def walker_led(actor: Actor, key: int) -> Walker:
    """Return a walker of the places that the actor leads, or say that there is none."""
    held = walkers_led(actor).filter(pk=key).first()
    if held is None:
        raise NotFoundError(_("There is no such walker."))
    return held


def own_duty(actor: Actor, key: int) -> Duty:
    """Return a confirmed duty of the actor's own, or say that there is none."""
    rows = Duty.objects.select_related("walker__team", "shift__roster", "shift__crew__start")
    held = rows.filter(pk=key, walker=walker_of(actor), shift__roster__confirmed_at__isnull=False).first()
    if held is None:
        raise NotFoundError(_("There is no such shift."))
    return held


def requests_of(roster: Roster, actor: Actor) -> list[CoverRequest]:
    """Return a roster's covers and swaps on crews that the actor leads: the open ones first, then the latest."""
    rows = CoverRequest.objects.filter(
        at_places_of(actor, "duty__shift__crew__start__path"), duty__shift__roster=roster
    )
    rows = rows.select_related("asked_by", "taken_by", "duty__shift__crew", "wanted__shift__crew", "wanted__walker")
    return list(rows.order_by(F("closed_at").desc(nulls_first=True), "-asked_at")[:SHOWN])


def open_requests(team_path: str, first: date) -> QuerySet[CoverRequest]:
    """Return what waits for somebody of a team to step in."""
    rows = CoverRequest.objects.filter(closed_at=None, duty__shift__date__gte=first)
    rows = rows.filter(duty__shift__crew__start__path__startswith=team_path)
    return rows.select_related("asked_by", "duty__shift__crew", "wanted__shift__crew", "wanted__walker")


def loads(roster: Roster, actor: Actor) -> QuerySet[Walker]:
    """Return the walkers of the actor's places with their nights and kilometres in a roster."""
    within = Q(duties__shift__roster=roster)
    rows = Walker.objects.filter(at_places_of(actor, "team__path")).select_related("team")
    rows = rows.defer("team__boundary").filter(Q(active=True) | within).distinct()
    return rows.annotate(
        nights=Count("duties", filter=within, distinct=True), km=Sum("duties__shift__km", filter=within, default=0.0)
    )
