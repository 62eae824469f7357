"""The shipped rows come in once, are renewed by an upgrade, and never touch what the district entered."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path

import pytest

from anxin.burglary.measures import catalogue
from anxin.burglary.measures.models import Measure, Study
from anxin.core.audit.models import AuditEntry
from anxin.core.people.actor import SYSTEM
from days import AT


def load() -> int:
    return catalogue.load_catalogue(actor=SYSTEM, at=AT)


@pytest.fixture
def upgrade(monkeypatch):
    """Return a function that ships other rows from now on."""

    def ship(change) -> None:
        rows = list(copy.deepcopy(catalogue.shipped()))
        change(rows)
        monkeypatch.setattr(catalogue, "shipped", lambda: tuple(rows))

    return ship


def everything() -> list:
    return [list(model.objects.order_by("pk").values_list()) for model in (Measure, Study, AuditEntry)]


def test_an_empty_table_is_filled_and_a_second_run_changes_nothing(db):
    assert load() == len(catalogue.shipped())
    assert AuditEntry.objects.get().action == "burglary.catalogue.renewed"
    before = everything()
    assert load() == 0
    assert everything() == before


def test_an_upgrade_renews_its_rows_and_leaves_the_districts_cost(district, upgrade):
    Measure.objects.filter(pk="lighting").update(cost_per_home=Decimal("12.50"), cost_note="our offer")

    def change(rows):
        lighting = next(row for row in rows if row["key"] == "lighting")
        lighting["name"]["en"] = "Lamps"
        lighting["study"][0]["effect"], lighting["study"][0]["low"], lighting["study"][0]["high"] = -10.0, -15.0, -5.0

    upgrade(change)
    assert load() == 1
    lighting = Measure.objects.get(pk="lighting")
    assert (lighting.name_en, lighting.effect, lighting.low, lighting.high) == ("Lamps", -10.0, -15.0, -5.0)
    assert (lighting.cost_per_home, lighting.cost_note) == (Decimal("12.50"), "our offer")
    assert lighting.studies.count() == 1


def test_an_upgrade_leaves_the_districts_own_rows(district, upgrade):
    own = Measure.objects.create(key="local-1", name_zh="楼组长", name_en="楼组长", local=True)
    upgrade(lambda rows: rows[0]["name"].update(en="Other"))
    load()
    own.refresh_from_db()
    assert (own.name_zh, own.offered) == ("楼组长", True)
    assert own.rank > 0


def test_a_row_that_is_shipped_no_longer_stays_for_its_tasks_but_is_not_offered(district, upgrade):
    upgrade(lambda rows: rows.pop(0))
    assert load() == 0
    assert not Measure.objects.get(pk="gating").offered


def test_a_row_that_comes_back_is_offered_again(district, monkeypatch):
    rows = catalogue.shipped()
    with monkeypatch.context() as without:
        without.setattr(catalogue, "shipped", lambda: rows[1:])
        load()
    assert load() == 1
    assert Measure.objects.get(pk="gating").offered


def test_every_shipped_row_speaks_both_languages_and_says_whom_it_watches():
    for row in catalogue.shipped():
        texts = [row["name"], row["texts"]["what"], row["texts"]["privacy"]]
        assert all(text["en"] and text["zh"] for text in texts), row["key"]
        for name, text in row["texts"].items():
            assert bool(text["en"]) == bool(text["zh"]), (row["key"], name)
        for study in row.get("study", []):
            assert study["source"], row["key"]
            assert study["found"]["en"], row["key"]
            assert study["found"]["zh"], row["key"]


def test_no_figure_from_memory_and_no_cost_is_shipped_as_known(district):
    for measure in Measure.objects.prefetch_related("studies"):
        assert measure.cost_per_home is None, measure.key
        if measure.effect is not None:
            matching = [s for s in measure.studies.all() if s.effect == measure.effect and s.checked]
            assert matching, measure.key
    camera = Measure.objects.get(pk="camera")
    assert camera.effect is None
    assert camera.studies.filter(checked=False, effect=-12.0).exists()


def test_the_shipped_order_puts_what_watches_nobody_first_and_what_nothing_speaks_for_last(district):
    keys = list(Measure.objects.values_list("key", flat=True))
    assert keys[:2] == ["gating", "lighting"]
    assert keys.index("door_closer") < keys.index("watch") < keys.index("camera")
    assert set(keys[-4:]) == {"alarm", "card_access", "other", "talk"}


def test_every_study_stands_in_the_documents():
    text = (Path(__file__).resolve().parents[3] / "docs/measures.md").read_text(encoding="utf-8")
    for row in catalogue.shipped():
        for study in row.get("study", []):
            seen = "checked" if study["checked"] else "memory"
            assert f"| {seen} | {study['source']}{' doi:' * ('doi' in study)}{study.get('doi', '')} |" in text
