from __future__ import annotations

from django.db import models


class Job(models.Model):
    """A piece of work that must happen once (后台任务), written in the transaction that wants it."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True, help_text="The same key is queued once.")
    payload = models.JSONField(default=dict)
    language = models.CharField(max_length=10, blank=True, help_text="Of whoever asked; what it writes is for them.")
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["run_at"], condition=models.Q(done_at=None, failed_at=None), name="jobs_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
