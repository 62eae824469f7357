"""What is sent to the import pages: a file, its name, its kind and the form after it; any of them may be wrong."""

from __future__ import annotations

import random

from benchmarks.broken.streets import broken_streets, valid_streets
from benchmarks.broken.tables import broken_table, valid_table
from benchmarks.broken.upload import BYTES, Upload
from benchmarks.broken.values import FORMS, NAMES

__all__ = ["Upload", "mutated", "valid"]


def valid(kind: str, rng: random.Random) -> Upload:
    """Return a small file with nothing wrong in it, in one of the formats of its kind."""
    return valid_streets(rng) if kind == "streets" else valid_table(kind, rng)


def mutated(kind: str, rng: random.Random) -> Upload:
    """Return a file with something wrong in its content, its name, its kind or the form after it."""
    upload = broken_streets(rng) if kind == "streets" else broken_table(kind, rng)
    if rng.random() < 0.2:
        upload.changed_by(rng.choice(BYTES), rng)
    if rng.random() < 0.25:
        upload.form = dict(rng.choice(FORMS))
        upload.done.append(f"form {str(upload.form)[:60]}")
    if rng.random() < 0.05:
        upload.filename = rng.choice(NAMES)
        upload.done.append("name")
    if rng.random() < 0.02:
        upload.kind = rng.choice(["persons", "streets", "places", "incidents", "0"])
        upload.done.append("kind")
    return upload
