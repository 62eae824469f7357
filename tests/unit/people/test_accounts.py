from __future__ import annotations

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import NotAllowedError
from anxin.core.people.models import Grant, Person
from anxin.core.people.queries import actor_of, people_with_role
from anxin.core.people.services import (
    NameTakenError,
    UnfitAccountError,
    WrongSideError,
    add_person,
    end_grant,
    grant_role,
)
from days import AT

GOOD = "a long password 9"


def test_an_administrator_opens_an_account_and_gives_a_role(actor, district):
    administrator = actor("administrator")
    person = add_person(username="lin", display_name="林", password=GOOD, actor=administrator, at=AT)
    grant_role(person=person, role="volunteer", place=district, actor=administrator, at=AT)
    assert actor_of(person).holds({"volunteer"}, district.path)
    assert AuditEntry.objects.count() == 2


@pytest.mark.parametrize("role", ["district_coordinator", "analyst", "outsider"])
def test_nobody_else_does(actor, role):
    people = Person.objects.count()
    with pytest.raises(NotAllowedError):
        add_person(username="lin", display_name="林", password=GOOD, actor=actor(role), at=AT)
    assert Person.objects.count() == people
    assert not AuditEntry.objects.exists()


def test_a_care_role_cannot_be_given_on_this_side(actor, cast, district):
    with pytest.raises(WrongSideError):
        grant_role(person=cast["outsider"], role="counsellor", place=district, actor=actor("administrator"), at=AT)
    assert not Grant.objects.filter(person=cast["outsider"]).exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"username": "VOLUNTEER"}, NameTakenError),
        ({"username": ""}, UnfitAccountError),
        ({"display_name": ""}, UnfitAccountError),
        ({"password": "short"}, UnfitAccountError),
        ({"password": "password1234"}, UnfitAccountError),
    ],
)
def test_an_unfit_account_is_refused(actor, given, error):
    people = Person.objects.count()
    with pytest.raises(error):
        add_person(
            **{"username": "lin", "display_name": "林", "password": GOOD, **given}, actor=actor("administrator"), at=AT
        )
    assert Person.objects.count() == people


def test_a_grant_holds_at_its_place_and_below_and_ends_at_once(actor, cast, estate):
    committee = actor("estate_committee")
    assert committee.holds({"estate_committee"}, estate(1).path)
    assert not committee.holds({"estate_committee"}, estate(3).path)
    grant = Grant.objects.get(person=cast["estate_committee"])
    end_grant(grant=grant, actor=actor("administrator"), at=AT)
    assert not actor_of(cast["estate_committee"]).held


def test_who_holds_a_role_above_an_estate(cast, estate):
    found = people_with_role({"community_officer", "estate_committee"}, estate(1).path)
    assert {person.username for person in found} == {"community_officer", "estate_committee"}
    assert people_with_role({"community_officer"}, estate(6).path) == []


def test_a_path_that_only_begins_alike_is_not_below(actor, cast, district):
    from anxin.core.people.actor import Actor, Held

    someone = Actor("a", 1, (Held("volunteer", "1/2/"),))
    assert not someone.holds({"volunteer"}, "1/23/")
