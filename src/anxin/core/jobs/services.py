from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import get_language, override

from anxin.core.jobs.models import Job
from anxin.core.jobs.registry import HANDLERS, MOST_TRIES, Handler

LONGEST_WAIT_SECONDS = 3600
logger = logging.getLogger(__name__)


def enqueue(kind: str, *, key: str, run_at: datetime, payload: dict[str, Any] | None = None) -> bool:
    """Queue a job within the caller's transaction; return False if the key is known already."""
    wanted = {"kind": kind, "payload": payload or {}, "run_at": run_at, "language": get_language() or ""}
    _, fresh = Job.objects.get_or_create(key=key, defaults=wanted)
    return fresh


@transaction.atomic
def claim(*, at: datetime) -> Job | None:
    """Take the job that has waited longest; a lease that ran out frees a job whose worker died."""
    free = Job.objects.filter(done_at=None, failed_at=None, run_at__lte=at).filter(
        Q(lease_until=None) | Q(lease_until__lt=at)
    )
    free = free.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
    job = free.order_by("run_at", "pk").first()
    if job is None:
        return None
    handler = HANDLERS.get(job.kind)
    job.lease_until = at + timedelta(seconds=handler.lease_seconds if handler else 60)
    job.lease_token = secrets.token_hex(16)
    job.tries += 1
    job.save(update_fields=["lease_until", "lease_token", "tries"])
    return job


def run_next(*, at: datetime) -> bool:
    """Do one waiting job; return False if none was waiting."""
    job = claim(at=at)
    if job is None:
        return False
    handler = HANDLERS.get(job.kind)
    try:
        if handler is None:
            raise LookupError(f"No module knows the job kind {job.kind}.")
        with override(job.language or get_language()):
            _do(job, handler, at)
    except Exception as error:  # one bad job must not stop the others
        logger.exception("Job %s failed", job)
        _put_back(job, handler.most_tries if handler else MOST_TRIES, error, at)
    return True


def _do(job: Job, handler: Handler, at: datetime) -> None:
    if not handler.atomic:
        handler.work(job.payload, at)
        _finish(job, at)
        return
    with transaction.atomic():
        if _finish(job, at):
            handler.work(job.payload, at)


def _finish(job: Job, at: datetime) -> bool:
    """Mark it done if the lease is still ours; another worker may have taken it over."""
    ours = Job.objects.filter(pk=job.pk, lease_token=job.lease_token, done_at=None)
    return bool(ours.update(done_at=at, lease_until=None))


def _put_back(job: Job, most_tries: int, error: Exception, at: datetime) -> None:
    ours = Job.objects.filter(pk=job.pk, lease_token=job.lease_token, done_at=None)
    text = f"{type(error).__name__}: {error}"[:2000]
    if job.tries >= most_tries:
        ours.update(failed_at=at, last_error=text, lease_until=None)
    else:
        wait = min(5 * 2**job.tries, LONGEST_WAIT_SECONDS)
        ours.update(run_at=at + timedelta(seconds=wait), last_error=text, lease_until=None)
