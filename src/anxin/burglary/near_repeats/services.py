from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from anxin.burglary.change import named
from anxin.burglary.models import Incident
from anxin.burglary.near_repeats.models import NeighbourAlert
from anxin.burglary.near_repeats.policy import TOLD
from anxin.burglary.near_repeats.queries import NOTICE_KEY, neighbour_rule, told_this_week
from anxin.burglary.near_repeats.rules import Neighbours, worth_a_notice
from anxin.core import audit
from anxin.core.notices.services import tell
from anxin.core.people.actor import Actor
from anxin.core.people.models import Person
from anxin.core.people.queries import people_with_role
from anxin.core.sentences import sentence
from anxin.core.territory.models import Place


@dataclass(frozen=True)
class Reach:
    """A recent burglary and the estates around it."""

    incident_id: int
    occurred_date: date
    until_date: date
    estates: Sequence[int]


@transaction.atomic
def warn_neighbours(*, reaches: Sequence[Reach], day: date, actor: Actor, at: datetime) -> tuple[int, int]:
    """Put the estates around each recent burglary under an alert; return how many are new and how many were told.

    An alert that no longer holds, because the burglary was corrected, is taken back. Each member of a committee gets
    one notice a burglary, none for a burglary that is known late, and no more than the week's number.
    """
    rule, today = neighbour_rule(), max(day, localdate(at))  # the round of a past day may run today
    standing = NeighbourAlert.objects.filter(until_date__gte=day)
    taken_back, _tables = standing.exclude(incident__in=[reach.incident_id for reach in reaches]).delete()
    told = new = 0
    for reach in sorted(reaches, key=lambda one: one.occurred_date, reverse=True):  # the newest first, for the cap
        alert, is_new = _written(reach)
        new += is_new
        told += _tell_committees(alert, today, rule, at)
    audit.record(
        "burglary.neighbours.warned", subject=str(day), actor=actor, at=at, new=new, told=told, back=taken_back
    )
    return new, told


def _written(reach: Reach) -> tuple[NeighbourAlert, bool]:
    """Write the alert; one that stands keeps its last day, which may hang printed on a wall."""
    alert, is_new = NeighbourAlert.objects.get_or_create(
        incident_id=reach.incident_id,
        defaults={"since_date": reach.occurred_date, "until_date": reach.until_date},
    )
    alert.estates.set(reach.estates)
    return alert, is_new


def _tell_committees(alert: NeighbourAlert, today: date, rule: Neighbours, at: datetime) -> int:
    if not worth_a_notice(alert.since_date, today, rule):
        return 0
    source_key = Incident.objects.values_list("source_key", flat=True).get(pk=alert.incident_id)
    told = 0
    for person, places in _committees(alert.estates.defer("boundary").order_by("name")):
        if told_this_week(person.pk, at) >= rule.notices_a_week:
            continue
        body = sentence(
            gettext_noop("A burglary happened at or near %(names)s. Here is a notice with advice for residents."),
            names=named([place.pk for place in places], {place.pk: place.name for place in places}),
        )
        url = reverse("burglary:residents_notice", args=[alert.pk])
        told += tell([person], key=f"{NOTICE_KEY}{source_key}", body=body, at=at, url=url)
    return told


def _committees(estates: Iterable[Place]) -> list[tuple[Person, list[Place]]]:
    """Return each member of a committee once, with the estates among these that the person speaks for."""
    found: dict[int, tuple[Person, list[Place]]] = {}
    for place in estates:
        for person in people_with_role(TOLD, place.path):
            found.setdefault(person.pk, (person, []))[1].append(place)
    return list(found.values())
