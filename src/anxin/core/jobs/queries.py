from __future__ import annotations

from anxin.core.jobs.models import Job


def is_open(key_begins: str) -> bool:
    """Say whether a job whose key begins so waits or is being done."""
    return Job.objects.filter(key__startswith=key_begins, done_at=None, failed_at=None).exists()
