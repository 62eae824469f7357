"""Every step of an import is written down with who took it; what the columns mean is learnt from success alone."""

from __future__ import annotations

import csv
import io

from django.utils.translation import override

from anxin.core.audit.models import AuditEntry
from anxin.core.imports import services
from anxin.core.imports.models import ColumnMapping

PLACES = "code,name,subdistrict,homes\nE90,New Court,West,120\n"


def test_each_step_is_in_the_audit(bring):
    bring("places", PLACES, district="Anhe")
    written = AuditEntry.objects.filter(action__startswith="imports.").order_by("seq")
    actions = list(written.values_list("action", flat=True))
    steps = ("received", "columns_confirmed", "approved", "imported")
    assert actions == [f"imports.places.{step}" for step in steps]


def test_a_mapping_by_which_no_row_could_be_read_is_not_remembered(receive):
    receive("places", PLACES).check({"homes": "name"}, district="Anhe")
    assert not ColumnMapping.objects.exists()


def test_mends_are_in_the_language_of_whoever_checks(receive):
    with override("zh-hans"):
        brought = receive("places", "code,name,subdistrict,homes\nE90,New Court,West,many\n").check(district="安和区")
    with override("en"):
        other = receive("places", "code,name,subdistrict,homes\nE90,New Court,West,loads\n").check(district="Anhe")
    assert brought.mends != other.mends
    assert other.mends.isascii()


def test_the_refused_rows_open_again_however_long_a_cell_is(receive, geojson):
    long = {"code": "X1", "name": "新村", "subdistrict": "北街道", "homes": "many", "note": "x" * 200_000}
    content = geojson((long, {"type": "Point", "coordinates": [124.2, 30.6]}))
    run = receive("places", content, "file.geojson").check().run
    assert run.counts["refused"] == 1
    [_head, row] = csv.reader(io.StringIO(services.refused_rows_to_read(run).decode("utf-8-sig")))
    assert max(map(len, row)) == 32_000
