"""A table of measures done becomes a decision: what is new, corrected, unchanged or refused. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from anxin.burglary.measures.models import Measure, MeasureDone, spoken
from anxin.core.imports.kinds import Decision, Refusal, Request, slipped
from anxin.core.imports.reading import Row
from anxin.core.imports.values import CellError, as_count, as_date, as_number, as_text
from anxin.core.territory.queries import estates

MOST_HOMES = 100_000
MOST_COST = 1_000_000_000
COMPARED = ("homes_covered", "cost")
Key = tuple[int, str, date]


@dataclass(frozen=True)
class DoseRow:
    """One measure done on its way from a file into the record."""

    row: int
    place_id: int
    measure_id: str
    date: date
    homes_covered: int
    cost: Decimal | None

    @property
    def key(self) -> Key:
        """What makes it one dose: an estate, a measure, a day."""
        return self.place_id, self.measure_id, self.date


@dataclass(frozen=True)
class DosePlan:
    """What `write_doses` shall do."""

    new: list[DoseRow]
    corrected: list[DoseRow]


@dataclass(frozen=True)
class Known:
    """What a row may name: estates by code with their homes, measures by key or name."""

    estates: Mapping[str, tuple[int, str, int | None]]
    measures: Mapping[str, list[Measure]]

    @classmethod
    def load(cls) -> Known:
        """Read both from the database."""
        rows = estates().values_list("code", "pk", "name", "homes")
        places = {code: (pk, name, homes) for code, pk, name, homes in rows}
        named: dict[str, list[Measure]] = {}
        for measure in Measure.objects.all():
            for name in measure.spoken:
                named.setdefault(name, []).append(measure)
        return cls(places, named)


def decide_doses(request: Request) -> Decision:
    """Read every row and compare it with what is held."""
    known = Known.load()
    rows, refusals = _read_rows(request, known)
    fields = ("place_id", "measure_id", "date", *COMPARED)
    held = {tuple(values[:3]): tuple(values[3:]) for values in MeasureDone.objects.values_list(*fields)}
    new = [row for row in rows if row.key not in held]
    corrected = [row for row in rows if row.key in held and (row.homes_covered, row.cost) != held[row.key]]
    tally = {
        "new": len(new),
        "changed": len(corrected),
        "unchanged": len(rows) - len(new) - len(corrected),
        "refused": len({refusal.row for refusal in refusals}),
    }
    names = {pk: name for pk, name, _homes in known.estates.values()}
    return Decision(tally, refusals, [_preview(row, names, known) for row in rows[:10]], DosePlan(new, corrected))


def _read_rows(request: Request, known: Known) -> tuple[list[DoseRow], list[Refusal]]:
    assert request.table is not None
    columns = {name: i for i, name in enumerate(request.table.columns)}
    where = {key: columns[column] for key, column in request.mapping.items()}
    rows: list[DoseRow] = []
    refusals: list[Refusal] = []
    seen: dict[Key, int] = {}
    for row in request.table.rows:
        read = slipped(row, request.table.columns) or _read_row(row, where, request.today, known)
        if isinstance(read, list):
            refusals += read
        elif read.key in seen:
            mend = _("Row %(row)s has the same estate, measure and day. Keep one of them.") % {"row": seen[read.key]}
            refusals.append(Refusal(row.number, "measure", read.measure_id, mend))
        else:
            seen[read.key] = row.number
            rows.append(read)
    return rows, refusals


def _read_row(row: Row, where: dict[str, int], today: date, known: Known) -> DoseRow | list[Refusal]:
    refused: list[Refusal] = []

    def take(key: str, read: Any) -> Any:
        i = where.get(key)
        text = row.cells[i].strip() if i is not None and i < len(row.cells) else ""
        try:
            return read(text)
        except CellError as error:
            refused.append(Refusal(row.number, key, text[:200], str(error)))
            return None

    place = take("estate", lambda text: _estate(text, known))
    measure = take("measure", lambda text: _measure(text, known))
    day = take("date", lambda text: as_date(text, latest=today)[0])
    homes = take("homes", lambda text: _homes(text, place))
    cost = take("cost", _cost)
    return refused or DoseRow(row.number, place[0], measure.key, day, homes, cost)


def _estate(text: str, known: Known) -> tuple[int, str, int | None]:
    code = as_text(text, most=40)
    if not code:
        raise CellError(_("Fill in the estate's code."))
    if code not in known.estates:
        raise CellError(_("No estate has this code. Correct it, or add the estate to the register first."))
    return known.estates[code]


def _measure(text: str, known: Known) -> Measure:
    name = as_text(text, most=80)
    if not name:
        raise CellError(_("Fill in the measure, by its name or key."))
    found = known.measures.get(spoken(name), [])
    if not found:
        raise CellError(_("The catalogue has no such measure. Use its name or key, or add it under Measures first."))
    if len(found) > 1:
        keys = ", ".join(measure.key for measure in found)
        raise CellError(_("Several measures have this name. Use one of the keys: %(keys)s.") % {"keys": keys})
    return found[0]


def _homes(text: str, place: tuple[int, str, int | None] | None) -> int:
    homes = as_count(text, least=1, most=MOST_HOMES)
    if homes is None:
        raise CellError(_("Fill in how many homes were covered."))
    if place and place[2] is not None and homes > place[2]:
        mend = _("The register has %(homes)s homes at this estate. Correct one of the two.")
        raise CellError(mend % {"homes": place[2]})
    return homes


def _cost(text: str) -> Decimal | None:
    amount = as_number(text)
    if amount is None:
        return None
    if not 0 <= amount <= MOST_COST:
        raise CellError(_("Write the cost as an amount from 0 to %(most)s yuan.") % {"most": MOST_COST})
    return Decimal(str(round(amount, 2))).quantize(Decimal("0.01"))


def _preview(row: DoseRow, names: Mapping[int, str], known: Known) -> dict[str, str]:
    return {
        "row": str(row.row),
        "date": row.date.isoformat(),
        "estate": names[row.place_id],
        "measure": str(known.measures[row.measure_id.casefold()][0]),
        "homes": str(row.homes_covered),
        "cost": "" if row.cost is None else str(row.cost),
    }
