from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One act (审计记录): who, what, when, and the hash that ties it to the one before."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    person_id = models.BigIntegerField(null=True, blank=True)
    action = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=200, db_index=True)
    details = models.TextField(default="{}", help_text="Canonical JSON.")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject}"


class ChainHead(models.Model):
    """The newest link; its row is the lock that makes the chain one line."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.seq)


class SignedHead(models.Model):
    """The head of one day, signed (每日签名), so that a chain rewritten from the start is seen too."""

    date = models.DateField(unique=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=128, help_text="Ed25519, hex.")

    def __str__(self) -> str:
        return f"{self.date} {self.seq}"
