"""What a file's columns mean: proposed from their names, refused where they would hold a person."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anxin.core.faults import Faults
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
    r"suspect|offender|victim|perpetrator|arrest|complainant|witness|informant|surname|forename|firstname|lastname|"
    r"fullname|givenname|familyname|nickname|ownername|tenantname|homeowner|householder|occupant|person|phone|mobile|"
    r"telephone|contactname|^contact$|idnumber|idcard|identity|passport|nationality|dateofbirth|^dob$|^ssn$|birthday|"
    r"gender|ethnic|^race$|licenceplate|licenseplate|platenumber|(?<!sur)(?<!inter)face|fingerprint|biometric|wechat|"
    r"email|姓名|嫌疑|嫌犯|疑犯|作案人|被害|受害|被盗人|失主|事主|报案人|报警人|当事人|证人|家属|租客|房东|房主|屋主|户主|"
    r"业主(?!委员会|大会|户数|数)|联系人|联系方式|身份证|证件号|護照|护照|手机|手機|电话|電話|出生|生日|性别|民族|籍贯|国籍|"
    r"前科|绰号|车牌|車牌|人脸|指纹|微信|邮箱"
)
_PERSON = re.compile(_PERSON_WORDS)
# These words may be said of a place as well; in a file of incidents they are a person's.
_PERSON_UNLESS_A_PLACE = ("name", "names", "名字", "age", "sex", "年龄")


def refuse_person_columns(columns: Iterable[str], *, name_is_a_place: bool) -> None:
    """Raise `PersonColumnError` if a column's name says that it holds a person."""
    for column in columns:
        plain = _plain(column)
        if _PERSON.search(plain) or (plain in _PERSON_UNLESS_A_PLACE and not name_is_a_place):
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
                % {"column": column, "field": known[key].label},
                field=f"field_{key}",
            )
    faults = Faults()
    for field in fields:
        if field.required and field.key not in chosen:
            text = _("Choose the column that holds “%(field)s”. The file has: %(columns)s.")
            message = text % {"field": field.label, "columns": ", ".join(columns)}
            faults.add(f"field_{field.key}", message, MappingError)
    faults.stop()
    return chosen


def signature(columns: Sequence[str]) -> str:
    """Return a key that is the same for files with the same header."""
    return hashlib.sha256("\x1f".join(columns).encode()).hexdigest()


def _plain(name: str) -> str:
    """Return the letters and digits alone, so that neither width, case, spaces nor marks hide a word."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name)).casefold()
