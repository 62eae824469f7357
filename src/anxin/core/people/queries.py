from __future__ import annotations

from anxin.core.people.actor import Actor, Held
from anxin.core.people.models import Grant, Person


def actor_of(person: Person) -> Actor:
    """Return the person as an actor, with the grants in force now."""
    grants = Grant.objects.filter(person=person, ended_at=None).values_list("role", "place__path")
    return Actor(name=person.display_name, person_id=person.pk, held=tuple(Held(role, path) for role, path in grants))


def people_with_role(roles: frozenset[str] | set[str], path: str) -> list[Person]:
    """Return the people who hold one of `roles` at `path` or above it, by name."""
    above = [path[: i + 1] for i, letter in enumerate(path) if letter == "/"]
    grants = Grant.objects.filter(role__in=roles, ended_at=None, place__path__in=above, person__is_active=True)
    return list(Person.objects.filter(pk__in=grants.values("person_id")).order_by("display_name"))
