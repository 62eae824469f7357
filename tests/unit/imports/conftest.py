"""A file on its way in, step by step, and a watch on everything that it could change."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from openpyxl import Workbook

from days import AT


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@dataclass
class Import:
    """One import run and the acts on it, as the coordinator does them."""

    run: object
    actor: object
    at: datetime = AT

    def check(self, mapping: dict[str, str] | None = None, **options: str):
        from anxin.core.imports import services

        chosen = {**self.run.mapping, **(mapping or {})}
        services.confirm_columns(run=self.run, mapping=chosen, options=options, actor=self.actor, at=self._later())
        return self._worked()

    def approve(self, *, skip_refused: bool = False):
        from anxin.core.imports import services

        services.approve(run=self.run, skip_refused=skip_refused, actor=self.actor, at=self._later())
        return self._worked()

    @property
    def refused(self) -> list[tuple[int, str, str]]:
        """Row, field and value of every refusal."""
        return [(row["row"], row["field"], row["value"]) for row in self.run.refused]

    @property
    def mends(self) -> str:
        return " ".join(row["mend"] for row in self.run.refused)

    def _later(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def _worked(self):
        from anxin.core.jobs.models import Job
        from anxin.core.jobs.services import run_next

        while run_next(at=self.at):
            pass
        assert not Job.objects.exclude(last_error="").values_list("last_error")
        self.run.refresh_from_db()
        return self


@pytest.fixture
def receive(district, actor):
    """Return a function that hands a file in."""

    def take(kind: str, content: bytes | str, filename: str = "file.csv") -> Import:
        from anxin.core.imports import services

        who = actor("district_coordinator")
        data = content.encode() if isinstance(content, str) else content
        run = services.receive_file(kind_key=kind, filename=filename, content=data, actor=who, at=AT)
        return Import(run, who)

    return take


@pytest.fixture
def bring(receive):
    """Return a function that hands a file in and imports it, so that nothing of it may be refused."""

    def through(kind: str, content: bytes | str, filename: str = "file.csv", **options: str) -> Import:
        brought = receive(kind, content, filename).check(**options)
        assert brought.run.state == "checked", brought.run.message
        brought.approve()
        assert brought.run.state == "done", brought.run.message
        return brought

    return through


@pytest.fixture
def nothing_changes(db):
    """Return a context in which no record may change and no act be written down."""

    @contextmanager
    def watched() -> Iterator[None]:
        before = _everything()
        yield
        assert _everything() == before

    return watched


def _everything() -> list[list[tuple]]:
    from anxin.burglary.models import Incident, MeasureDone
    from anxin.core.audit.models import AuditEntry
    from anxin.core.territory.models import Place, StreetNetwork

    networks = StreetNetwork.objects.order_by("pk").values_list("pk", "version", "source", "at")
    whole = [model.objects.order_by("pk").values_list() for model in (Place, Incident, MeasureDone)]
    # Handing a file in and naming its columns are acts, and stand in the audit; they change no record.
    acts = AuditEntry.objects.exclude(action__regex=r"^imports\..*\.(received|columns_confirmed|approved)$")
    return [list(rows) for rows in (*whole, acts.order_by("pk").values_list(), networks)]


@pytest.fixture
def uploads(tmp_path):
    """Return a function that lists the files that are kept."""
    return lambda: sorted(path for path in (tmp_path / "files").rglob("*") if path.is_file())


@pytest.fixture
def xlsx():
    """Return a function that makes a workbook; further sheets by keyword."""

    def make(rows: list[list], **sheets: list[list]) -> bytes:
        book = Workbook()
        for row in rows:
            book.worksheets[0].append(row)
        for title, more in sheets.items():
            sheet = book.create_sheet(title)
            for row in more:
                sheet.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make


@pytest.fixture
def geojson():
    """Return a function that makes a FeatureCollection of (properties, geometry) pairs."""

    def make(*features: tuple) -> bytes:
        made = [{"type": "Feature", "properties": properties, "geometry": shape} for properties, shape in features]
        return json.dumps({"type": "FeatureCollection", "features": made}).encode()

    return make


@pytest.fixture
def table():
    """Return a function that writes rows as CSV."""

    def make(*rows: list) -> str:
        out = io.StringIO()
        csv.writer(out).writerows(rows)
        return out.getvalue()

    return make
