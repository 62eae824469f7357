"""The cast and the little district that every test knows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from days import AT, TODAY

# No test asserts a time, and a machine that does other work must not fail one.
hypothesis_settings.register_profile("anxin", deadline=None)
hypothesis_settings.load_profile("anxin")


@pytest.fixture(autouse=True)
def _files_of_its_own(tmp_path: Path, settings) -> None:
    """Keys and uploads of a test go to its own folder."""
    settings.HOME = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }


@pytest.fixture(autouse=True)
def _nothing_kept_from_another_test() -> None:
    """Parts of pages and the district's name are kept in the process; each test begins without."""
    from django.core.cache import caches

    from anxin.console.shell import _district_name

    caches["template_fragments"].clear()
    _district_name.cache_clear()


@pytest.fixture
def shared() -> Path:
    """The reference data beside the project; tests that need it skip where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the reference data does not lie beside the project")
    return folder


@pytest.fixture
def district(db):
    """A district with 2 subdistricts, 3 neighbourhoods and 6 estates of 100 to 600 homes, 400 m apart in a row.

    The catalogue of measures stands in it, as in every installation that was prepared.
    """
    from anxin.burglary.measures.catalogue import renew_rows
    from anxin.core.territory.models import Level, Place

    renew_rows()
    top = Place.objects.create(level=Level.DISTRICT, code="D", name="安和区", path="tmp")
    Place.objects.filter(pk=top.pk).update(path=f"{top.pk}/")
    top.refresh_from_db()

    def add(level, code, name, parent, **more):
        place = Place.objects.create(level=level, code=code, name=name, parent=parent, path=f"tmp-{code}", **more)
        place.path = f"{parent.path}{place.pk}/"
        place.save()
        return place

    west = add(Level.SUBDISTRICT, "S1", "西街道", top, pinyin="xijiedao xjd")
    east = add(Level.SUBDISTRICT, "S2", "东街道", top, pinyin="dongjiedao djd")
    subs = enumerate((west, west, east), start=1)
    parents = [add(Level.NEIGHBOURHOOD, f"N{i}", f"居民区{i}", sub, subdistrict=sub) for i, sub in subs]
    for i in range(6):
        parent = parents[i // 2]
        add(
            Level.ESTATE, f"E{i + 1}", f"安和{i + 1}村", parent, subdistrict=parent.parent, homes=100 * (i + 1),
            pinyin=f"anhe{i + 1}cun ah{i + 1}c", longitude=124.2 + 0.0042 * i, latitude=30.6,
        )  # fmt: skip
    return top


@pytest.fixture
def estate(district):
    """Return an estate by its number."""
    from anxin.core.territory.models import Place

    return lambda number: Place.objects.get(code=f"E{number}")


@pytest.fixture
def burglaries(district, estate):
    """Return a function that adds `count` burglaries at an estate, `days_ago` and spread back over 200 days."""
    from anxin.burglary.models import Incident, PlacedBy

    made = iter(range(10**6))

    def add(number: int, count: int, days_ago: int = 10, spread: int = 200) -> None:
        place = estate(number)
        days = [TODAY - timedelta(days=days_ago + i * spread // count) for i in range(count)]
        Incident.objects.bulk_create(
            Incident(
                source_key=f"k{next(made)}",
                place=place,
                occurred_date=day,
                longitude=place.longitude,
                latitude=place.latitude,
                placed_by=PlacedBy.CODE,
            )
            for day in days
        )

    return add


@pytest.fixture
def cast(district):
    """One person per role, each at the place of the role's own size, and an outsider without any."""
    from anxin.core.people.models import Grant, Person
    from anxin.core.people.roles import Role, roles_of_side
    from anxin.core.territory.models import Place

    small = {Role.ESTATE_COMMITTEE: "N1", Role.PROPERTY_GUARD: "E1"}
    medium = {Role.SUBDISTRICT_COORDINATOR, Role.COMMUNITY_OFFICER, Role.TEAM_LEADER, Role.VOLUNTEER}
    people = {"outsider": Person.objects.create(username="outsider", display_name="局外人")}
    for role in sorted(roles_of_side("community")):
        code = small.get(role, "S1" if role in medium else "D")
        person = Person.objects.create(username=role.value, display_name=str(role.value))
        Grant.objects.create(
            person=person, role=role, place=Place.objects.get(code=code), granted_at=AT, granted_by="test"
        )
        people[role.value] = person
    return people


@pytest.fixture
def actor(cast):
    """Return the person of a role as an actor."""
    from anxin.core.people.queries import actor_of

    return lambda name: actor_of(cast[name])


@pytest.fixture
def signed_in(cast, client):
    """Return a client signed in as the person of a role."""

    def sign_in(name: str):
        client.force_login(cast[name])
        return client

    return sign_in
