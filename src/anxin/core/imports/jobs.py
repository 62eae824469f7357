from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from anxin.core.errors import AnxinError
from anxin.core.imports import services
from anxin.core.imports.models import ImportRun, RunState
from anxin.core.jobs.registry import job
from anxin.core.people.actor import Actor


@job("imports.check", atomic=False, lease_seconds=600)
def check(payload: dict[str, Any], at: datetime) -> None:
    """Try an import; a refusal is stored with the run, not raised."""
    run = ImportRun.objects.get(pk=payload["run"])
    if run.state == RunState.CHECKING:
        with _closed_if_it_breaks(run, at):
            services.check(run=run, at=at)


@job("imports.carry_out", atomic=False, lease_seconds=1800)
def carry_out(payload: dict[str, Any], at: datetime) -> None:
    """Carry an approved import out; done already means nothing is left to do."""
    run = ImportRun.objects.get(pk=payload["run"])
    if run.state == RunState.IMPORTING:
        with _closed_if_it_breaks(run, at):
            services.carry_out(run=run, actor=Actor(payload["actor"], payload["person"]), at=at)


@contextmanager
def _closed_if_it_breaks(run: ImportRun, at: datetime) -> Iterator[None]:
    """A refusal stands in the run already; anything else closes the run and is raised for the log."""
    try:
        yield
    except AnxinError:
        return
    except Exception:
        services.give_up(run=run, at=at)
        raise
