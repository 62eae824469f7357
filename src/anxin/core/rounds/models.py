from __future__ import annotations

from django.db import models


class Round(models.Model):
    """One night's pass through sense, judge, act and learn (夜间例行)."""

    date = models.DateField()
    attempt = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["date", "attempt"], name="one_round_an_attempt")]
        ordering = ["-date", "-attempt"]

    def __str__(self) -> str:
        return f"{self.date} #{self.attempt}"


class RoundStep(models.Model):
    """One step that is done; its row and its effect were written in one transaction."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField()
    seconds = models.FloatField()
    did = models.JSONField(default=list, help_text="Stored sentences: what it did.")
    needs = models.JSONField(default=list, help_text="Stored sentences with a url: what a person must decide.")
    changed = models.JSONField(default=list, help_text="Stored sentences: what is different from the last round.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="a_step_once")]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.round} {self.name}"
