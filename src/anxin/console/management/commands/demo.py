from __future__ import annotations

import secrets
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from anxin.core import clock
from anxin.core.imports import services as imports
from anxin.core.people.actor import SYSTEM
from anxin.core.people.models import Person
from anxin.core.people.roles import Role, roles_of_side
from anxin.core.people.services import add_person, grant_role
from anxin.core.territory.models import Level, Place
from anxin.core.territory.pinyin import search_key
from anxin.core.territory.queries import district
from anxin.demo import files

SEED = 20181


class Command(BaseCommand):
    """Makes the demonstration district through the same doors that a real one comes in by."""

    help = "Make the made-up district 安和区, with one account per role."

    def add_arguments(self, parser: Any) -> None:
        """Take the last day of the data, and whether to leave an existing district alone."""
        parser.add_argument("--if-empty", action="store_true")
        parser.add_argument("--date", type=date.fromisoformat, default=None)
        parser.add_argument("--seed", type=int, default=SEED)

    def handle(self, *, if_empty: bool, date: date | None, seed: int, **_options: Any) -> None:
        """Make it, run the round, leave some proposals decided and some waiting."""
        if if_empty and district() is not None:
            self.stdout.write(f"There is a district already: {district()}. It is left as it is.")
            return
        today = date or clock.today()
        if settings.ANXIN["side"] == "community":
            self._community(today, seed)
        else:
            with transaction.atomic():
                place = Place.objects.create(
                    level=Level.DISTRICT, code="D", name=files.DISTRICT, path="1/", pinyin=search_key(files.DISTRICT)
                )
                Place.objects.filter(pk=place.pk).update(path=f"{place.pk}/")
        self._sign_ins()
        if settings.ANXIN["side"] == "community":
            from anxin.demo.evening import first_evening
            from anxin.demo.measures import measures_done_csv
            from anxin.demo.rooms import rooms_csv

            self._mood(today, seed)
            first_evening(today, show=self._say)
            self._import("measures", "measures.csv", measures_done_csv(today), {})
            self._import("rooms", "rooms.csv", rooms_csv(), {})
            self._rosters(today, seed)

    def _community(self, today: date, seed: int) -> None:
        import numpy as np

        from anxin.demo.burglaries import make_burglaries
        from anxin.demo.district import make_ground

        rng = np.random.default_rng(seed)
        self._say("Drawing the made-up district 安和区")
        ground = make_ground(rng)
        found = make_burglaries(ground, today - timedelta(days=1), rng)
        self._import("places", "estates.csv", files.estates_csv(ground), {"district": files.DISTRICT})
        self._import("streets", "streets.geojson", files.streets_geojson(ground), {})
        self._import("incidents", "burglaries.csv", files.incidents_csv(found), {})

    def _mood(self, today: date, seed: int) -> None:
        import numpy as np

        from anxin.demo.mood import counts_csv, pulse_answers

        rng = np.random.default_rng([seed, 5])
        self._say(f"{pulse_answers(today, rng):,} made-up answers to the pulse")
        self._import("indicator_counts", "counts.csv", counts_csv(today, rng), {})

    def _rosters(self, today: date, seed: int) -> None:
        import numpy as np

        from anxin.demo.walkers import first_roster, walkers_csv

        self._import("walkers", "walkers.csv", walkers_csv(np.random.default_rng(seed)), {})
        self._say("Drafting the first four weeks of rosters")
        first_roster(today)

    def _import(self, kind: str, name: str, content: bytes, options: dict[str, str]) -> None:
        run = imports.receive_file(kind_key=kind, filename=name, content=content, actor=SYSTEM, at=clock.now())
        imports.confirm_columns(
            run=run, mapping=run.mapping, options=options, actor=SYSTEM, at=clock.now(), queue=False
        )
        imports.check(run=run, at=clock.now())
        run = imports.approve(run=run, skip_refused=False, actor=SYSTEM, at=clock.now(), queue=False)
        decision = imports.carry_out(run=run, actor=SYSTEM, at=clock.now())
        self._say(f"Imported {name}: " + ", ".join(f"{key} {value}" for key, value in decision.counts.items()))

    def _sign_ins(self) -> None:
        """Open one account per role of this side, all with one password that is made here and printed."""
        password = f"anhe-{secrets.token_hex(4)}"
        side = settings.ANXIN["side"]
        at = clock.now()
        lines = [f"{side}: {settings.ANXIN['public_url']}/   password for all: {password}"]
        here = roles_of_side(side)
        for role in [role for role in Role if role in here]:
            person = add_person(
                username=role.value, display_name=str(role.label), password=password, actor=SYSTEM, at=at
            )
            grant_role(person=person, role=role, place=_place_for(role), actor=SYSTEM, at=at)
            lines.append(f"  {role.value:28}{role.label}")
        Person.objects.filter(username__in=[role.value for role in here]).update(language="zh-hans")
        file = Path(settings.HOME) / f"sign-ins-{side}.txt"
        file.touch(mode=0o600)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._say(f"One account per role; the sign-ins are in {file}")

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()


def _place_for(role: Role) -> Place:
    """Give each role a place of its own size."""
    levels = {
        Role.SUBDISTRICT_COORDINATOR: Level.SUBDISTRICT,
        Role.COMMUNITY_OFFICER: Level.SUBDISTRICT,
        Role.TEAM_LEADER: Level.SUBDISTRICT,
        Role.VOLUNTEER: Level.SUBDISTRICT,
        Role.ESTATE_COMMITTEE: Level.NEIGHBOURHOOD,
        Role.PROPERTY_GUARD: Level.ESTATE,
    }
    level = levels.get(role, Level.DISTRICT)
    place = Place.objects.filter(level=level).order_by("code").first() or district()
    assert place is not None
    return place
