from __future__ import annotations

import getpass
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from anxin.core import clock
from anxin.core.errors import AnxinError
from anxin.core.people import services
from anxin.core.people.actor import SYSTEM
from anxin.core.people.models import Person
from anxin.core.people.roles import Role
from anxin.core.territory.queries import district, place_by_code


class Command(BaseCommand):
    """Opens accounts and gives roles from the shell: how the first administrator comes in."""

    help = "Open an account (add) or give a role (grant)."

    def add_arguments(self, parser: Any) -> None:
        """Take what to do and for whom."""
        parser.add_argument("act", choices=["add", "grant"])
        parser.add_argument("username")
        parser.add_argument("role", nargs="?", choices=[role.value for role in Role])
        parser.add_argument("place", nargs="?", help="code of the place; the district where none is given")
        parser.add_argument("--name", default="", help="the person's name as shown")

    def handle(
        self, *, act: str, username: str, role: str | None, place: str | None, name: str, **_options: Any
    ) -> None:
        """Do it, or say why not."""
        try:
            if act == "add":
                password = os.environ.get("ANXIN_NEW_PASSWORD") or getpass.getpass("Password: ")
                services.add_person(
                    username=username, display_name=name or username, password=password, actor=SYSTEM, at=clock.now()
                )
            else:
                self._grant(username, role, place)
        except AnxinError as error:
            raise CommandError(str(error)) from error

    def _grant(self, username: str, role: str | None, place: str | None) -> None:
        person = Person.objects.filter(username__iexact=username).first()
        where = place_by_code(place) if place else district()
        if person is None or role is None or where is None:
            raise CommandError("Give an account that exists, a role, and import the register first.")
        services.grant_role(person=person, role=role, place=where, actor=SYSTEM, at=clock.now())
