"""What this part offers to import: measures done, by estate and day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anxin.burglary.measures.dose_file import COMPARED, DosePlan, DoseRow, decide_doses
from anxin.burglary.measures.models import MeasureDone
from anxin.core import audit
from anxin.core.imports.columns import Field
from anxin.core.imports.kinds import Decision, ImportKind, Request
from anxin.core.people.actor import Actor

BATCH = 1000


@transaction.atomic
def write_doses(decision: Decision, request: Request, actor: Actor, at: datetime) -> None:
    """Add the new measures done and correct the changed ones; the audit keeps every old value."""
    plan: DosePlan = decision.payload
    MeasureDone.objects.bulk_create((_done(row) for row in plan.new), batch_size=BATCH)
    for row in plan.corrected:
        _correct(row, actor, at)


def _done(row: DoseRow) -> MeasureDone:
    return MeasureDone(
        place_id=row.place_id,
        measure_id=row.measure_id,
        date=row.date,
        homes_covered=row.homes_covered,
        cost=row.cost,
    )


def _correct(row: DoseRow, actor: Actor, at: datetime) -> None:
    rows = MeasureDone.objects.select_for_update(of=("self",)).select_related("place")
    held = rows.get(place_id=row.place_id, measure_id=row.measure_id, date=row.date)
    old = {name: str(getattr(held, name)) for name in COMPARED if getattr(held, name) != getattr(row, name)}
    for name in old:
        setattr(held, name, getattr(row, name))
    held.save(update_fields=list(old))
    audit.record(
        "burglary.measure_done.corrected", subject=held.place.code, actor=actor, at=at,
        measure=row.measure_id, date=row.date.isoformat(), old=old,
    )  # fmt: skip


MEASURES_DONE = ImportKind(
    key="measures",
    title=_("Measures done"),
    help=_("One row for each measure carried out: the estate, the day, how many homes it covered, what it cost."),
    fields=(
        Field(
            "estate",
            _("Estate code"),
            ("estate_code", "place", "place_code", "code", "小区编码", "小区编号", "小区代码"),
            required=True,
        ),
        Field("measure", _("Measure"), ("measure_key", "措施", "防范措施", "项目"), required=True),
        Field("date", _("Date"), ("done", "done_date", "完成日期", "落实日期", "日期"), required=True),
        Field(
            "homes", _("Homes covered"), ("homes_covered", "households", "覆盖户数", "受益户数", "户数"), required=True
        ),
        Field("cost", _("Cost in yuan"), ("cost_yuan", "amount", "费用", "金额", "花费")),
    ),
    name_is_a_place=False,
    decide=decide_doses,
    apply=write_doses,
)
