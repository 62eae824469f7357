"""What a step of the round is: decide first, outside any transaction; then do, inside one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from anxin.core.sentences import Stored


@dataclass(frozen=True)
class StepReport:
    """What a step did, what it needs from a person, and how it differs from an earlier day: stored sentences."""

    did: list[Stored] = field(default_factory=list)
    needs: list[Stored] = field(default_factory=list)
    changed: list[Stored] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """One step. `decide` may take long and changes nothing; `do` is short and runs in one transaction."""

    name: str
    title: Any
    decide: Callable[[date], Any]
    do: Callable[[Any, date, datetime], StepReport]


_STEPS: list[tuple[int, Step]] = []


def register(order: int, *steps: Step) -> None:
    """Add a module's steps to the round; lower orders come first."""
    known = {step.name for _, step in _STEPS}
    _STEPS.extend((order, step) for step in steps if step.name not in known)
    _STEPS.sort(key=lambda pair: pair[0])


def steps() -> list[Step]:
    """Return every registered step in order."""
    return [step for _, step in _STEPS]
