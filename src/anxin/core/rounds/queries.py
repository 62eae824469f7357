from __future__ import annotations

from anxin.core.jobs.queries import is_open
from anxin.core.rounds.models import Round
from anxin.core.sentences import Stored


def edition() -> str:
    """Return a word that changes when a round finishes: figures of the round stay as they are until then."""
    newest = Round.objects.exclude(finished_at=None).order_by("-pk").values_list("pk", flat=True).first()
    return str(newest or 0)


def latest_changes() -> list[Stored]:
    """Return what the newest finished round found different from the last one of an earlier day."""
    latest = latest_round()
    return [said for step in latest.steps.all() for said in step.changed] if latest else []


def is_round_at_work() -> bool:
    """Say whether a round was asked for or is running."""
    return is_open("rounds.run:") or is_open("rounds.go_on:")


def latest_round() -> Round | None:
    """Return the newest finished round with its steps."""
    return Round.objects.exclude(finished_at=None).prefetch_related("steps").first()
