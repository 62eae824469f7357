from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import NotAllowedError
from anxin.core.faults import Faults
from anxin.core.people.actor import Actor
from anxin.core.people.errors import NameTakenError, UnfitAccountError, WrongPlaceError, WrongSideError
from anxin.core.people.models import Grant, Person
from anxin.core.people.roles import OF_THE_DISTRICT, Role, roles_of_side
from anxin.core.territory.models import Level, Place


@transaction.atomic
def add_person(
    *, username: str, display_name: str, password: str, actor: Actor, at: datetime, email: str = ""
) -> Person:
    """Open an account. Refuses a taken or missing name and a weak password."""
    _must_administer(actor)
    if Person.objects.filter(username__iexact=username).exists():
        message = _("The sign-in name %(name)s is taken. Choose another.") % {"name": username}
        raise NameTakenError(message, field="username")
    person = Person(username=username, display_name=display_name, email=email)
    _must_fit(person, password)
    person.set_password(password)
    person.save()
    audit.record("people.person.added", subject=username, actor=actor, at=at)
    return person


def _must_fit(person: Person, password: str) -> None:
    faults = Faults()
    try:
        person.clean_fields(exclude=["password"])
    except ValidationError as error:
        for key, said in error.message_dict.items():
            faults.add(key, " ".join(said), UnfitAccountError)
    try:
        validate_password(password, person)
    except ValidationError as error:
        faults.add("password", " ".join(error.messages), UnfitAccountError)
    faults.stop()


@transaction.atomic
def grant_role(*, person: Person, role: str, place: Place, actor: Actor, at: datetime) -> Grant:
    """Give a person a role at a place and all below it. Refuses a role of the other side."""
    _must_administer(actor)
    if role not in roles_of_side(settings.ANXIN["side"]):
        raise WrongSideError(
            _("This role belongs to the other side of the wall. Open the account there."), field="role"
        )
    if role in OF_THE_DISTRICT and place.level != Level.DISTRICT:
        raise WrongPlaceError(_("This role holds for the whole district. Give it at the district."), field="place")
    grant, fresh = Grant.objects.get_or_create(
        person=person, role=role, place=place, ended_at=None, defaults={"granted_at": at, "granted_by": actor.name}
    )
    if fresh:
        audit.record("people.grant.given", subject=person.username, actor=actor, at=at, role=role, place=place.code)
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, actor: Actor, at: datetime) -> None:
    """Take a role away, effective at the person's next request."""
    _must_administer(actor)
    grant.ended_at = at
    grant.save(update_fields=["ended_at"])
    audit.record(
        "people.grant.ended", subject=grant.person.username, actor=actor, at=at, role=grant.role, place=grant.place.code
    )


def _must_administer(actor: Actor) -> None:
    if not actor.holds({Role.ADMINISTRATOR}):
        raise NotAllowedError(_("Only an administrator can change accounts and roles."))
