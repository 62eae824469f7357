"""Two letters of one neighbourhood, and a look at everything that the database holds."""

from __future__ import annotations

import pytest
from django.db import connection

from anxin.core.territory.models import Place
from anxin.mood.pulse.services import make_tokens
from days import AT, TODAY

CACHE = "shared_cache"


@pytest.fixture(autouse=True)
def _this_day(monkeypatch):
    monkeypatch.setattr("anxin.core.clock.today", lambda: TODAY)
    monkeypatch.setattr("anxin.core.clock.now", lambda: AT)


@pytest.fixture
def codes(district, actor) -> list[str]:
    """Four codes of the first neighbourhood."""
    place = Place.objects.get(code="N1")
    return make_tokens(place=place, letters=4, actor=actor("district_coordinator"), at=AT)[1]


@pytest.fixture
def everything():
    """Return a function that reads every row of every table, whoever owns it."""

    def read() -> dict[str, list[tuple]]:
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            held = {}
            for table in tables:
                cursor.execute(f'SELECT * FROM "{table}"')
                held[table] = sorted(map(repr, cursor.fetchall()))
        return held

    return read


@pytest.fixture
def changed(everything):
    """Return a function that names the tables in which something is not as it was."""

    def compare(before: dict[str, list[tuple]]) -> set[str]:
        after = everything()
        return {table for table in after if after[table] != before.get(table)}

    return compare
