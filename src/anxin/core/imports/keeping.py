"""Files that hold secrets are sealed while they are kept."""

from __future__ import annotations

from anxin.core.imports.kinds import ImportKind
from anxin.core.sealing import seal, unseal

USE = "imports.file"


def keep(kind: ImportKind, content: bytes) -> bytes:
    """Return what is written to the disk."""
    return seal(content, use=USE) if kind.keeps_secrets else content


def kept(kind: ImportKind, stored: bytes) -> bytes:
    """Return the file as it came in."""
    return unseal(stored, use=USE) if kind.keeps_secrets else stored
