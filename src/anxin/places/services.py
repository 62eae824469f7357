from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from itertools import count

from django.db import transaction
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.imports.kinds import Decision, Request
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Level, Place
from anxin.core.territory.pinyin import search_key
from anxin.places.register_file import COMPARED, DISTRICT_CODE, EstateRow, RegisterPlan

BATCH = 500


@transaction.atomic
def write_register(decision: Decision, request: Request, actor: Actor, at: datetime) -> None:
    """Write the estates of a decision, with the subdistricts and neighbourhoods that they need."""
    plan: RegisterPlan = decision.payload
    tree = _Tree(district_named(plan.district, actor=actor, at=at), taken={row.code for row in plan.new})
    places = [_estate(row, tree.parent_of(row), tree.subdistrict(row.subdistrict)) for row in plan.new]
    add_places(places)
    for row in plan.changed:
        _change(row, tree, actor, at)


def district_named(name: str, *, actor: Actor, at: datetime) -> Place:
    """Return the district, made if there is none; a name that is given replaces an older one."""
    district = Place.objects.filter(level=Level.DISTRICT).first()
    if district is None:
        district = Place(level=Level.DISTRICT, code=DISTRICT_CODE, name=name or _("My district"), path="/")
        district.pinyin = search_key(district.name)
        district.save()
        Place.objects.filter(pk=district.pk).update(path=f"{district.pk}/")
        district.refresh_from_db()
        audit.record("places.district.added", subject=district.name, actor=actor, at=at)
    elif name and name != district.name:
        audit.record("places.district.renamed", subject=name, actor=actor, at=at, old=district.name)
        district.name, district.pinyin = name, search_key(name)
        district.save(update_fields=["name", "pinyin"])
    return district


def add_places(places: list[Place]) -> None:
    """Insert places whose parents are saved, and write their paths."""
    for start in range(0, len(places), BATCH):
        batch = places[start : start + BATCH]
        for place in batch:
            place.pinyin = search_key(place.name)
            place.path = f"new:{place.code}"
        Place.objects.bulk_create(batch)
        for place in batch:
            assert place.parent is not None
            place.path = f"{place.parent.path}{place.pk}/"
        Place.objects.bulk_update(batch, ["path"])


class _Tree:
    """The subdistricts and neighbourhoods by name; a missing one is made when it is first asked for."""

    def __init__(self, district: Place, *, taken: set[str]) -> None:
        self.district = district
        self.taken = taken | set(Place.objects.values_list("code", flat=True))
        self.subdistricts = {p.name: p for p in Place.objects.filter(level=Level.SUBDISTRICT)}
        self.neighbourhoods = {
            (p.parent_id, p.name): p for p in Place.objects.filter(level=Level.NEIGHBOURHOOD).select_related("parent")
        }

    def subdistrict(self, name: str) -> Place:
        if name not in self.subdistricts:
            place = Place(level=Level.SUBDISTRICT, code=self.free_code("S", 2), name=name, parent=self.district)
            add_places([place])
            self.subdistricts[name] = place
        return self.subdistricts[name]

    def free_code(self, letter: str, digits: int) -> str:
        code = next(code for i in count(1) if (code := f"{letter}{i:0{digits}d}") not in self.taken)
        self.taken.add(code)
        return code

    def parent_of(self, row: EstateRow) -> Place:
        subdistrict = self.subdistrict(row.subdistrict)
        if not row.neighbourhood:
            return subdistrict
        key = (subdistrict.pk, row.neighbourhood)
        if key not in self.neighbourhoods:
            place = Place(
                level=Level.NEIGHBOURHOOD,
                code=self.free_code("N", 4),
                name=row.neighbourhood,
                parent=subdistrict,
                subdistrict=subdistrict,
            )
            add_places([place])
            self.neighbourhoods[key] = place
        return self.neighbourhoods[key]


def _estate(row: EstateRow, parent: Place, subdistrict: Place) -> Place:
    return Place(
        level=Level.ESTATE,
        code=row.code,
        name=row.name_to_give,
        parent=parent,
        subdistrict=subdistrict,
        homes=row.homes,
        longitude=row.longitude,
        latitude=row.latitude,
        boundary=row.boundary,
    )


def _change(row: EstateRow, tree: _Tree, actor: Actor, at: datetime) -> None:
    place = Place.objects.get(code=row.code)
    given = asdict(row)
    old = {
        name: getattr(place, name)
        for name in COMPARED
        if given[name] not in (None, "") and given[name] != getattr(place, name)
    }
    for name in old:
        setattr(place, name, given[name])
    subdistrict, before = tree.subdistrict(row.subdistrict), place.parent
    if row.neighbourhood or place.subdistrict != subdistrict:
        place.parent, place.subdistrict = tree.parent_of(row), subdistrict
    assert place.parent is not None
    if before != place.parent:
        old["parent"] = before.code if before else ""
    place.path, place.pinyin = f"{place.parent.path}{place.pk}/", search_key(place.name)
    place.save()
    audit.record("places.estate.changed", subject=place.code, actor=actor, at=at, old=old)
