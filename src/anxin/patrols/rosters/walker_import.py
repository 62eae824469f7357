"""A table of walkers becomes a decision: who is new, changed, unchanged or refused. Writes nothing before approval.

A name to call somebody by is needed and is all that is taken of a person; columns with telephones, identity numbers and
the like are refused with the whole file, as in every import.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.core.imports.columns import Field
from anxin.core.imports.kinds import Decision, ImportKind, Refusal, Request, slipped
from anxin.core.imports.reading import Row
from anxin.core.imports.values import CellError, as_count, as_text
from anxin.core.people.actor import Actor
from anxin.core.people.models import Person
from anxin.core.territory.models import Place
from anxin.patrols.rosters.models import Walker

YES = {"1", "是", "有", "已", "已培训", "yes", "y", "true"}
NO = {"", "0", "否", "无", "未", "未培训", "no", "n", "false"}
DAYS = (
    {letter: day for day, letter in enumerate("一二三四五六日")} | {"天": 6} | {str(day + 1): day for day in range(7)}
)
STORED = {"trained": "trained", "skills": "skills", "weekdays": "weekdays", "most_nights": "most_nights"}
STORED |= {"account": "person_id"}  # column of the file -> field; what a file leaves out stays as it is


@dataclass(frozen=True)
class WalkerRow:
    """One row that can be taken."""

    name: str
    team_id: int
    trained: bool
    skills: list[str]
    weekdays: list[int]
    most_nights: int | None
    person_id: int | None


@dataclass(frozen=True)
class WalkerPlan:
    """What `write_walkers` shall do: rows to add, rows with the walker that they change, and the fields to change."""

    new: list[WalkerRow]
    changed: list[tuple[int, WalkerRow]]
    fields: list[str]


class _Known:
    """What cells are looked up in: places by name and code, accounts by sign-in name, and whose they are."""

    def __init__(self) -> None:
        self.teams = {word: place.pk for place in Place.objects.defer("boundary") for word in (place.name, place.code)}
        self.accounts = dict(Person.objects.filter(is_active=True).values_list("username", "pk"))
        held = Walker.objects.exclude(person=None).values_list("person_id", "name", "team_id")
        self.owners = {person: (name, team) for person, name, team in held}


def decide_walkers(request: Request) -> Decision:
    """Read every row and compare it with who is registered; a name stands for one person of a team."""
    assert request.table is not None
    columns = {name: i for i, name in enumerate(request.table.columns)}
    where = {key: columns[column] for key, column in request.mapping.items()}
    known = _Known()
    rows: list[WalkerRow] = []
    refusals: list[Refusal] = []
    seen: dict[tuple[str, int], int] = {}
    for row in request.table.rows:
        read = slipped(row, request.table.columns) or _read_row(row, where, known)
        if isinstance(read, list):
            refusals += read
        elif (key := (read.name, read.team_id)) in seen:
            mend = _("Row %(row)s has the same name and team. Tell them apart, or keep one.") % {"row": seen[key]}
            refusals.append(Refusal(row.number, "name", read.name, mend))
        else:
            seen[key] = row.number
            rows.append(read)
    return _compared(rows, refusals, [field for key, field in STORED.items() if key in where])


def write_walkers(decision: Decision, _request: Request, _actor: Actor, _at: datetime) -> None:
    """Add and change walkers; who is not in the file stays as they are."""
    plan: WalkerPlan = decision.payload
    Walker.objects.bulk_create((Walker(**vars(row)) for row in plan.new), batch_size=500)
    for key, row in plan.changed:
        Walker.objects.filter(pk=key).update(**{name: getattr(row, name) for name in plan.fields})


def _compared(rows: list[WalkerRow], refusals: list[Refusal], fields: list[str]) -> Decision:
    held = {(walker.name, walker.team_id): walker for walker in Walker.objects.all()}
    new = [row for row in rows if (row.name, row.team_id) not in held]
    changed = [
        (walker.pk, row)
        for row in rows
        if (walker := held.get((row.name, row.team_id)))
        and any(getattr(row, name) != getattr(walker, name) for name in fields)
    ]
    counts = {
        "new": len(new),
        "changed": len(changed),
        "unchanged": len(rows) - len(new) - len(changed),
        "refused": len({refusal.row for refusal in refusals}),
    }
    preview = [{"name": row.name, "free": " ".join(str(day + 1) for day in row.weekdays)} for row in rows[:10]]
    return Decision(counts, refusals, preview, WalkerPlan(new, changed, fields))


def _read_row(row: Row, where: dict[str, int], known: _Known) -> WalkerRow | list[Refusal]:
    refused: list[Refusal] = []

    def take(key: str, read: Callable[[str], Any]) -> Any:
        i = where.get(key)
        text = row.cells[i].strip() if i is not None and i < len(row.cells) else ""
        try:
            return read(text)
        except CellError as error:
            refused.append(Refusal(row.number, key, text[:200], str(error)))
            return None

    name, team = take("name", _name), take("team", lambda text: _team(text, known.teams))
    trained, skills = take("trained", _yes_or_no), take("skills", _skills)
    weekdays = take("weekdays", _weekdays)
    most = take("most_nights", lambda text: as_count(text, least=0, most=28))
    person = take("account", lambda text: _account(text, (name, team), known))
    return refused or WalkerRow(name, team, trained, skills, weekdays, most, person)


def _name(text: str) -> str:
    name = as_text(text, most=60)
    if not name:
        raise CellError(_("Fill in a name to call them by."))
    return name


def _team(text: str, teams: dict[str, int]) -> int:
    if text not in teams:
        raise CellError(_("No place has this name or code. Write it as in the register."))
    return teams[text]


def _account(text: str, owner: tuple[str, int], known: _Known) -> int | None:
    if not text:
        return None
    if text not in known.accounts:
        raise CellError(
            _("No account has this sign-in name. Ask your administrator to open it, or leave the cell empty.")
        )
    person = known.accounts[text]
    if known.owners.setdefault(person, owner) != owner:
        raise CellError(_("This account belongs to another walker."))
    return person


def _yes_or_no(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise CellError(_("Write yes or no."))
    return text.lower() in YES


def _skills(text: str) -> list[str]:
    words = text.replace("，", ",").replace("、", ",").split(",")
    return sorted({as_text(word, most=30) for word in words if word.strip()})


def _weekdays(text: str) -> list[int]:
    letters = [letter for letter in text if letter not in " ,，、周星期"]
    if any(letter not in DAYS for letter in letters):
        raise CellError(_("Write the free evenings as 135 or 一三五."))
    return sorted({DAYS[letter] for letter in letters})


WALKERS = ImportKind(
    key="walkers",
    title=gettext_lazy("Walkers"),
    help=gettext_lazy("Who walks with the crews: a name to call them by, their team and free evenings. No telephone."),
    fields=(
        Field("name", gettext_lazy("Name"), ("称呼", "名字", "显示名", "志愿者"), required=True),
        Field("team", gettext_lazy("Team"), ("队", "队伍", "所属街道", "街道", "居民区", "地点"), required=True),
        Field("trained", gettext_lazy("Trained"), ("已培训", "培训", "是否培训")),
        Field("skills", gettext_lazy("Skills"), ("技能", "特长")),
        Field("weekdays", gettext_lazy("Free evenings"), ("有空", "有空的晚上", "星期", "周几"), required=True),
        Field("account", gettext_lazy("Sign-in name"), ("登录名", "账号")),
        Field("most_nights", gettext_lazy("Evenings in four weeks at most"), ("最多次数", "四周最多", "次数")),
    ),
    decide=decide_walkers,
    apply=write_walkers,
)
