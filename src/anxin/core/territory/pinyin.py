"""How a Chinese name is typed by someone who searches for it."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin


def search_key(name: str) -> str:
    """Return the full spelling and the initials, so that both `anhe` and `ah` find 安和.

    >>> search_key("安和小区")
    'anhexiaoqu ahxq'
    """
    full = "".join(lazy_pinyin(name)).lower().replace(" ", "")
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower().replace(" ", "")
    return f"{full} {initials}"[:240]
