"""A database address becomes Django's settings for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from anxin.core.config import SettingError

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-20000;PRAGMA mmap_size=134217728"
)


def database_from(address: str, *, home: Path, side: str) -> dict[str, Any]:
    """Return Django's DATABASES entry; an empty address means a SQLite file in `home`."""
    if not address:
        return _sqlite(home / f"{side}.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path.removeprefix("/"))))
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    raise SettingError(f"ANXIN_DATABASE begins with {parts.scheme!r}. Use sqlite:/// or postgresql://.")


def _sqlite(path: Path) -> dict[str, Any]:
    # IMMEDIATE: a deferred transaction that reads, then writes is refused at once when another writes.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
    }
