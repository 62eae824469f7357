"""The cells of a row that is being imported: each is read, or refused with its field and its mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from anxin.core.imports.kinds import Refusal, Request, slipped
from anxin.core.imports.reading import Row
from anxin.core.imports.values import CellError, as_count, as_date
from anxin.core.territory.models import Place
from anxin.mood.pulse.rules import is_closed, week_of


class Cells:
    """One row of a table."""

    def __init__(self, row: Row, where: Mapping[str, int], refused: list[Refusal]) -> None:
        self._row, self._where, self.refused = row, where, refused

    def take(self, key: str, read: Callable[[str], Any]) -> Any:
        """Return what a cell says, or note why it cannot be taken."""
        i = self._where.get(key)
        text = self._row.cells[i].strip() if i is not None and i < len(self._row.cells) else ""
        try:
            return read(text)
        except CellError as error:
            self.refused.append(Refusal(self._row.number, key, text[:200], str(error)))
            return None

    def refuse(self, key: str, mend: str) -> None:
        """Note why the whole row cannot be taken, at the cell that says so."""
        i = self._where[key]
        text = self._row.cells[i].strip() if i < len(self._row.cells) else ""
        self.refused.append(Refusal(self._row.number, key, text[:200], mend))


def cells_of(request: Request) -> list[Cells]:
    """Return the rows of a request's table."""
    assert request.table is not None
    columns = {name: i for i, name in enumerate(request.table.columns)}
    where = {key: columns[column] for key, column in request.mapping.items()}
    return [Cells(row, where, slipped(row, request.table.columns)) for row in request.table.rows]


def whole(text: str, *, most: int) -> int:
    """Return a whole number that must be there."""
    count = as_count(text, least=0, most=most)
    if count is None:
        raise CellError(_("Fill in a whole number."))
    return count


def compared(taken: Mapping[Any, int], held: Mapping[Any, int]) -> dict[str, int]:
    """Count what of an import is new, changed and unchanged."""
    states = ["unchanged" if held.get(cell) == n else "changed" if cell in held else "new" for cell, n in taken.items()]
    return {state: states.count(state) for state in ("new", "changed", "unchanged")}


def closed_week(text: str, today: date) -> date:
    """Return the Monday of the week that a date lies in; the week must be over."""
    day, _hour = as_date(text, latest=today)
    if not is_closed(week_of(day), today):
        raise CellError(_("This week is not over yet. Bring its numbers after Sunday."))
    return week_of(day)


def known_place(text: str, places: Mapping[str, Place]) -> Place:
    """Return the place with this name or code."""
    if text not in places:
        raise CellError(_("No place has this name or code. Write it as in the register."))
    return places[text]


def places_by_word(*levels: str) -> dict[str, Place]:
    """Return name or code -> place, for the levels given; a name that two places have must be given as a code."""
    rows = list(Place.objects.filter(level__in=levels).defer("boundary"))
    names: dict[str, list[Place]] = {}
    for place in rows:
        names.setdefault(place.name, []).append(place)
    once = {name: held[0] for name, held in names.items() if len(held) == 1}
    return once | {place.code: place for place in rows}
