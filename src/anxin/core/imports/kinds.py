"""What a module offers to import. It registers a kind; the steps from file to records are the same for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from anxin.core.imports.columns import Field
from anxin.core.imports.reading import Row, Table
from anxin.core.people.actor import Actor


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be taken: its number in the file, the field, what stands there and the mend."""

    row: int
    field: str
    value: str
    mend: str


def slipped(row: Row, columns: Sequence[str]) -> list[Refusal]:
    """Refuse a row with more cells than the header has names: what stands where is anybody's guess."""
    beyond = [cell.strip() for cell in row.cells[len(columns) :] if cell.strip()]
    mend = _("The row has more cells than the header. Look for a comma that should stand in quotation marks.")
    return [Refusal(row.number, "", beyond[0][:200], mend)] if beyond else []


@dataclass(frozen=True)
class Request:
    """What a person asked for: the file, its columns' meaning and the options."""

    content: bytes
    filename: str
    table: Table | None
    mapping: Mapping[str, str]
    options: Mapping[str, Any]
    today: date


@dataclass
class Decision:
    """What an import would do. Nothing has changed yet."""

    counts: dict[str, int]
    refusals: list[Refusal] = field(default_factory=list)
    preview: list[dict[str, str]] = field(default_factory=list)
    payload: Any = None


@dataclass(frozen=True)
class ImportKind:
    """One kind of file. `decide` reads and compares; `apply` writes, within one transaction."""

    key: str
    title: Any
    help: Any
    fields: tuple[Field, ...]
    decide: Callable[[Request], Decision]
    apply: Callable[[Decision, Request, Actor, datetime], None]
    reads_table: bool = True
    name_is_a_place: bool = True
    options: tuple[Field, ...] = ()
    keeps_secrets: bool = False  # the file and its refused rows are sealed while they are kept
    columns_of_things: tuple[str, ...] = ()  # names that sound like a person's and are not, in this kind of file
    endings: tuple[str, ...] = (".csv", ".tsv", ".xlsx", ".geojson", ".json", ".txt")


KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Offer a kind of import."""
    KINDS[kind.key] = kind
