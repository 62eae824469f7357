from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.burglary.errors import NotYoursError
from anxin.burglary.measures import policy
from anxin.burglary.measures.catalogue import rank_measures
from anxin.burglary.measures.models import EstateSettings, Measure, Setting, Watching, spoken
from anxin.core import audit
from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.faults import Faults
from anxin.core.imports.values import CellError, as_number, as_text
from anxin.core.people.actor import Actor
from anxin.core.territory.models import Place

MOST_COST = 1_000_000  # yuan for one home
MOST_LETTERS = {"name": 80, "what": 400, "watch_for": 400, "privacy": 200}
NEEDED = {
    "name": gettext_lazy("Give the measure a name."),
    "what": gettext_lazy("Say what exactly is done."),
    "privacy": gettext_lazy("Say whom it watches, and why."),
}


@dataclass(frozen=True)
class LocalMeasure:
    """What a district says of a measure of its own, as written in its form."""

    name: str
    what: str
    watch_for: str
    watching: str
    privacy: str
    fits: Sequence[str]


def cost_of(text: str) -> Decimal | None:
    """Return a cost for one home, None for an empty field."""
    try:
        number = as_number(text)
    except CellError as error:
        raise AnxinError(f"{_('Cost for one home')}: {error}", field="cost") from error
    if number is None:
        return None
    if not 0 <= number <= MOST_COST:
        raise AnxinError(
            _("Cost for one home: use an amount from 0 to %(most)s yuan.") % {"most": MOST_COST}, field="cost"
        )
    return Decimal(str(round(number, 2)))


@transaction.atomic
def set_cost(*, measure: Measure, cost: str, note: str, actor: Actor, at: datetime) -> Measure:
    """Write what the measure costs for one home here; an empty cost takes it back. Refuses all but the coordinator."""
    _only_the_coordinator(actor)
    measure = _locked(measure)
    before, measure.cost_per_home = measure.cost_per_home, cost_of(cost)
    measure.cost_note = _text(note, "note", most=200)
    measure.save(update_fields=["cost_per_home", "cost_note"])
    rank_measures()
    audit.record(
        "burglary.measure.cost_set", subject=measure.key, actor=actor, at=at,
        old=_money(before), new=_money(measure.cost_per_home), note=measure.cost_note,
    )  # fmt: skip
    return measure


@transaction.atomic
def add_measure(*, given: LocalMeasure, actor: Actor, at: datetime) -> Measure:
    """Add a measure of the district's own. It has no study, so it stands last until one speaks for it."""
    _only_the_coordinator(actor)
    measure = Measure(key=f"local-{secrets.token_hex(4)}", local=True)
    _write(measure, given)
    rank_measures()
    audit.record("burglary.measure.added", subject=measure.key, actor=actor, at=at, name=given.name)
    return measure


@transaction.atomic
def change_measure(*, measure: Measure, given: LocalMeasure, offered: bool, actor: Actor, at: datetime) -> Measure:
    """Change a measure of the district's own, or stop offering it. Refuses a shipped row: the project keeps those."""
    _only_the_coordinator(actor)
    measure = _locked(measure)
    if not measure.local:
        raise AnxinError(_("This row comes with Anxin. Only its cost is yours to change; add a measure of your own."))
    old = {"name": str(measure), "texts": measure.texts, "offered": measure.offered}
    measure.offered = offered
    _write(measure, given)
    rank_measures()
    audit.record("burglary.measure.changed", subject=measure.key, actor=actor, at=at, old=old)
    return measure


@transaction.atomic
def describe_estate(*, place: Place, has: Sequence[str], actor: Actor, at: datetime) -> EstateSettings:
    """Say what is built at an estate, so that only measures that fit are proposed."""
    if not policy.may_describe(actor, place):
        raise NotYoursError(_("Only those who plan or work at this place can say what is built there."))
    known = [setting.value for setting in Setting if setting.value in has]
    held, _new = EstateSettings.objects.select_for_update().get_or_create(place=place)
    old, held.has = held.has, known
    held.save(update_fields=["has"])
    audit.record("burglary.estate.described", subject=place.code, actor=actor, at=at, old=old, new=known)
    return held


def _write(measure: Measure, given: LocalMeasure) -> None:
    name, texts = _checked(measure, given)
    measure.name_en = measure.name_zh = name
    measure.texts = {key: {"en": text, "zh": text} for key, text in texts.items()}
    measure.watching = int(given.watching)
    measure.fits = [setting.value for setting in Setting if setting.value in given.fits]
    measure.save()


def _checked(measure: Measure, given: LocalMeasure) -> tuple[str, dict[str, str]]:
    """Return the name and the texts; name everything that is wrong with them at once."""
    faults = Faults()
    read = {
        field: faults.read(field, partial(_text, field=field, most=most), getattr(given, field))
        for field, most in MOST_LETTERS.items()
    }
    for field, message in NEEDED.items():
        if read[field] == "":
            faults.add(field, message)
    if given.watching not in {str(value) for value in Watching.values}:
        faults.add("watching", _("Choose what the measure costs in privacy."))
    name = read.pop("name") or ""
    if name and any(spoken(name) in other.spoken for other in Measure.objects.exclude(pk=measure.pk)):
        faults.add("name", _("There is a measure with this name already."))
    faults.stop()
    return name, {field: text or "" for field, text in read.items()}


def _text(text: str, field: str, *, most: int) -> str:
    try:
        return as_text(text, most=most)
    except CellError as error:
        raise AnxinError(str(error), field=field) from error


def _locked(measure: Measure) -> Measure:
    held = Measure.objects.select_for_update().filter(pk=measure.pk).first()
    if held is None:
        raise NotFoundError(_("There is no such measure."))
    return held


def _only_the_coordinator(actor: Actor) -> None:
    if not policy.may_keep_catalogue(actor):
        raise NotYoursError(_("Only a district coordinator keeps the catalogue."))


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount)
