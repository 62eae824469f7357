from __future__ import annotations

from contextlib import suppress
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
        with suppress(AnxinError):
            services.check(run=run, at=at)


@job("imports.carry_out", atomic=False, lease_seconds=1800)
def carry_out(payload: dict[str, Any], at: datetime) -> None:
    """Carry an approved import out; done already means nothing is left to do."""
    run = ImportRun.objects.get(pk=payload["run"])
    if run.state == RunState.IMPORTING:
        with suppress(AnxinError):
            services.carry_out(run=run, actor=Actor(payload["actor"], payload["person"]), at=at)
