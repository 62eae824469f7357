"""What a file's columns mean: proposed from their names, refused where they would hold a person."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anxin.core.imports.errors import MappingError, PersonColumnError


@dataclass(frozen=True)
class Field:
    """One thing that an import can take, with the names its column often has."""

    key: str
    label: Any
    names: tuple[str, ...]
    required: bool = False
    help: Any = ""


# Analysis takes places and times. These words name a person; a file that has them is refused whole, unread.
_PERSON_WORDS = (
    r"suspect|offender|victim|perpetrator|arrest|complainant|witness|surname|firstname|lastname|fullname|"
    r"person|phone|mobile|telephone|idnumber|idcard|identity|passport|dateofbirth|birthday|gender|ethnic|race$|"
    r"licenceplate|licenseplate|face|fingerprint|wechat|email|"
    r"姓名|嫌疑|被害|受害|报案人|报警人|当事人|证人|身份证|证件号|手机|电话|联系人|出生|生日|性别|民族|车牌|人脸|指纹|微信|邮箱|户主|业主"
)
_PERSON = re.compile(_PERSON_WORDS)


def refuse_person_columns(columns: Iterable[str], *, name_is_a_place: bool) -> None:
    """Raise `PersonColumnError` if a column's name says that it holds a person."""
    for column in columns:
        plain = _plain(column)
        if _PERSON.search(plain) or (plain in ("name", "names", "名字") and not name_is_a_place):
            raise PersonColumnError(
                _(
                    "The column “%(name)s” would hold a person. Anxin analyses places, never persons, "
                    "and has not kept the file. Delete this column and import again."
                )
                % {"name": column}
            )


def propose_mapping(columns: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    """Return field -> column for every field whose usual names fit a column; exact fits come first."""
    by_plain = {_plain(column): column for column in columns}
    proposed: dict[str, str] = {}
    for field in fields:
        for name in (field.key, *field.names):
            column = by_plain.get(_plain(name))
            if column is not None and column not in proposed.values():
                proposed[field.key] = column
                break
    return proposed


def checked_mapping(mapping: Mapping[str, str], columns: Sequence[str], fields: Sequence[Field]) -> dict[str, str]:
    """Return the mapping without its empty entries; refuse unknown columns and missing fields by name."""
    known = {field.key: field for field in fields}
    chosen = {key: column for key, column in mapping.items() if column and key in known}
    for key, column in chosen.items():
        if column not in columns:
            raise MappingError(
                _("The file has no column “%(column)s” for “%(field)s”.")
                % {"column": column, "field": known[key].label}
            )
    missing = [field for field in fields if field.required and field.key not in chosen]
    if missing:
        raise MappingError(
            _("Choose the column that holds “%(field)s”. The file has: %(columns)s.")
            % {"field": missing[0].label, "columns": ", ".join(columns)}
        )
    return chosen


def signature(columns: Sequence[str]) -> str:
    """Return a key that is the same for files with the same header."""
    return hashlib.sha256("\x1f".join(columns).encode()).hexdigest()


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-./()（）:：]+", "", name).casefold()
