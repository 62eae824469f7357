"""What a key of a chart is called."""

from __future__ import annotations

from typing import Any

from anxin.mood.inputs.catalogue import BY_KEY as INDICATORS
from anxin.mood.pulse.items import BY_KEY as ITEMS


def name_of(what: str) -> Any:
    """Return the name of a question or of a count, or its key where it is known no more."""
    return known_names().get(what, what)


def is_question(what: str) -> bool:
    """Say whether a key is a question's; else it is a count's."""
    return what in ITEMS


def known_names() -> dict[str, Any]:
    """Return key -> name of everything that is judged."""
    return {one.key: one.name for one in ITEMS.values()} | {one.key: one.name for one in INDICATORS.values()}
