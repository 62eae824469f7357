from __future__ import annotations

from django.db import models


class Notice(models.Model):
    """What a person should know (通知); never a confided word."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120, help_text="The same key reaches a person once.")
    body = models.JSONField(help_text="A stored sentence.")
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="a_notice_once")]
        indexes = [models.Index(fields=["person", "read_at"])]

    def __str__(self) -> str:
        return self.key
