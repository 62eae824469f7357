"""The catalogue as it is shipped, and how it comes into the database: renewed rows, a district's own left alone."""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction

from anxin.burglary.measures import rules
from anxin.burglary.measures.models import Design, Measure, Outcome, Setting, Study, Watching
from anxin.core import audit
from anxin.core.people.actor import Actor

FILE = Path(__file__).with_name("catalogue.toml")
Row = dict[str, Any]


@lru_cache(maxsize=1)
def shipped() -> tuple[Row, ...]:
    """Return the shipped rows; a row with an unknown word stops the installation, not a reader."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["measure"]
    for row in rows:
        Watching(row["watching"])
        [Setting(setting) for setting in row["fits"]]
        [(Design(study["design"]), Outcome(study["outcome"])) for study in row.get("study", [])]
    return tuple(rows)


@transaction.atomic
def load_catalogue(*, actor: Actor, at: datetime) -> int:
    """Bring the shipped rows up to date and return how many were renewed; a second run renews none.

    Cost and local rows are the district's and stay. A row that is shipped no longer is kept for its tasks, not offered.
    """
    renewed, withdrawn = renew_rows()
    if renewed or withdrawn:
        audit.record("burglary.catalogue.renewed", subject="", actor=actor, at=at, renewed=renewed, withdrawn=withdrawn)
    return len(renewed)


def renew_rows() -> tuple[list[str], list[str]]:
    """Write the rows that differ from the shipped ones; return the keys of the renewed and of the withdrawn."""
    held = {measure.key: measure for measure in Measure.objects.filter(local=False).select_for_update()}
    fresh = [row for row in shipped() if _digest(row) != getattr(held.get(row["key"]), "digest", "")]
    for row in fresh:
        _renew(held.get(row["key"]) or Measure(key=row["key"]), row)
    gone = [m for key, m in held.items() if m.offered and key not in {row["key"] for row in shipped()}]
    for measure in gone:
        measure.offered, measure.digest = False, ""
    Measure.objects.bulk_update(gone, ["offered", "digest"])
    if fresh or gone:
        rank_measures()
    return [row["key"] for row in fresh], sorted(measure.key for measure in gone)


def rank_measures() -> None:
    """Write every measure's place in the evidence order, so that tables sort by it."""
    measures = {measure.key: measure for measure in Measure.objects.all()}
    order = rules.evidence_order(measure.option for measure in measures.values())
    for place, key in enumerate(order, start=1):
        measures[key].rank = place
    Measure.objects.bulk_update(measures.values(), ["rank"])


def _renew(measure: Measure, row: Row) -> None:
    studies = [_study(measure, position, given) for position, given in enumerate(row.get("study", []))]
    evidence = [study.evidence for study in studies]
    chosen = next((study for study in studies if rules.counts(study.evidence)), None)
    measure.name_en, measure.name_zh = row["name"]["en"], row["name"]["zh"]
    measure.texts, measure.watching, measure.fits = row["texts"], row["watching"], row["fits"]
    measure.effect, measure.low, measure.high = (chosen.effect, chosen.low, chosen.high) if chosen else (None,) * 3
    measure.outcome = chosen.outcome if chosen else ""
    measure.quality, measure.supported = rules.quality(evidence), rules.is_supported(evidence)
    measure.offered, measure.digest = True, _digest(row)
    measure.save()
    measure.studies.all().delete()
    Study.objects.bulk_create(studies)


def _study(measure: Measure, position: int, given: Row) -> Study:
    return Study(measure=measure, position=position, **{"contrary": False, **given})


def _digest(row: Row) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
